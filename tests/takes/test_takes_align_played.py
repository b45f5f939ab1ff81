"""Takes of parts that are struck or plucked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.takes.sung_for_align import heard, part
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.model import PartKind
from tonmeister.signal.instruments import drum_kit, keyboards, plucked

Row = NDArray[np.float64]
LENGTH_S = 15.0
TAKES = 4
GRID = {
    "drums": (0, 1, 2, 3, 4, 5, 6, 7), "bass": (0, 2, 3, 4, 6, 7), "guitar": (0, 2, 3, 4, 6),
    "keys": (0, 3, 4, 7),
}  # fmt: skip
CHORD = (50, 57, 62, 66)
PLAYS: dict[str, Callable[[list[tuple[float, float, float, float]], int], Row]] = {
    "drums": lambda notes, seed: np.sum(
        list(drum_kit.play_drums(notes, LENGTH_S, seed).values()), axis=0
    ),
    "bass": lambda notes, _: plucked.bass(notes, LENGTH_S, 3),
    "guitar": lambda notes, _: plucked.clean_guitar(notes, LENGTH_S, 3),
    "keys": lambda notes, _: keyboards.electric_piano(notes, LENGTH_S, 3),
}


def strokes(kind: str, at_s: float, place: int) -> list[tuple[float, float, float, float]]:
    if kind == "drums":
        more = {0: [36], 2: [38], 4: [36], 6: [38]}.get(place, [])
        return [(at_s, 0.1, float(p), 0.8) for p in (42, *more)]
    if kind == "bass":
        return [(at_s, 0.2, 33.0 + (place * 5) % 8, 0.8)]
    return [(at_s, 0.3, float(p), 0.8) for p in CHORD]


@cache
def played(kind: str) -> tuple[AlignedTakes, NDArray[np.float64], NDArray[np.float64]]:
    """The takes aligned; when each stroke is written; how late each take has it, in seconds."""
    rng = np.random.default_rng(11)
    written = [(1.0 + 2.0 * bar + 0.25 * g, g) for bar in range(6) for g in GRID[kind]]
    takes, late = {}, []
    for number in range(1, TAKES + 1):
        off = np.clip(0.004 * number * rng.standard_normal(len(written)), -0.045, 0.045)
        rows = [strokes(kind, at + o, g) for (at, g), o in zip(written, off, strict=True)]
        sound = np.asarray(PLAYS[kind](sorted(n for row in rows for n in row), 3 + number))
        sound = 0.5 * sound / np.abs(sound).max() + 1e-4 * rng.standard_normal(sound.size)
        takes[number] = heard(number, f"{kind} T{number}", sound, pitched=kind == "bass")
        late.append(off)
    named: PartKind = kind  # type: ignore[assignment]
    made = align(part(*takes.values(), kind=named), takes)
    return made, np.array([at for at, _ in written]), np.array(late)


@pytest.mark.parametrize("kind", GRID)
def test_strokes_are_placed_to_a_few_milliseconds(kind: str) -> None:
    made, written_s, late_s = played(kind)
    middle = np.median(late_s, axis=0)
    starts = np.array([note.start_s for note in made.notes])
    away = np.abs(starts[:, None] - (written_s + middle)[None])
    assert (away.min(axis=0) < 0.04).mean() > 0.95, "strokes are missing"
    assert len(starts) <= 1.05 * len(written_s), "strokes are invented"
    errors, true = [], []
    for at, near in enumerate(away.argmin(axis=0)):
        if away[near, at] < 0.04:
            errors.append([clock.off_ms[near] for clock in made.on_clock.values()])
            true.append(1000.0 * (late_s[:, at] - middle[at]))
    rows, truth = np.array(errors), np.array(true)
    known = ~np.isnan(rows)
    assert known.mean() > 0.97
    assert np.sqrt(np.mean((rows - truth)[known] ** 2)) < 3.0


@pytest.mark.parametrize("kind", ["drums", "guitar", "keys"])
def test_what_has_no_tune_has_no_pitch(kind: str) -> None:
    made = played(kind)[0]
    assert np.isnan([note.pitch for note in made.notes]).all()


def test_a_bass_has_its_notes() -> None:
    made, written_s, _ = played("bass")
    pitches = [33 + (g * 5) % 8 for _ in range(6) for g in GRID["bass"]]
    starts = np.array([note.start_s for note in made.notes])
    right = [
        abs(made.notes[int(np.abs(starts - at).argmin())].pitch - pitch) < 0.3
        for at, pitch in zip(written_s, pitches, strict=True)
    ]
    assert np.mean(right) > 0.95


def test_phrases_of_what_never_pauses_are_short_enough_to_choose_from() -> None:
    for phrase in played("drums")[0].phrases:
        assert 1.5 <= phrase.where.end_s - phrase.where.start_s <= 8.5


def test_another_instrument_is_no_take_of_the_guitar() -> None:
    guitar = played("guitar")[0].heard
    drums = played("drums")[0].heard[1]
    made = align(part(*guitar.values(), kind="guitar"), {**guitar, 9: drums})
    assert set(made.left_out) == {9}
    assert "not the part that guitar T1 is" in made.left_out[9]
