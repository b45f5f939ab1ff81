"""Where the strokes of a part belong, and so how late each is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.flow.editing.bench import Bench
from tonmeister.flow.editing.tighten_grid import (
    PARTS,
    Beats,
    beats_of,
    click_of,
    groove,
    settled,
)
from tonmeister.flow.editing.tighten_parts import (
    Done,
    Part,
    heard_part,
    is_drum,
    is_voice,
    strokes_of,
    with_attacks,
)
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.edit_habits import habits
from tonmeister.listening.timing import attacks_of, feel_of, hits_of, on_lines, partners
from tonmeister.listening.timing.alike import late_against
from tonmeister.producer.edits.tighten import Manner, Stroke

VOICES_S = 0.120
"""So far apart two voices may begin the same note."""

Note = Callable[[str, str], None]
Belonging = tuple[list[Stroke], Manner, str, str]
"""Strokes, how to move them, against what, and which feel is kept (both in words)."""


@dataclass(frozen=True, kw_only=True)
class TightenWish:
    """What was asked. ``tracks`` empty: the drums, then the bass to the kick. ``to``: ``grid``,
    a track, or a MIDI file. None leaves a number to the habits of the genre.
    """

    song: Path
    tracks: tuple[str, ...] = ()
    drums: bool = False
    to: str = "grid"
    grid: str | None = None
    swing_percent: float | None = None
    strength_percent: float | None = None
    tolerance_ms: float | None = None
    bpm: float | None = None
    first_beat_s: float | None = None
    genre: str | None = None
    out: Path | None = None
    dry_run: bool = False


class Belongs:
    """What strokes are held against in one run; ``done`` are the parts tightened before."""

    def __init__(
        self,
        bench: Bench,
        wish: TightenWish,
        done: Sequence[Done],
        note: Callable[[str, str], None],
        tell: Teller,
    ) -> None:
        self.bench, self.wish, self.done, self.note = bench, wish, done, note
        self.tell = tell
        self.habits = habits("tighten", wish.genre)

    def of(self, part: Part) -> Belonging:
        """Return where the strokes of a part belong, how to move them, both in words."""
        to = self.wish.to
        kick = self._kick() if self._follows_kick(part) else None
        if kick is not None:
            return self._to_part(part, *kick, rule="tighten.to_kick")
        if to == "grid":
            return self._to_grid(part, click_of(self.bench) if self.wish.bpm is None else None)
        if to.lower().endswith((".mid", ".midi")):
            return self._to_grid(part, click_of(self.bench) if self.wish.bpm is None else None,
                                 Path(to))  # fmt: skip
        other = self.bench.track(to)
        if other.role == "click":
            return self._to_grid(part, other.name)
        if other.name in part.tracks:
            raise BadWish(f"--to {to}: {other.name} is itself what should be tightened")
        known = next((d for d in self.done if other.name in d.part.tracks), None)
        if known is not None:
            return self._to_part(part, other.name, known.now_s, rule="tighten.to_part")
        if part.sung and is_voice(other.role):
            return self._to_voice(part, other.name)
        heard = attacks_of(self.bench.before(other.name, "tighten"), self.bench.rate_hz)
        times = [h.time_s for h in hits_of({other.name: heard}, {other.name: other.role})]
        return self._to_part(part, other.name, np.array(times), rule="tighten.to_part")

    def _follows_kick(self, part: Part) -> bool:
        roles = set(part.roles.values())
        return not self.wish.tracks and self.wish.to == "grid" and roles == {"bass"}

    def _kick(self) -> tuple[str, Any] | None:
        """Return the kick's strokes where they are now, if the kit was just tightened."""
        for done in self.done:
            kicks = {t for t, role in done.part.roles.items() if role == "kick"}
            mine = [i for i, hit in enumerate(done.part.hits) if hit.leader in kicks]
            if mine:
                return min(kicks), done.now_s[mine]
        return None

    def _to_grid(self, part: Part, click: str | None, groove_file: Path | None = None) -> Belonging:
        wish = self.wish
        beats = beats_of(self.bench, bpm=wish.bpm, first_beat_s=wish.first_beat_s, click=click)
        for note in beats.notes:
            self.note(part.tracks[0], note)
        asked = None if wish.grid is None else PARTS[wish.grid]
        swing = 50.0 if wish.swing_percent is None else wish.swing_percent
        if groove_file is not None:
            return self._to_groove(part, beats, asked or 4, groove_file)
        lines = settled(beats, part.times_s, asked, swing)
        on = on_lines(part.times_s, lines)
        keep = wish.swing_percent is None
        feel = feel_of(on, lines) if keep else None
        late: list[float | None] = []
        for i, line in enumerate(on.line):
            kept = 0.0
            if feel is not None and line >= 0:
                kept = feel.all_s + feel.place_s.get(int(lines.place[line]), 0.0)
                kept += float(feel.drift_s[i])
            late.append(1000.0 * (float(on.late_s[i]) - kept) if line >= 0 else None)
        step = next(name for name, value in PARTS.items() if value == lines.parts)
        words = [f"{lines.say(int(k))}" if k >= 0 else "" for k in on.line]
        if feel is not None:
            words = [f"{w} as this part plays it" for w in words]
            said = f"all {1000 * feel.all_s:+.1f} ms; " if click or wish.bpm else ""
            spread = [1000.0 * v for v in feel.place_s.values()] or [0.0]
            said += f"by place in the bar {min(spread):+.1f} to {max(spread):+.1f} ms"
        else:
            said = f"swing {swing:g} %"
        manner = self._manner(part, "tighten.to_grid")
        return strokes_of(part, late, words), manner, f"{beats.said}, steps of {step}", said

    def _to_groove(self, part: Part, beats: Beats, parts: int, file: Path) -> Belonging:
        length, late_of = groove(file, parts)
        lines = settled(replace(beats, meter=length), part.times_s, parts, 50.0)
        shift = (beats.first_beat % beats.meter) if beats.meter != length else beats.first_beat
        lines = replace(lines, first_beat=shift)
        on = on_lines(part.times_s, lines)
        late: list[float | None] = []
        words = []
        for line, late_s in zip(on.line, on.late_s, strict=True):
            played = late_of(int(lines.place[line])) if line >= 0 else None
            if played is None:
                late.append(None)
                words.append("")
                continue
            beat_s = float(lines.step_s[line]) * parts
            late.append(1000.0 * (float(late_s) - played * beat_s))
            words.append(f"{lines.say(int(line))} as {file.name} plays it")
        manner = self._manner(part, "tighten.to_groove")
        against = f"the groove of {file.name} over {beats.said}"
        return strokes_of(part, late, words), manner, against, f"{length // 4} bars of groove"

    def _to_part(self, part: Part, other: str, others_s: Any, *, rule: str) -> Belonging:
        mate = partners(part.times_s, others_s)
        late = [
            None if k < 0 else 1000.0 * float(at - others_s[k])
            for at, k in zip(part.times_s, mate, strict=True)
        ]
        if all(one is None for one in late):
            raise BadWish(f"{part.name} and {other} never strike within 60 ms of each other")
        words = [other] * len(late)
        return strokes_of(part, late, words), self._manner(part, rule), other, "none kept"

    def _to_voice(self, part: Part, other: str) -> Belonging:
        """Set a voice against another that sings the same: by where they sound alike."""
        with_attacks(part)
        there = heard_part(self.bench, other, [other], self.tell)
        with_attacks(there)
        mates_s = there.times_s
        mate = partners(part.times_s, mates_s, VOICES_S)
        mine = [i for i, k in enumerate(mate) if k >= 0]
        apart_s = late_against(
            self.bench.before(part.tracks[0], "tighten"), list(part.times_s[mine]),
            self.bench.before(other, "tighten"), list(mates_s[mate[mine]]), self.bench.rate_hz,
        )  # fmt: skip
        late: list[float | None] = [None] * len(mate)
        for i, by_s in zip(mine, apart_s, strict=True):
            late[i] = None if by_s is None else 1000.0 * by_s
        if all(one is None for one in late):
            raise BadWish(f"{part.name} and {other} never sing the same at the same time")
        manner = self._manner(part, "tighten.to_voice")
        return strokes_of(part, late, [other] * len(late)), manner, other, "none kept"

    def _manner(self, part: Part, rule: str) -> Manner:
        roles = set(part.roles.values())
        kind = "other"
        if all(is_drum(role) for role in roles):
            kind = "drums"
        elif roles == {"bass"}:
            kind = "bass"
        elif any(is_voice(role) for role in roles):
            kind = "voice"
        strength = self.wish.strength_percent
        tolerance = self.wish.tolerance_ms
        return Manner(
            group=part.name,
            strength_percent=(
                float(self.habits["strength_percent"]) if strength is None else strength
            ),
            tolerance_ms=(
                float(self.habits[f"{kind}_tolerance_ms"]) if tolerance is None else tolerance
            ),
            joint="plain" if kind == "drums" else "seek",
            rule=rule,
        )
