"""Tightening on the bench: which parts, against what, how much; handed in with what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.console.edits import play_edits
from tonmeister.flow.editing.bench import Bench, open_bench
from tonmeister.flow.editing.tighten_belongs import Belongs, TightenWish
from tonmeister.flow.editing.tighten_grid import PARTS
from tonmeister.flow.editing.tighten_parts import Done, Part, heard_part, tightened
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.roles import group_of
from tonmeister.model import EditList, EditStage, Track
from tonmeister.producer.edits.tighten_group import same_in_group
from tonmeister.signal import Samples
from tonmeister.studio.edits_file import read_edits, write_edits

__all__ = ["PartDone", "TightenWish", "Tightened", "handed", "in_kit", "tighten"]

FEWEST = 4


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
    with open_bench(wish.song, tell, out=wish.out, dry_run=wish.dry_run) as opened:
        _together(opened)
        parts = {f.name: getattr(opened, f.name) for f in fields(Bench)}
        bench = _Bench(**parts, known=read_edits(opened.project))
        return _Run(bench, wish, tell).run()


@dataclass(kw_only=True)
class _Bench(Bench):
    """A bench that has read the edits once: a kit has thousands, and is played again and again."""

    known: EditList

    def before(self, name: str, stage: EditStage) -> Samples:
        edits = [e for e in self.known.of(name) if e.stage != stage]
        return play_edits(self.as_it_came(name), self.rate_hz, edits, self.hands, until=stage)


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
        belongs = Belongs(self.bench, self.wish, [d for d, _ in self.done], self._note, self.tell)
        strokes, manner, against, feel = belongs.of(part)
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
