"""How well takes are ranked: sung by voices of known truth, and by people (SSVD).

``python -m benchmarks.session_takes [MATERIAL]``. What counts as truth, decided before any result
was seen: of a synthetic line, 25 cents or 30 ms off on average count as one (``TrueTake.cost``:
what the singer was asked for; "performed" puts in the pitch truly sung, scoops and all). Of an
SSVD take, whose people annotated pitch only: the median error in cents over 25, plus four times
the share of wrong notes (a semitone is four times 25 cents).
The peer is what one can do without any of this: how far the pitch of SwiftF0 lies from the nearest
semitone on average, the take's own tuning taken off.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.stats import spearmanr

from benchmarks.songs import MATERIAL
from tonmeister.flow.demo import _sung
from tonmeister.listening.pitch import PitchCurve, notes_of, pitch_curve
from tonmeister.listening.pitch.notes import own_tuning_cents
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.aligned import (
    AlignedTakes,
    HeardTake,
    ReferenceNote,
    TakeOnClock,
)
from tonmeister.listening.takes.measured import measure
from tonmeister.model import Part, Phrase, Span, Take, TakeScore
from tonmeister.music import demo_song
from tonmeister.producer.takes import score_takes
from tonmeister.signal.instruments.singer import Singer, Sung
from tonmeister.signal.instruments.takes import TrueTake, sing_take
from tonmeister.studio.pitch_model import pitch_model

Real = NDArray[np.float64]

RATE_HZ, TAKES = 48000, 10
VOICES: Mapping[str, tuple[Singer, int]] = {
    "our tenor": (Singer(), 0),
    "a brighter, quicker voice": (
        Singer(throat_ratio=1.13, vibrato_cents=22.0, vibrato_hz=5.8, breathy=0.05), 0,
    ),
    "a low, breathy voice with wide vibrato": (
        Singer(throat_ratio=0.92, vibrato_cents=40.0, vibrato_hz=5.0, breathy=0.08, glide_s=0.05),
        -7,
    ),
}  # fmt: skip
SEEDS = (1, 2, 3)
GAPS = ((0.0, 0.1), (0.1, 0.2), (0.2, 0.5), (0.5, 9.0))


@dataclass(frozen=True)
class Set:
    """Ten takes of a song: their truth, what is heard of them, where each line is."""

    takes: tuple[TrueTake, ...]
    heard: Mapping[int, HeardTake]
    lines: tuple[Phrase, ...]
    notes: tuple[ReferenceNote, ...]

    @property
    def part(self) -> Part:
        """The part they are takes of."""
        takes = tuple(h.take for h in self.heard.values())
        return Part(name="Vox", kind="voice", role="lead vocal", takes=takes, found_by="names")

    def asked(self) -> Real:
        """Return what each line of each take was asked to cost [takes, lines]."""
        return np.array([[t.cost(p.number - 1) for p in self.lines] for t in self.takes])

    def performed(self) -> Real:
        """Return what they cost by the pitch that was truly sung [takes, lines]."""
        sung = [replace(t, notes=tuple(_performed(t))) for t in self.takes]
        return np.array([[t.cost(p.number - 1) for p in self.lines] for t in sung])

    def by_truth(self) -> AlignedTakes:
        """Lay the takes beside each other by what is known."""
        clocks = {}
        for number, take in enumerate(self.takes, 1):
            off = np.array([n.off_ms for n in take.notes])
            starts = np.array([n.start_s for n in take.notes]) + off / 1000.0
            ends = starts + np.array([n.length_s for n in take.notes])
            clocks[number] = TakeOnClock(
                warp_s=np.arange(0.0, take.sound.size / RATE_HZ, 0.01), onsets_s=starts,
                ends_s=ends, off_ms=off - np.median(off),
            )  # fmt: skip
        return AlignedTakes(
            part=self.part, heard=self.heard, on_clock=clocks, notes=self.notes,
            phrases=self.lines, reference_by="score",
        )  # fmt: skip


def _performed(take: TrueTake) -> Iterator[object]:
    """Put the pitch truly sung in place of what was asked: the median over the whole note."""
    for i, note in enumerate(take.notes):
        start_s = note.start_s + note.off_ms / 1000.0
        end_s = start_s + note.length_s
        if i + 1 < len(take.notes):
            after = take.notes[i + 1]
            end_s = min(end_s, after.start_s + after.off_ms / 1000.0)
        hz = take.pitch_hz[round(1000 * start_s) : round(1000 * end_s)]
        hz = hz[hz > 0.0]
        off = 100.0 * (69.0 + 12.0 * np.log2(np.median(hz) / 440.0) - note.midi)
        yield replace(note, off_cents=float(off))


def sing_set(
    who: Singer,
    semitones: int,
    seed: int,
    *,
    times: int = 0,
    form: bool = False,
    takes: int = TAKES,
) -> Set:
    """Sing takes of half a verse and half a chorus; ``times``: of so many whole songs.

    How badly a line is sung is drawn for each line of each take alone (Beta(1.6, 2.2)), so that
    the takes as a whole differ little; with ``form`` a take has a form of the day (0.1 to 0.9)
    about which its lines vary (standard deviation 0.15).
    """
    lines = _lines(semitones, times)
    length_s = max(s[0] + s[1] for line in lines for s in line) + 1.0
    rng = np.random.default_rng(seed)
    sung, heard = [], {}
    for number in range(1, takes + 1):
        bad = rng.beta(1.6, 2.2, len(lines))
        if form:
            bad = rng.uniform(0.1, 0.9) + 0.15 * rng.standard_normal(len(lines))
        bad = np.clip(bad, 0.02, 1.0)
        one = sing_take(lines, length_s, who, list(bad), 100 * seed + number)
        sung.append(one)
        heard[number] = _heard(one.sound[None], RATE_HZ, number, f"Vox {number}")
    notes = tuple(ReferenceNote(s[0], s[0] + s[1], s[2]) for line in lines for s in line)
    phrases, first = [], 0
    for number, line in enumerate(lines, 1):
        where = Span(line[0][0], line[-1][0] + line[-1][1])
        phrases.append(Phrase(number=number, where=where, notes=(first, first + len(line))))
        first += len(line)
    return Set(tuple(sung), heard, tuple(phrases), notes)


def _lines(semitones: int, times: int) -> list[list[Sung]]:
    song_s = 96.0
    return [
        [(s + turn * song_s, d, p + semitones, v, w) for s, d, p, v, w in line]
        for turn in range(max(1, times))
        for part in demo_song.form(short=times == 0)
        for line in _sung(part.lines, 0.8)
    ]


def _heard(sound: Real, rate_hz: int, number: int, name: str) -> HeardTake:
    curve = pitch_curve(sound, rate_hz, pitch_model())
    take = Take(part="Vox", name=name, number=number, track=name, begins_s=0.0,
                ends_s=sound.shape[1] / rate_hz)  # fmt: skip
    return HeardTake(
        take=take, sound=sound, rate_hz=rate_hz, pitch=curve, notes=tuple(notes_of(curve))
    )


def peer_cents(curve: PitchCurve, where: Span | None = None) -> float:
    """Return how far a curve lies from the nearest semitone on average; the peer."""
    part = curve.part(where.start_s, where.end_s) if where else slice(None)
    midi = curve.midi - own_tuning_cents(curve) / 100.0
    off = midi[part][~np.isnan(midi[part])]
    return 100.0 * float(np.abs(off - np.round(off)).mean()) if off.size else 50.0


# --- synthetic --------------------------------------------------------------------------------


def _sets(form: bool) -> Iterator[tuple[str, Set]]:
    for k, (name, (who, low)) in enumerate(VOICES.items()):
        for seed in SEEDS:
            yield name, sing_set(who, low, 10 * seed + k, form=form)


def costs_of(scores: Sequence[TakeScore]) -> Real:
    return np.array([s.cost_score for s in sorted(scores, key=lambda s: s.take)])


def by_line(scores: Sequence[TakeScore], aligned: AlignedTakes, lines: Sequence[Phrase]) -> Real:
    """Carry phrase scores to the true lines, by how much they share [takes, lines]."""
    share = np.array([
        [max(0.0, min(p.where.end_s, q.where.end_s) - max(p.where.start_s, q.where.start_s))
         for q in aligned.phrases] for p in lines
    ])  # fmt: skip
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
    each = [[p.cost_score for p in s.phrases] for s in sorted(scores, key=lambda s: s.take)]
    return np.asarray(np.array(each) @ share.T)


def rank(a: Real, b: Real) -> float:
    return round(float(spearmanr(np.ravel(a), np.ravel(b))[0]), 3)


@dataclass(frozen=True)
class Pair:
    """Two takes of one set: their true gap, whether they were called tied, whether ranked right."""

    gap: float
    tied: bool
    right: bool


def pairs_of(scores: Sequence[TakeScore], truth: Real) -> Iterator[Pair]:
    by = {s.take: s for s in scores}
    for i in sorted(by):
        for j in sorted(by):
            if i < j:
                gap = float(truth[i - 1] - truth[j - 1])
                said = by[i].cost_score - by[j].cost_score
                yield Pair(abs(gap), j in by[i].tied_with, gap * said > 0.0)


def _synthetic(form: bool) -> Iterator[dict[str, object]]:
    first = "ten takes with a form of the day" if form else "ten takes, each line by itself"
    pairs: list[Pair] = []
    every = []
    for name, made in _sets(form):
        asked, performed = made.asked(), made.performed()
        truth = made.by_truth()
        known = score_takes(truth, genre=None)
        began = time.process_time()
        aligned = align(made.part, made.heard)
        aligned_s = time.process_time() - began
        scores = score_takes(aligned, genre=None)
        cpu_s = time.process_time() - began - aligned_s
        lines = by_line(scores, aligned, made.lines)
        pairs += pairs_of(scores, asked.mean(axis=1))
        raw = np.array([peer_cents(h.pitch) for h in made.heard.values()])
        raw_lines = np.array(
            [[peer_cents(h.pitch, p.where) for p in made.lines] for h in made.heard.values()]
        )
        row: dict[str, object] = {
            first: name,
            "takes, as asked": rank(costs_of(scores), asked.mean(axis=1)),
            "as performed": rank(costs_of(scores), performed.mean(axis=1)),
            "alignment known": rank(costs_of(known), asked.mean(axis=1)),
            "alignment known, performed": rank(costs_of(known), performed.mean(axis=1)),
            "lines": rank(lines, asked),
            "lines, performed": rank(lines, performed),
            "peer: takes": rank(raw, asked.mean(axis=1)),
            "peer: lines": rank(raw_lines, asked),
            "left out": len(aligned.left_out),
            "scoring cpu_s": round(cpu_s, 2),
        }
        every.append(row)
        yield row
    means = {k: round(float(np.mean([r[k] for r in every])), 3) for k in every[0] if k != first}
    yield {first: "mean of these sets", **means}
    for low, high in GAPS:
        here = [p for p in pairs if low <= p.gap < high]
        clear = [p for p in here if not p.tied]
        yield {
            f"{first}: two whose true costs differ by": f"{low:g} to {high:g}",
            "pairs": len(here),
            "ranked right": _share([p.right for p in here]),
            "called a tie": _share([p.tied for p in here]),
            "called different": len(clear),
            "of these ranked right": _share([p.right for p in clear]),
        }


def _share(said: Sequence[bool]) -> float | None:
    return round(float(np.mean(said)), 3) if said else None


# --- people -----------------------------------------------------------------------------------


def people(material: Path) -> Iterator[dict[str, object]]:
    with (material / "ssvd" / "DERIVED_takes_dev.tsv").open() as file:
        table = {row["take"]: row for row in csv.DictReader(file, delimiter="\t")}
    for folder in sorted((material / "ssvd").glob("take_group_*")):
        names = [p.stem for p in sorted(folder.glob("*.mp3")) if p.stem in table]
        heard = {}
        for number, name in enumerate(names, 1):
            sound, rate_hz = soundfile.read(folder / f"{name}.mp3", always_2d=True)
            mono = np.ascontiguousarray(sound.mean(axis=1)[None])
            heard[number] = _heard(mono, int(rate_hz), number, name)
        median = np.array([float(table[n]["median_abs_intonation_error_cents"]) for n in names])
        wrong = np.array([float(table[n]["wrong_notes_gt_0.7st"]) / float(table[n]["notes"])
                          for n in names])  # fmt: skip
        truth = median / 25.0 + 4.0 * wrong
        part = Part(name="Vox", kind="voice", role="lead vocal", found_by="names",
                    takes=tuple(h.take for h in heard.values()))  # fmt: skip
        raw = np.array([peer_cents(h.pitch) for h in heard.values()])
        for how, aligned in (
            ("annotated onsets", _annotated(folder, names, heard, part)),
            ("own alignment", align(part, heard)),
        ):
            scores = {s.take: s for s in score_takes(aligned, genre=None)}
            kept = sorted(scores)
            at = np.array(kept) - 1
            cost = np.array([scores[n].cost_score for n in kept])
            clear = [p for p in pairs_of(list(scores.values()), truth) if not p.tied]
            pitch = np.array([scores[n].facts["pitch_off_cents"] for n in kept])
            yield {
                "melody": f"{folder.name}, {how}", "takes": len(kept),
                "cost against truth": rank(cost, truth[at]),
                "pitch alone against truth": rank(pitch, truth[at]),
                "pitch against median error": rank(pitch, median[at]),
                "pitch against wrong notes": rank(pitch, wrong[at]),
                "pairs called different": len(clear),
                "of these ranked right": _share([p.right for p in clear]),
                "peer against truth": rank(raw[at], truth[at]),
                "left out": ", ".join(names[n - 1] for n in aligned.left_out) or "none",
            }  # fmt: skip


def _annotated(
    folder: Path, names: Sequence[str], heard: Mapping[int, HeardTake], part: Part
) -> AlignedTakes:
    """Lay people's takes beside each other by the onsets that were annotated."""
    labels = [np.loadtxt(folder / f"{name}_label.txt") for name in names]
    clocks = {}
    for number, (name, label) in enumerate(zip(names, labels, strict=True), 1):
        marked = np.loadtxt(folder / f"{name}_v2_onset_offset_pitch.txt")
        starts = label[:, 0]
        ends = np.append(starts[1:], starts[-1] + 0.5)
        near = np.abs(marked[:, 0][None, :] - starts[:, None]).argmin(axis=1)
        ends = np.minimum(ends, np.where(marked[near, 1] > starts + 0.05, marked[near, 1], ends))
        clock_s = np.arange(0.0, labels[0][-1, 0] + 2.0, 0.01)
        clocks[number] = TakeOnClock(
            warp_s=np.interp(clock_s, labels[0][:, 0], starts), onsets_s=starts, ends_s=ends,
            off_ms=np.zeros(starts.size), rigid=False,
            transposed_semitones=round(float(np.median(label[:, 3] - label[:, 1]))),
        )  # fmt: skip
    first = clocks[1]
    notes = tuple(
        ReferenceNote(float(a), float(b), float(p))
        for a, b, p in zip(first.onsets_s, first.ends_s, labels[0][:, 3], strict=True)
    )
    edges = [*range(0, len(notes), 8), len(notes)]
    phrases = tuple(
        Phrase(number=k + 1, notes=(a, b), where=Span(notes[a].start_s, notes[b - 1].end_s))
        for k, (a, b) in enumerate(pairwise(edges))
    )
    return AlignedTakes(
        part=part, heard=heard, on_clock=clocks, notes=notes, phrases=phrases,
        reference_by="score",
    )  # fmt: skip


# --- speed ------------------------------------------------------------------------------------


def _speed() -> dict[str, object]:
    made = sing_set(Singer(), 0, 5, times=3)
    minutes = sum(h.sound.shape[1] for h in made.heard.values()) / RATE_HZ / 60.0
    began = time.process_time()
    aligned = align(made.part, made.heard)
    aligned_s = time.process_time() - began
    known = measure(aligned)
    measured_s = time.process_time() - began - aligned_s
    score_takes(aligned, known, genre="pop")
    scored_s = time.process_time() - began - aligned_s - measured_s
    return {
        "takes of together": f"{minutes:.0f} min", "aligning cpu_s": round(aligned_s, 1),
        "measuring cpu_s": round(measured_s, 1), "scoring cpu_s": round(scored_s, 1),
        "cpu_s per minute": round((aligned_s + measured_s + scored_s) / minutes, 2),
    }  # fmt: skip


def rows(material: Path) -> list[dict[str, object]]:
    """Return the tables: sets of takes, pairs by their true gap, people, speed."""
    return [*_synthetic(form=False), *_synthetic(form=True), *people(material), _speed()]


if __name__ == "__main__":
    for found in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL):
        print("  ".join(f"{k}: {v}" for k, v in found.items()))
