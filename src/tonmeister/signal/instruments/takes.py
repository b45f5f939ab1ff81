"""Several takes of one song by one singer, each line as good or bad as it is told: with truth.

For measuring how well takes are judged: what is wrong with each note is known to the cent and
the millisecond, because it was put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.instruments.filters import Row
from tonmeister.signal.instruments.singer import Singer, Sung, sing_with_pitch

OFF_CENTS, OFF_MS, LEVEL_DB = 35.0, 30.0, 2.0
"""Standard deviations of a line without any quality."""


@dataclass(frozen=True, slots=True)
class TrueNote:
    """A sung note as performed: its line, and how far from what is written."""

    line: int
    start_s: float
    length_s: float
    midi: float
    off_cents: float
    off_ms: float


@dataclass(frozen=True, slots=True)
class TrueTake:
    """A take and everything that is wrong with it.

    ``sound`` [n] at 48 kHz; ``badness`` [lines] from 0 (as written) to 1; ``pitch_hz`` what was
    truly sung, a step a millisecond (with the singer's own scoops and glides).
    """

    sound: Row
    notes: tuple[TrueNote, ...]
    badness: NDArray[np.float64]
    pitch_hz: Row = field(default_factory=lambda: np.zeros(0))

    def cost(self, line: int) -> float:
        """Return what a line costs: 25 cents or 30 ms off on average count as one."""
        mine = [note for note in self.notes if note.line == line]
        weight = np.array([note.length_s for note in mine])
        cents = np.abs([note.off_cents for note in mine])
        return float(
            (cents * weight).sum() / weight.sum() / 25.0
            + np.mean(np.abs([note.off_ms for note in mine])) / 30.0
        )


def sing_take(
    lines: Sequence[Sequence[Sung]],
    length_s: float,
    who: Singer,
    badness: Sequence[float],
    seed: int,
) -> TrueTake:
    """Sing a take whose lines are off by what ``badness`` says (0 to 1 each)."""
    rng = np.random.default_rng(seed)
    sung, truth = [], []
    for number, (line, bad) in enumerate(zip(lines, badness, strict=True)):
        performed: list[Sung] = []
        for start_s, note_s, midi, velocity, sounds in line:
            off_cents = float(np.clip(bad * OFF_CENTS * rng.standard_normal(), -140.0, 140.0))
            off_ms = float(np.clip(bad * OFF_MS * rng.standard_normal(), -90.0, 90.0))
            performed.append(
                (start_s + off_ms / 1000.0, note_s, midi + off_cents / 100.0, velocity, sounds)
            )
            truth.append(TrueNote(number, start_s, note_s, midi, off_cents, off_ms))
        sung.append(performed)
    levels_db = [float(LEVEL_DB * bad * rng.standard_normal()) for bad in badness]
    steady = replace(who, tuning_cents=3.0, timing_ms=0.0, seed=seed)
    sound, pitch_hz = sing_with_pitch(sung, length_s, steady, levels_db)
    return TrueTake(sound, tuple(truth), np.asarray(badness, dtype=np.float64), pitch_hz)
