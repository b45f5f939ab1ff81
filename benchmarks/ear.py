"""How well the house hears: faults are planted in real music, and it is asked what it hears.

``python -m benchmarks.ear [--only WORD ...] [--strength 0|1|2] [--pieces NAME ...]``

A trial: one fault, one strength, one piece; the stretch lies in the middle of an excerpt. It is
heard when the fault's check finds something at weight "note" or above on the right strip that
overlaps the stretch. False alarms: what the same check finds on the clean twin, or beside the
stretch. Precision counts every clean piece, also those in which the fault could not be planted.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.ear_pieces import EXCERPT_S, RECORDINGS, Recording, piece
from benchmarks.measure import table
from tonmeister.faults import CannotPlant, Fault, Piece, faults
from tonmeister.listening import listen
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.finished import hear_finished
from tonmeister.model import Finding, SongMap, Span
from tonmeister.signal import Audio

STRENGTHS = ("weak", "middle", "strong")
PLANTED_S = 10.0
BAR_S = 2.0  # where a piece has no bars
HEAD = (
    "check", "strength", "trials", "precision", "recall", "place (bars, median / p90)",
    "amount off (median)", "missed in",
)  # fmt: skip
SONG_LEVEL = ("song/", "form/", "arrangement/")


@dataclass
class Trial:
    """One fault planted in one piece: was it heard, where, and how much of it."""

    fault: str
    check: str
    piece: str
    strength: int
    heard: bool = False
    place_bars: float | None = None
    amount_off: dict[str, float] = field(default_factory=dict)
    beside: int = 0
    others: list[str] = field(default_factory=list)


@dataclass
class Clean:
    """What a check said of a clean piece."""

    check: str
    piece: str
    findings: list[str] = field(default_factory=list)


def _loud(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.weight != "info"]


class Ear:
    """Hears pieces, and remembers the clean ones."""

    def __init__(self, music: Piece) -> None:
        self.clean = music
        self._known: dict[str, TrackFeatures] = {}
        self.song: SongMap | None = None
        heard = self.hear(music, None)
        self.song = heard.song
        self._known = dict(heard.strips)
        self.findings = listen(heard)

    def hear(self, music: Piece, song: SongMap | None):
        same = {
            name: self._known[name]
            for name, stem in music.stems.items()
            if name in self._known and stem is self.clean.stems[name]
        }
        return hear_finished(
            music.audio(), name=music.name, song=song, known=same, roles=music.roles,
            stems={name: Audio(stem, music.rate_hz) for name, stem in music.stems.items()},
        )  # fmt: skip

    def where(self, fault: Fault) -> Span:
        """Return the stretch to spoil: about ten seconds in the middle, on bar lines."""
        length_s = self.clean.length_s
        if fault.whole:
            return Span(0.0, length_s)
        wanted_s = min(PLANTED_S, length_s / 2.0)
        start_s, end_s = (length_s - wanted_s) / 2.0, (length_s + wanted_s) / 2.0
        tempo = self.song.tempo if self.song else None
        if tempo is not None and len(tempo.downbeats) > 3:
            bars = np.array([tempo.beats_s[i] for i in tempo.downbeats])
            start_s = float(bars[np.argmin(np.abs(bars - start_s))])
            end_s = max(float(bars[np.argmin(np.abs(bars - end_s))]), start_s + 2.0)
        return Span(start_s, min(end_s, length_s))

    def bar_s(self) -> float:
        tempo = self.song.tempo if self.song else None
        return 60.0 / tempo.tempo_bpm * tempo.meter if tempo else BAR_S

    def trial(self, fault: Fault, strength: int) -> Trial | None:
        try:
            planted = fault.plant(self.clean, self.where(fault), strength, seed=7)  # type: ignore[arg-type]
        except CannotPlant:
            return None
        again = fault.hears.startswith(SONG_LEVEL)
        song = replace(self.song, length_s=planted.piece.length_s) if self.song else None
        heard = self.hear(planted.piece, None if again else song)
        findings = _loud(listen(heard, only=[fault.hears]))
        told = Trial(fault.id, fault.hears, self.clean.name, strength)
        right = [
            f for f in findings if f.strip == planted.strip and _overlap(f.where, planted.where)
        ]
        told.beside = len(findings) - len(right)
        if right:
            best = min(right, key=lambda f: _off_s(f.where, planted.where))
            told.heard = True
            if not fault.whole:
                told.place_bars = _off_s(best.where, planted.where) / self.bar_s()
            told.amount_off = {
                name: abs(float(best.facts[name]) - value)
                for name, value in planted.truth.items()
                if name in best.facts
            }
        return told


def _overlap(a: Span, b: Span) -> bool:
    return min(a.end_s, b.end_s) - max(a.start_s, b.start_s) > 0.0 or (
        a.start_s <= b.end_s and a.end_s >= b.start_s
    )


def _off_s(a: Span, b: Span) -> float:
    """Return how far begin and end lie apart, the mean of both."""
    return (abs(a.start_s - b.start_s) + abs(a.end_s - b.end_s)) / 2.0


def _work(asked: tuple[Recording, float, tuple[str, ...], tuple[int, ...]]):
    recording, length_s, names, strengths = asked
    ear = Ear(piece(recording, length_s))
    chosen = [faults()[name] for name in names]
    clean = []
    for check in sorted({fault.hears for fault in chosen}):
        found = _loud(f for f in ear.findings if f.check == check)
        clean.append(Clean(check, recording.name, [_told(f) for f in found]))
    trials = [ear.trial(fault, strength) for fault in chosen for strength in strengths]
    return clean, [trial for trial in trials if trial is not None]


def _told(f: Finding) -> str:
    facts = ", ".join(f"{k} {v}" for k, v in list(f.facts.items())[:4])
    return f"{f.check} {f.strip} {f.where} [{f.weight}] {facts}"


def main(argv: Sequence[str] | None = None) -> int:
    words = argparse.ArgumentParser(prog="benchmarks.ear", description=__doc__)
    words.add_argument("--only", nargs="+", default=[], help="parts of fault or check ids")
    words.add_argument("--strength", type=int, choices=(0, 1, 2), action="append", default=None)
    words.add_argument("--pieces", nargs="+", default=[], help="parts of names of pieces")
    words.add_argument("--workers", type=int, default=2)
    asked = words.parse_args(argv)
    chosen = [
        f for f in faults().values()
        if not asked.only or any(word in f.id or word in f.hears for word in asked.only)
    ]  # fmt: skip
    music = [r for r in RECORDINGS if not asked.pieces or any(p in r.name for p in asked.pieces)]
    strengths = tuple(asked.strength or (0, 1, 2))
    jobs = []
    for length_s in sorted({max(EXCERPT_S, f.least_s) for f in chosen}):
        names = tuple(f.id for f in chosen if max(EXCERPT_S, f.least_s) == length_s)
        jobs += [(r, length_s, names, strengths) for r in music]
    clean: list[Clean] = []
    trials: list[Trial] = []
    with ProcessPoolExecutor(asked.workers) as pool:
        for done, (more_clean, more) in enumerate(pool.map(_work, jobs), 1):
            print(f"\r{done} of {len(jobs)} pieces heard", end="", file=sys.stderr, flush=True)
            clean += more_clean
            trials += more
    print(file=sys.stderr)
    return report(clean, trials, strengths)


def report(clean: list[Clean], trials: list[Trial], strengths: tuple[int, ...]) -> int:
    rows, middle = [], []
    alarms: dict[str, list[str]] = defaultdict(list)
    for one in clean:
        alarms[one.check] += [f"{one.piece}: {told}" for told in one.findings]
    for check in sorted({t.check for t in trials}):
        for strength in strengths:
            mine = [t for t in trials if t.check == check and t.strength == strength]
            if not mine:
                continue
            hits = sum(t.heard for t in mine)
            wrong = len(alarms[check]) + sum(t.beside for t in mine)
            recall = hits / len(mine)
            precision = hits / (hits + wrong) if hits + wrong else 0.0
            places = [t.place_bars for t in mine if t.place_bars is not None]
            off: dict[str, list[float]] = defaultdict(list)
            for t in mine:
                for name, value in t.amount_off.items():
                    off[name].append(value)
            if strength == 1:
                middle.append((check, precision, recall, places))
            rows.append((
                check, STRENGTHS[strength], str(len(mine)), f"{precision:.2f}", f"{recall:.2f}",
                f"{np.median(places):.2f} / {np.percentile(places, 90):.2f}" if places else "-",
                "; ".join(f"{name} {np.median(v):.2g}" for name, v in off.items()) or "-",
                ", ".join(sorted({t.piece for t in mine if not t.heard})) or "-",
            ))  # fmt: skip
    print(table("What the ear hears", HEAD, rows))
    print("\nFalse alarms on clean pieces:")
    for _, told in sorted(alarms.items()):
        for line in told:
            print(f"  {line}")
    if middle:
        precision = float(np.mean([row[1] for row in middle]))
        recall = float(np.mean([row[2] for row in middle]))
        places = [p for row in middle for p in row[3]]
        near = float(np.mean([p <= 1.0 for p in places])) if places else 1.0
        low = [row[0] for row in middle if min(row[1], row[2]) < 0.8]
        print(
            f"\nMiddle strength, {len(middle)} checks: precision {precision:.3f} (bar 0.95), "
            f"recall {recall:.3f} (bar 0.9), place within one bar {near:.2f}"
        )
        print(f"Below 0.8: {', '.join(low) or 'none'}")
        return 0 if precision >= 0.95 and recall >= 0.9 and not low else 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
