"""Listening again: what was promised is held against what the rendered sound does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import checks
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import STAGES, Decision, Finding, RecallSheet, Setting, Strip, TakenBack
from tonmeister.producer.balance import LUFS_OFFSET_DB, integrated_lufs
from tonmeister.producer.bands import Bands, bell_db, power_db, tone_db
from tonmeister.producer.buses import TONE_HZ, TONE_MOST_DB
from tonmeister.producer.explain import explain
from tonmeister.producer.without import gained_db, response_db, size, size_name, what
from tonmeister.units import say

LAST_ROUND = 3
"""After the last render nothing that would need another one is changed."""

LEVEL_SLACK_LU, OVER_BAND_SLACK_LU = 0.7, 0.2
FADER_MOST_DB = 4.0
GAINED_DB = 0.1
ANSWERS = frozenset({"filter", "eq", "deess", "compress", "duck", "ride"}) & frozenset(STAGES)
"""Stages whose moves answer something that is heard again, or not, in the print."""

FILTERS = ("filter", "eq")


def revise(
    sheet: RecallSheet,
    before: Heard,
    after: Heard,
    findings_before: Sequence[Finding],
    findings_after: Sequence[Finding],
    round_number: int,
) -> tuple[RecallSheet, bool]:
    """Hold every move against the rendered sound; take back what did not help.

    What was measured is written into the moves. Faders are corrected where parts came out at
    another level than meant, the master's tone where it was foretold wrongly. What a person
    holds is left alone. The second value says whether the mix has to be rendered again; in the
    last round nothing is changed that would ask for it.
    """
    told = {f.id: f for f in findings_before}
    ear = _Ear(sheet, before, after, told, findings_after)
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
            if may_change and not move.hold:
                now = ear.level(strip, now)
                changed = changed or dict(now.settings) != dict(move.settings)
            moves.append(now)
        strips.append(replace(strip, decisions=tuple(moves)))
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
    ) -> None:
        self.genre, self.told, self.after = before.genre, told, after
        self.again = {what(f): f for f in reversed(again)}
        self.levels = _levels(after.strips)
        roles = {s.name: s.role for s in sheet.strips if s.kind == "track"}
        self.singers = [n for n in after.strips if roles.get(n) == "lead vocal"]
        self.mix_db = integrated_lufs(_sum(after.strips.values())) - LUFS_OFFSET_DB
        self.over_lu = _over_band(after.strips, self.singers)
        shorts = [
            move.predicted["level_lu"] - (self.levels[s.name] - self.mix_db)
            for s in sheet.strips
            for move in s.decisions
            if move.stage == "balance"
            and s.name in self.levels
            and s.name not in self.singers
            and "level_lu" in move.predicted
        ]
        self.common_lu = float(np.median(shorts)) if shorts else 0.0  # not a matter of balance

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
        return heard, "" if helped else voice("plain")[rule].format_map(said)

    def level(self, strip: Strip, move: Decision) -> Decision:
        """Correct a fader where the part came out at another level than meant."""
        if move.stage != "balance" or strip.name not in self.levels:
            return move
        level_lu = self.levels[strip.name] - self.mix_db
        sings = strip.name in self.singers and "above_band_lu" in move.predicted
        if sings:
            measured = {"level_lu": level_lu, "above_band_lu": self.over_lu}
            short = move.predicted["above_band_lu"] - self.over_lu
            slack = OVER_BAND_SLACK_LU
        else:
            measured = {"level_lu": level_lu}
            short = move.predicted.get("level_lu", level_lu) - level_lu - self.common_lu
            slack = LEVEL_SLACK_LU
        measured = {k: round(v, 2) for k, v in measured.items()}
        if abs(short) <= slack:
            return replace(move, measured=measured)
        step_db = float(np.clip(short, -FADER_MOST_DB, FADER_MOST_DB))
        gain_db = round(float(np.clip(float(move.settings["gain_db"]) + step_db, -100, 24)), 1)
        corrected = replace(
            move,
            settings={**move.settings, "gain_db": gain_db},
            rule="balance/corrected_voice" if sings else "balance/corrected",
            measured=measured,
        )
        return self.explained(corrected, strip.name, {"short_lu": -step_db})

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


def _levels(strips: Mapping[str, TrackFeatures]) -> dict[str, float]:
    """Return how loud each strip is while it plays."""
    return {
        name: power_db(float(s.k_power[s.active].mean()))
        for name, s in strips.items()
        if s.active.any()
    }


def _sum(strips: Iterable[TrackFeatures]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    all_k = [s.k_power.astype(np.float64) for s in strips]
    steps = max((k.size for k in all_k), default=1)
    total = np.zeros(steps)
    for k in all_k:
        total[: k.size] += k
    return total


def _over_band(strips: Mapping[str, TrackFeatures], singers: Sequence[str]) -> float:
    """Return how far the lead vocal lies over everything else while it sings."""
    voices = [strips[name] for name in singers]
    band = [s for name, s in strips.items() if name not in singers]
    if not voices or not band:
        return 0.0
    vocal, rest = _sum(voices), _sum(band)
    steps = min(vocal.size, rest.size)
    sings = np.zeros(steps, dtype=bool)
    for one in voices:
        upto = min(steps, one.active.size)
        sings[:upto] |= one.active[:upto]
    return power_db(float(vocal[:steps][sings].sum())) - power_db(float(rest[:steps][sings].sum()))
