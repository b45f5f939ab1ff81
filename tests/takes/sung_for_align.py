"""A singer's takes of eight lines of the demo song, heard once for all tests of a process."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.flow.demo import _sung
from tonmeister.listening.takes.align_hear import hear_take
from tonmeister.listening.takes.aligned import HeardTake
from tonmeister.model import Part, PartKind, Take
from tonmeister.music import demo_song
from tonmeister.signal.instruments.singer import Singer, Sung
from tonmeister.signal.instruments.takes import TrueTake, sing_take
from tonmeister.studio.pitch_model import pitch_model

Row = NDArray[np.float64]
RATE_HZ = 48000


@cache
def lines(verse: bool = True) -> tuple[tuple[Sung, ...], ...]:
    parts = [p for p in demo_song.form() if p.lines]
    written = _sung(parts[0 if verse else 1].lines, 0.8)
    begins_s = written[0][0][0] - 1.2
    return tuple(
        tuple((start - begins_s, long, pitch, v, s) for start, long, pitch, v, s in line)
        for line in written
    )


@cache
def true_take(number: int) -> TrueTake:
    rng = np.random.default_rng((5, number))
    badness = np.clip(rng.beta(1.6, 2.2, len(lines())), 0.02, 1.0)
    length_s = lines()[-1][-1][0] + lines()[-1][-1][1] + 1.0
    return sing_take(lines(), length_s, Singer(), tuple(badness), 100 + number)


@cache
def take(number: int) -> HeardTake:
    return heard(number, f"Vox T{number}", true_take(number).sound)


def heard(
    number: int, name: str, sound: Row, *, rate_hz: int = RATE_HZ, at_s: float = 0.0,
    pitched: bool = True,
) -> HeardTake:  # fmt: skip
    whose = Take(
        part="Vox", name=name, number=number, track=name, begins_s=at_s,
        ends_s=at_s + sound.size / rate_hz,
    )  # fmt: skip
    return hear_take(whose, sound[None], rate_hz, pitch_model() if pitched else None)


def part(*takes: HeardTake, kind: PartKind = "voice") -> Part:
    return Part(
        name="Vox", kind=kind, role="lead vocal", takes=tuple(h.take for h in takes),
        found_by="names",
    )  # fmt: skip
