"""Moving strokes and notes in time: what strikes is moved whole, what rings fills the gap.

A stroke is cut out just before its attack and copied to its new place, sample by sample. Between
two strokes the ringing is made longer or shorter with as few joins as can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.audio import Samples
from tonmeister.signal.kernels.stretch import best_jump, best_place, crossfade, seam

Row = NDArray[np.float64]
Joint = Literal["plain", "seek"]
"""``plain``: one crossfade just before the next stroke, at the same place whatever sounds, so that
all microphones of a source stay together. ``seek``: where the wave is alike, for one track."""

LONGEST_FADE_MS = 40.0
SHORTEST_FADE_MS = 1.5
DRUM_TAILS_ALIKE = 0.3
"""Between uncorrelated (0) and the same (1): what tails of drums are to themselves moved a bit."""
SEAM_MS, SHORT_SEAM_MS = 10.0, 3.0
REACH_MS = 12.5
"""Half the longest period (40 Hz) that a jump can go round."""
JUMP_MS = 22.0
UNHEARD_COST = 0.12
LET_BE_MS = 1.5
"""A sung note may land so far beside its place if a jump in the middle of a vowel is saved."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch from ``start`` to ``end`` (frames as recorded) that is moved whole by ``shift``.

    ``lead`` and ``tail`` frames before and after it may be stretched to make room.
    """

    start: int
    end: int
    shift: int
    lead: int
    tail: int


@dataclass(frozen=True, slots=True)
class Seam:
    """A crossfade at output frame ``at`` over ``count``, from one shift to another."""

    at: int
    count: int
    early: int
    late: int
    alike: float


def moved(sound: Samples, rate_hz: int, pieces: Sequence[Piece], joint: Joint) -> Samples:
    """Return the sound with its pieces moved: the same shape, and untouched where nothing moves.

    No piece goes over its neighbour: it goes as far as there is room.
    """
    chain = chained(pieces, sound.shape[1], rate_hz)
    out = sound.copy()
    now, done = 0, 0
    for one in seams(sound, rate_hz, chain, joint):
        _copy(out, sound, done, one.at, now)
        crossfade(out, sound, one.at, one.count, one.early, one.late, one.alike)
        now, done = one.late, one.at + one.count
    _copy(out, sound, done, sound.shape[1], now)
    return out


def chained(pieces: Sequence[Piece], frames: int, rate_hz: int) -> list[Piece]:
    """Return the pieces in order with what stays in place between them, shifts as far as they fit.

    In the chain every gap between one piece's end and the next one's start is stretched.
    """
    chain: list[Piece] = []
    reach = 0
    for piece in sorted(pieces, key=lambda p: p.start):
        start = max(0, min(piece.start, frames))
        end = max(start, min(piece.end, frames))
        if chain and start < chain[-1].end:
            last = chain[-1]
            chain[-1] = replace(last, end=max(last.start, start))
        free = start - piece.lead
        if not chain or free > reach:
            chain.append(Piece(reach, max(reach, free), 0, 0, 0))
        chain.append(replace(piece, start=start, end=end))
        reach = min(frames, end + piece.tail)
    if chain:
        chain.append(Piece(reach, frames, 0, 0, 0))
    return _fitted(chain, round(SHORTEST_FADE_MS / 1000 * rate_hz))


def _fitted(chain: list[Piece], least: int) -> list[Piece]:
    """Return the chain with shifts so small that every gap has room for its seam."""
    shifts = [p.shift for p in chain]
    rooms = [max(0, b.start - a.end - least) for a, b in pairwise(chain)]
    stays = [p.shift == 0 for p in chain]
    for _ in range(2):
        for order in (range(1, len(chain)), range(len(chain) - 2, -1, -1)):
            back = 1 if order.step > 0 else -1
            for i in order:
                if not stays[i]:
                    near, room = shifts[i - back], rooms[i - 1 if back == 1 else i]
                    shifts[i] = min(max(shifts[i], near - room), near + room)
    return [replace(p, shift=s) for p, s in zip(chain, shifts, strict=True)]


def seams(sound: Samples, rate_hz: int, chain: Sequence[Piece], joint: Joint) -> Iterator[Seam]:
    """Return where the shift changes, in order."""
    if joint == "plain":
        for a, b in pairwise(chain):
            if a.shift != b.shift:
                yield _plain(a.end, b.start, a.shift, b.shift, rate_hz)
        return
    mono = np.ascontiguousarray(sound.mean(axis=0))
    count = max(1, round(SEAM_MS / 1000 * rate_hz))
    usual = _loud(mono, count)
    now = 0
    for a, b in pairwise(chain):
        for one in _sought(mono, rate_hz, a.end, b.start, now, b, usual):
            now = one.late
            yield one


def _plain(a: int, b: int, early: int, late: int, rate_hz: int) -> Seam:
    """Place one crossfade as late as it can be without sounding a stroke twice."""
    first, last = a + max(early, late), b + min(early, late)
    count = max(1, min(last - first, round(LONGEST_FADE_MS / 1000 * rate_hz)))
    return Seam(last - count, count, early, late, DRUM_TAILS_ALIKE)


def _sought(
    mono: Row,
    rate_hz: int,
    a: int,
    b: int,
    now: int,
    to: Piece,
    usual: float,
) -> Iterator[Seam]:
    """Make room in a note: whole periods where the wave is alike, the rest where it is quiet."""
    want = to.shift
    if now == want:
        return
    gap = b - a
    count = min(round(SEAM_MS / 1000 * rate_hz), max(1, (gap - abs(want - now)) // 3))
    reach = round(REACH_MS / 1000 * rate_hz)
    jumps = max(1, -(-abs(want - now) // round(JUMP_MS / 1000 * rate_hz)))
    share = max(0.0, gap * 0.7) / jumps
    done = a + now
    for j in range(jumps):
        left = want - now
        target = left // (jumps - j)
        low, high = target - reach, target + reach
        first = max(done, a + max(now, now + high), round(a + now + j * share))
        last = min(round(a + now + (j + 1) * share), b + min(now, now + low, want)) - count
        if count < 32 or last <= first:
            continue
        at, jump, cost = best_jump(mono, first, last, count, now, low, high, usual)
        if jump == 0 or cost > 4.0 * UNHEARD_COST or abs(left - jump) > abs(left):
            continue
        yield Seam(at, count, now, now + jump, _alike(mono, at, count, now, now + jump))
        now += jump
        done = at + count
    if now == want:
        return
    first, last = max(done, a + max(now, want)), b + min(now, want)
    for length in (count, round(SHORT_SEAM_MS / 1000 * rate_hz), 8, 1):
        if first <= last - length:
            break
    at, cost = best_place(mono, first, max(first, last - length), length, now, want, usual)
    little = abs(want - now) <= LET_BE_MS / 1000 * rate_hz
    if cost > UNHEARD_COST and little and to.shift != 0:
        return
    yield Seam(at, length, now, want, _alike(mono, at, length, now, want))


def _alike(mono: Row, at: int, count: int, early: int, late: int) -> float:
    _, power, both = seam(mono, at, count, early, late, 1)
    return float(min(1.0, max(0.0, 2.0 * both / (power + 1e-30))))


def _loud(mono: Row, count: int) -> float:
    """Return the power of ``count`` frames where the track plays."""
    whole = mono[: mono.size // count * count].reshape(-1, count)
    if whole.size == 0:
        return 1e-12
    power = np.sum(whole * whole, axis=1)
    return max(1e-12, 2.0 * float(np.percentile(power, 80)))


def _copy(out: Samples, sound: Samples, first: int, last: int, shift: int) -> None:
    if shift and last > first:
        out[:, first:last] = sound[:, first - shift : last - shift]
