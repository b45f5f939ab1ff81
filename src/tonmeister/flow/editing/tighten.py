"""Tightening on the bench: which parts, against what, how much; handed in with what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.flow.editing.bench import Bench, open_bench
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
    sung_hits,
    tightened,
)
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.edit_habits import habits
from tonmeister.knowledge.roles import group_of
from tonmeister.listening.timing import attacks_of, feel_of, hits_of, on_lines, partners
from tonmeister.listening.timing.alike import late_against
from tonmeister.model import EditList, Track
from tonmeister.producer.edits.tighten import Manner, Stroke
from tonmeister.producer.edits.tighten_group import same_in_group
from tonmeister.studio.edits_file import read_edits, write_edits

FEWEST = 4
VOICES_S = 0.120
"""So far apart two voices may begin the same note."""


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


@dataclass(frozen=True, kw_only=True)
class PartDone:
    """What became of one part, in numbers."""

    name: str
    tracks: tuple[str, ...]
    against: str
    strokes_count: int
    moved_count: int
    taken_back_count: int
    before_ms: tuple[float, float]
    after_ms: tuple[float, float]
    feel: str


@dataclass(frozen=True, kw_only=True)
class Tightened:
    """Everything a run did."""

    parts: tuple[PartDone, ...]
    edits: EditList
    about: tuple[str, ...]
    files: dict[str, Path]
    notes: tuple[str, ...]


def tighten(wish: TightenWish, tell: Teller) -> Tightened:
    """Tighten the parts that were asked for; raises ``BadWish`` with one clear line."""
    _check(wish)
    with open_bench(wish.song, tell, out=wish.out, dry_run=wish.dry_run) as bench:
        _together(bench)
        return _Run(bench, wish, tell).run()


def _check(wish: TightenWish) -> None:
    if wish.grid is not None and wish.grid not in PARTS:
        raise BadWish(f"--grid is {wish.grid}, but may be {', '.join(PARTS)}")
    for name, value, low, high in (
        ("--strength", wish.strength_percent, 1.0, 100.0),
        ("--swing", wish.swing_percent, 50.0, 80.0),
        ("--tolerance", wish.tolerance_ms, 0.0, 60.0),
    ):
        if value is not None and not low <= value <= high:
            raise BadWish(f"{name} is {value:g}, but goes from {low:g} to {high:g}")


def _together(bench: Bench) -> None:
    """Give all microphones of a kit what a person did to one of them."""
    now = read_edits(bench.project)
    alike = same_in_group(now)
    if alike != now and not bench.dry_run:
        write_edits(bench.project, alike, by_machine=False)


class _Run:
    """One run: its bench, its wish, and what it finds on the way."""

    def __init__(self, bench: Bench, wish: TightenWish, tell: Teller) -> None:
        self.bench, self.wish, self.tell = bench, wish, tell
        self.habits = habits("tighten", wish.genre)
        self.notes: list[str] = []
        self.done: list[tuple[Done, PartDone]] = []

    def run(self) -> Tightened:
        for name, tracks in self._parts():
            with self.tell.stage("tighten", f"Tightening {name}"):
                self._tighten(heard_part(self.bench, name, tracks, self.tell))
        edits = [edit for done, _ in self.done for edit in done.edits]
        about = tuple(t for done, _ in self.done for t in done.part.tracks)
        taken = [back for done, _ in self.done for back in done.taken_back]
        listed, files = self.bench.hand_in(
            edits, kinds={"move"}, tracks=about, taken_back=taken, notes=self.notes
        )
        return Tightened(
            parts=tuple(row for _, row in self.done), edits=listed, about=about,
            files=dict(files), notes=tuple(self.notes),
        )  # fmt: skip

    def _parts(self) -> list[tuple[str, list[str]]]:
        """Return the parts to tighten: name, and the tracks that move together."""
        bench, wish = self.bench, self.wish
        playing = [t for t in bench.session.tracks if t.use]
        kit = [t.name for t in playing if in_kit(t)]
        kit_name = "The kit" if len(kit) > 1 else (kit[0] if kit else "")
        if wish.song.is_file():
            return [(bench.session.tracks[0].name, [bench.session.tracks[0].name])]
        out: list[tuple[str, list[str]]] = []
        if wish.drums or not wish.tracks:
            if not kit:
                raise BadWish("no drums are among the tracks; name what to tighten with --track")
            out.append((kit_name, kit))
        for asked in wish.tracks:
            name = bench.track(asked).name
            if name in kit and len(kit) > 1:
                self._note(name, f"it is one microphone of the kit ({', '.join(kit)}); "
                                 "they move together")  # fmt: skip
                if (kit_name, kit) not in out:
                    out.append((kit_name, kit))
            else:
                out.append((name, [name]))
        if not wish.tracks and not wish.drums and wish.to == "grid":
            out += [(t.name, [t.name]) for t in playing if t.role == "bass"]
        return out

    def _tighten(self, part: Part) -> None:
        if len(part.hits) < FEWEST:
            count = len(part.hits)
            said = f"{count or 'no'} stroke{'s' if count != 1 else ''} or notes begin on it"
            if self.wish.song.is_file() or self.wish.tracks:
                raise BadWish(f"{part.name}: {said}, too few to hear its timing")
            self._note(part.tracks[0], f"{said}, too few to hear its timing")
            return
        strokes, manner, against, feel = self._belongs(part)
        done = tightened(self.bench, part, strokes, manner, self.tell)
        stay = sum(s.late_ms is None for s in strokes)
        if stay:
            self._note(part.tracks[0], f"{stay} of {len(strokes)} strokes belong to no line or "
                                       "partner and stay where they are")  # fmt: skip
        row = PartDone(
            name=part.name, tracks=part.tracks, against=against, strokes_count=len(strokes),
            moved_count=len(done.edits) // len(part.tracks),
            taken_back_count=len(done.taken_back), before_ms=_spread(done.before_ms),
            after_ms=_spread(done.after_ms), feel=feel,
        )  # fmt: skip
        self.done.append((done, row))

    def _belongs(self, part: Part) -> tuple[list[Stroke], Manner, str, str]:
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
        known = next((d for d, _ in self.done if other.name in d.part.tracks), None)
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
        for done, _ in self.done:
            kicks = {t for t, role in done.part.roles.items() if role == "kick"}
            mine = [i for i, hit in enumerate(done.part.hits) if hit.leader in kicks]
            if mine:
                return min(kicks), done.now_s[mine]
        return None

    def _to_grid(
        self, part: Part, click: str | None, groove_file: Path | None = None
    ) -> tuple[list[Stroke], Manner, str, str]:
        wish = self.wish
        beats = beats_of(self.bench, bpm=wish.bpm, first_beat_s=wish.first_beat_s, click=click)
        for note in beats.notes:
            self._note(part.tracks[0], note)
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

    def _to_groove(
        self, part: Part, beats: Beats, parts: int, file: Path
    ) -> tuple[list[Stroke], Manner, str, str]:
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

    def _to_part(
        self, part: Part, other: str, others_s: Any, *, rule: str
    ) -> tuple[list[Stroke], Manner, str, str]:
        mate = partners(part.times_s, others_s)
        late = [
            None if k < 0 else 1000.0 * float(at - others_s[k])
            for at, k in zip(part.times_s, mate, strict=True)
        ]
        if all(one is None for one in late):
            raise BadWish(f"{part.name} and {other} never strike within 60 ms of each other")
        words = [other] * len(late)
        return strokes_of(part, late, words), self._manner(part, rule), other, "none kept"

    def _to_voice(self, part: Part, other: str) -> tuple[list[Stroke], Manner, str, str]:
        """Set a voice against another that sings the same: by where they sound alike."""
        mates_s = np.array([h.time_s for h in sung_hits(self.bench, other)])
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

    def _note(self, track: str, words: str) -> None:
        self.notes.append(f"{track}: {words}")
        self.tell.say(f"{track}: {words}")


def in_kit(track: Track) -> bool:
    """Whether a track is a microphone of the drum kit (percussion is played by itself)."""
    return bool(group_of(track.role) == "Drums" and track.role != "percussion")


def _spread(late_ms: Any) -> tuple[float, float]:
    """Return the median and the 95th percentile of how far strokes are off."""
    if late_ms.size == 0:
        return 0.0, 0.0
    off = np.abs(late_ms)
    return round(float(np.median(off)), 2), round(float(np.percentile(off, 95)), 2)


def handed(done: Tightened) -> Sequence[Any]:
    """Return the moves of this run's tracks as they stand now."""
    return [e for e in done.edits.edits if e.kind == "move" and e.track in done.about]
