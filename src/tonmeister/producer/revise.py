"""Listening again: what was promised is held against what the rendered sound does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import checks, listen
from tonmeister.listening.heard import Heard
from tonmeister.model import STAGES, Decision, Finding, RecallSheet, Setting, Strip, TakenBack
from tonmeister.producer.balance import integrated_lufs
from tonmeister.producer.bands import Bands, bell_db, tone_db
from tonmeister.producer.buses import TONE_HZ, TONE_MOST_DB
from tonmeister.producer.explain import explain
from tonmeister.producer.settle import Standing, corrections, standing
from tonmeister.producer.without import gained_db, response_db, size, size_name, what
from tonmeister.units import say

LAST_ROUND = 3
"""After the last render nothing that would need another one is changed."""

GAINED_DB = 0.1
ANSWERS = frozenset({"filter", "eq", "deess", "compress", "duck", "ride"}) & frozenset(STAGES)
"""Stages whose moves answer something that is heard again, or not, in the print."""

FILTERS = ("filter", "eq")

Without = Callable[[str, str], Heard]
"""Renders the mix without one move: strip name, decision id -> what is heard then."""


def revise(
    sheet: RecallSheet,
    before: Heard,
    after: Heard,
    findings_before: Sequence[Finding],
    findings_after: Sequence[Finding],
    round_number: int,
    without: Without | None = None,
) -> tuple[RecallSheet, bool]:
    """Hold every move against the rendered sound; take back what did not help.

    What was measured is written into the moves. Faders are corrected where parts came out at
    another level than meant, the master's tone where it was foretold wrongly. What a person
    holds is left alone. ``without`` renders what the mix would be without one move, for those
    that seem not to have helped. The second value says whether the mix has to be rendered again;
    in the last round nothing is changed that would ask for it.
    """
    told = {f.id: f for f in findings_before}
    ear = _Ear(sheet, before, after, told, findings_after, without)
    may_change = round_number < LAST_ROUND
    strips: list[Strip] = []
    taken: list[TakenBack] = []
    changed = False
    for strip in sheet.strips:
        moves = []
        for move in strip.decisions:
            now, back = ear.judge(strip, move)
            if back and may_change and not move.hold:
                taken.append(TakenBack(decision=now, strip=strip.name, reason=back))
                changed = True
                continue
            moves.append(now)
        strips.append(replace(strip, decisions=tuple(moves)))
    if may_change:
        levelled = ear.levelled(strips, {t.strip for t in taken}, slack=float(round_number))
        changed = changed or any(
            dict(a.settings) != dict(b.settings)
            for old, new in zip(strips, levelled, strict=True)
            for a, b in zip(old.decisions, new.decisions, strict=True)
        )
        strips = levelled
    strips = [_master(s, after, ear) if s.kind == "master" else s for s in strips]
    notes = (*sheet.notes, *(f"I took {t.decision.id} back: {t.reason}" for t in taken))
    revised = replace(
        sheet,
        strips=tuple(strips),
        taken_back=(*sheet.taken_back, *taken),
        notes=tuple(dict.fromkeys(notes)),
    )
    return revised, changed


class _Ear:
    """What is known before and after the render, looked up by move."""

    def __init__(
        self,
        sheet: RecallSheet,
        before: Heard,
        after: Heard,
        told: Mapping[str, Finding],
        again: Sequence[Finding],
        without: Without | None,
    ) -> None:
        self.genre, self.told, self.after = before.genre, told, after
        self.without = without
        self.again = {what(f): f for f in reversed(again)}
        roles = {s.name: s.role for s in sheet.strips if s.kind == "track"}
        self.singers = [n for n in after.strips if roles.get(n) == "lead vocal"]
        self.now = standing(after.strips, self.singers)

    def judge(self, strip: Strip, move: Decision) -> tuple[Decision, str]:
        """Write down what was measured; the reason if the move did not do what it was for."""
        cause = next((self.told[i] for i in move.because if i in self.told), None)
        if move.stage not in ANSWERS or cause is None or cause.check == "balance/level":
            return move, ""
        if not _asked_again(cause.check):
            return move, ""
        name = size_name(cause)
        if not name:
            return move, ""
        now = self.again.get(what(cause))
        if now is None:
            return replace(move, measured={"heard_again_count": 0.0}), ""
        measured = {name: float(now.facts[name]), "heard_again_count": 1.0}
        if move.stage in FILTERS and strip.name in self.after.strips:
            gained = gained_db(self.after, strip.name, move, cause)
            if gained is None or gained == float("inf"):
                return replace(move, measured=measured), ""
            key = f"gained_{name.rpartition('_')[2]}"
            heard = replace(move, measured={**measured, key: round(gained, 2)})
            said = {"gained": say(key, gained), "check": cause.check, "strip": cause.strip}
            helped, rule = gained >= GAINED_DB, "revise/not_confirmed_alone"
        else:
            heard = replace(move, measured=measured)
            said = {
                "check": cause.check,
                "strip": cause.strip,
                "before": say(name, float(cause.facts[name])),
                "after": say(name, float(now.facts[name])),
            }
            helped, rule = size(cause) - size(now) >= GAINED_DB, "revise/not_confirmed"
            if not helped and self.without is not None:
                alone = self._without(strip, move, cause)
                if alone is not None:
                    heard = replace(move, measured={**measured, f"without_{name}": alone})
                    helped = abs(alone) - abs(float(now.facts[name])) >= GAINED_DB
        return heard, "" if helped else voice("plain")[rule].format_map(said)

    def _without(self, strip: Strip, move: Decision, cause: Finding) -> float | None:
        """Return how bad the finding is in the print without a move; ``None`` if not heard."""
        assert self.without is not None
        heard = self.without(strip.name, move.id)
        again = [f for f in listen(heard, [cause.check]) if what(f) == what(cause)]
        name = size_name(cause)
        return max((float(f.facts[name]) for f in again if name in f.facts), key=abs, default=None)

    def levelled(
        self, strips: Sequence[Strip], waiting: Collection[str], *, slack: float
    ) -> list[Strip]:
        """Correct the faders of parts that came out at another level than meant, together.

        Parts in ``waiting`` have just lost a move and are heard again first.
        """
        movable = {
            s.name: move
            for s in strips
            for move in s.decisions
            if move.stage == "balance"
            and "level_lu" in move.predicted
            and s.name in self.now.level_lu
            and s.name not in waiting
            and not move.hold
        }
        shorts = [
            m.predicted["level_lu"] - self.now.level_lu[n]
            for n, m in movable.items()
            if n not in self.singers
        ]
        common_lu = float(np.median(shorts)) if shorts else 0.0  # not a matter of balance
        above = [m.predicted.get("above_band_lu") for n, m in movable.items() if n in self.singers]
        known = [a for a in above if a is not None]
        wanted = Standing(
            {n: m.predicted["level_lu"] - common_lu for n, m in movable.items()},
            known[0] if known else self.now.above_band_lu,
        )
        steps = corrections(self.after.strips, self.singers, wanted, slack=slack)
        return [
            replace(s, decisions=tuple(self._levelled(s, m, steps) for m in s.decisions))
            for s in strips
        ]

    def _levelled(self, strip: Strip, move: Decision, steps: Mapping[str, float]) -> Decision:
        if move.stage != "balance" or strip.name not in self.now.level_lu:
            return move
        measured = {"level_lu": round(self.now.level_lu[strip.name], 2)}
        sings = strip.name in self.singers and "above_band_lu" in move.predicted
        if sings:
            measured["above_band_lu"] = round(self.now.above_band_lu, 2)
        heard = replace(move, measured=measured)
        if strip.name not in steps or move.hold:
            return heard
        gain_db = float(np.clip(float(move.settings["gain_db"]) + steps[strip.name], -100, 24))
        corrected = replace(
            heard,
            settings={**move.settings, "gain_db": round(gain_db, 1)},
            rule="balance/corrected_voice" if sings else "balance/corrected",
        )
        return self.explained(corrected, strip.name, {"short_lu": -steps[strip.name]})

    def explained(
        self, move: Decision, strip: str, more: Mapping[str, float] | None = None
    ) -> Decision:
        """Tell the move's reasons again, with what was measured."""
        numbers = {**move.predicted, **{f"was_{k}": v for k, v in move.measured.items()}}
        full = replace(move, predicted={**numbers, **(more or {})})
        reason = explain(full, strip, self.told, voice("plain"), self.genre)
        return replace(move, reason=reason)


def _asked_again(check: str) -> bool:
    """Whether a check listens to a print, too."""
    known = checks().get(check)
    return known is not None and known.when != "tracks"


def _master(strip: Strip, after: Heard, ear: _Ear) -> Strip:
    """Set the master's tone and drive by the measured mix instead of the foretold one."""
    power = 2.0 * after.mix.power.astype(np.float64).sum(axis=0)
    mean = power[:, after.mix.active].mean(axis=1) if after.mix.active.any() else power.mean(axis=1)
    curve = np.zeros(30)
    for move in strip.decisions:
        if not move.bypass:
            curve = curve + response_db(move)
    mix_lufs = integrated_lufs(after.mix.k_power.astype(np.float64))
    moves = []
    for move in strip.decisions:
        now = move
        if move.rule.startswith("print/tone") and "wanted_low_db" in move.predicted:
            now, change = _tone(move, tone_db(mean * 10.0 ** (curve / 10.0)))
            curve = curve + change
            now = now if move.hold else ear.explained(now, strip.name)
        elif move.effect == "limiter" and "mix_lufs" in move.predicted:
            short_db = float(move.predicted["mix_lufs"]) - mix_lufs
            gain_db = round(float(np.clip(float(move.settings["gain_db"]) + short_db, -24, 36)), 1)
            settings: Mapping[str, Setting] = {**move.settings, "gain_db": gain_db}
            now = replace(
                move,
                settings=move.settings if move.hold else settings,
                predicted={**move.predicted, "mix_lufs": round(mix_lufs, 2)},
                measured={"mix_lufs": round(mix_lufs, 2)},
            )
            now = now if move.hold else ear.explained(now, strip.name)
        moves.append(now)
    return replace(strip, decisions=tuple(moves))


def _tone(
    move: Decision, tone: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[Decision, Bands]:
    """Turn one bell of the master so that its band comes into the wanted range."""
    frequency_hz = float(move.settings["frequency_hz"])
    band = int(np.argmin(np.abs(np.log(np.asarray(TONE_HZ) / frequency_hz))))
    low, high = move.predicted["wanted_low_db"], move.predicted["wanted_high_db"]
    level = float(tone[band])
    outside = max(level - high, 0.0) - max(low - level, 0.0)
    measured = {"level_db": round(level, 2), "outside_db": round(outside, 2)}
    if move.hold or outside == 0.0:
        return replace(move, measured=measured), np.zeros(30)
    old = float(move.settings["gain_db"])
    gain_db = round(float(np.clip(old - outside, -TONE_MOST_DB, TONE_MOST_DB)), 1)
    now = replace(
        move,
        settings={**move.settings, "gain_db": gain_db},
        rule="print/tone_measured",
        measured=measured,
    )
    width_q = float(move.settings["width_q"])
    return now, bell_db(frequency_hz, gain_db, width_q) - bell_db(frequency_hz, old, width_q)
