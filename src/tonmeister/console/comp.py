"""Playing a comp: the regions of the takes, one after the other, without a seam to be heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import Comp
from tonmeister.signal import Samples, gain

FADE_MS = 20.0
EDGE_MS = 10.0
ALIKE_SCORE = 0.5
"""Sounds that are more alike than this (correlation) are faded so that their amplitudes add up
to one, others so that their powers do."""


class NoSuchTake(LookupError):
    """A comp uses a take whose sound is not there."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one take plays without a break: frames of the song, gain, how long it fades in."""

    take: int
    first: int
    last: int
    gain_db: float
    fade_frames: int


def play_comp(comp: Comp, sounds: Mapping[int, Samples], rate_hz: int) -> Samples:
    """Play a comp into song time: float64 [channels, n].

    ``sounds`` has each take's track [channels, n] by take number, as recorded; ``offset_s`` of the
    take moves it into the song. Takes of one and of two channels may be mixed. Outside all regions
    there is silence. A comp that uses one take throughout gives that take bit by bit.
    """
    pieces = _pieces(comp, rate_hz)
    shift = {t.number: round(t.offset_s * rate_hz) for t in comp.takes}
    for piece in pieces:
        if piece.take not in sounds or piece.take not in shift:
            have = ", ".join(str(n) for n in sorted(set(sounds) & set(shift)))
            raise NoSuchTake(f"the comp uses take {piece.take}; there are takes {have}")
    used = sorted({p.take for p in pieces})
    channels = max((len(sounds[n]) for n in used), default=1)
    frames = max((sounds[n].shape[1] + shift[n] for n in used), default=0)
    out = np.zeros((channels, max(frames, 0)))

    def heard(piece: _Piece, first: int, last: int) -> Samples:
        cut = _read(sounds[piece.take], first - shift[piece.take], last - shift[piece.take])
        return np.repeat(cut, channels, axis=0) if len(cut) < channels else cut

    for piece in pieces:
        first, last = max(piece.first, 0), min(piece.last, frames)
        if last > first:
            out[:, first:last] = heard(piece, first, last) * gain(piece.gain_db)
    edge = round(EDGE_MS / 1000.0 * rate_hz)
    for at, left, right in _joins(pieces):
        if left is not None and right is not None:
            a, b = _room(left, right, frames)
            ending = heard(left, a, b) * gain(left.gain_db)
            beginning = heard(right, a, b) * gain(right.gain_db)
            out[:, a:b] = crossfaded(ending, beginning)
        elif right is not None and heard(right, at - 1, at).any():
            out[:, at : at + edge] *= _rise(out[:, at : at + edge].shape[1])
        elif left is not None and heard(left, at, at + 1).any():
            a = max(0, at - edge)
            out[:, a:at] *= _rise(out[:, a:at].shape[1])[::-1]
    return out


def crossfaded(ending: Samples, beginning: Samples) -> Samples:
    """Go from one sound to another over their whole length: a raised cosine.

    Both [channels, n]. What is alike keeps its amplitude, what is not keeps its power.
    """
    rise = _rise(ending.shape[1])
    power = np.sqrt(float((ending**2).sum()) * float((beginning**2).sum()))
    alike = float((ending * beginning).sum()) / power if power > 0.0 else 0.0
    if alike > ALIKE_SCORE:
        return ending * (1.0 - rise) + beginning * rise
    return ending * np.sqrt(1.0 - rise) + beginning * np.sqrt(rise)


def _pieces(comp: Comp, rate_hz: int) -> list[_Piece]:
    """Join regions that go on in the same take at the same level: there is nothing to fade."""
    fades = {round(c.at_s * 1000.0): c.length_ms for c in comp.crossfades}
    out: list[_Piece] = []
    for region in sorted(comp.regions, key=lambda r: r.start_s):
        first, last = round(region.start_s * rate_hz), round(region.end_s * rate_hz)
        before = out[-1] if out else None
        same = before is not None and before.last == first
        if before and same and (before.take, before.gain_db) == (region.take, region.gain_db):
            out[-1] = _Piece(before.take, before.first, last, before.gain_db, before.fade_frames)
        elif last > first:
            fade_ms = fades.get(round(region.start_s * 1000.0), FADE_MS)
            fade = round(fade_ms / 1000.0 * rate_hz)
            out.append(_Piece(region.take, first, last, region.gain_db, fade))
    return out


def _joins(pieces: list[_Piece]) -> list[tuple[int, _Piece | None, _Piece | None]]:
    """Return where pieces meet, begin after silence or end in it."""
    if not pieces:
        return []
    joins: list[tuple[int, _Piece | None, _Piece | None]] = [(pieces[0].first, None, pieces[0])]
    for left, right in pairwise(pieces):
        if left.last >= right.first:
            joins.append((right.first, left, right))
        else:
            joins += [(left.last, left, None), (right.first, None, right)]
    return [*joins, (pieces[-1].last, pieces[-1], None)]


def _room(left: _Piece, right: _Piece, frames: int) -> tuple[int, int]:
    """Return the frames over which two pieces are faded: never over more than either has."""
    fade = min(right.fade_frames, left.last - left.first, right.last - right.first)
    first = max(0, right.first - fade // 2)
    return first, min(first + fade, frames)


def _read(sound: Samples, first: int, last: int) -> Samples:
    """Return frames of a sound; silence where it has none."""
    out = np.zeros((len(sound), max(last - first, 0)))
    a, b = max(first, 0), min(last, sound.shape[1])
    if b > a:
        out[:, a - first : b - first] = sound[:, a:b]
    return out


def _rise(count: int) -> NDArray[np.float64]:
    return np.asarray(np.sin(0.5 * np.pi * (np.arange(count) + 0.5) / max(count, 1)) ** 2)
