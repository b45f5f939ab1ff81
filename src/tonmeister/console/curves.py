"""Where a knob stands in the course of the song."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tonmeister.console.kernels import db_to_gain, fill, pan_gains
from tonmeister.model import Point

Gains = NDArray[np.float64]
"""A knob or a level during a block: one value if it is steady, else one for each frame."""


@dataclass(frozen=True)
class Curve:
    """An automated knob: breakpoints on whole frames of the song, straight lines between.

    Before the first and after the last breakpoint it stays where they are.
    """

    at_frames: tuple[int, ...]
    values: tuple[float, ...]

    @classmethod
    def through(cls, points: Sequence[Point], rate_hz: int) -> Curve:
        """Lay a curve through breakpoints in seconds; each moves to the nearest frame."""
        ordered = sorted(points, key=lambda point: point[0])
        frames = tuple(round(at_s * rate_hz) for at_s, _ in ordered)
        return cls(frames, tuple(float(value) for _, value in ordered))

    @property
    def is_level(self) -> bool:
        """Whether it never moves."""
        return all(value == self.values[0] for value in self.values)

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.int64], Gains]:
        return np.array(self.at_frames, np.int64), np.array(self.values, np.float64)

    def block(self, start: int, count: int) -> Gains:
        """Return its value at each of ``count`` frames from ``start``."""
        out = np.empty(count)
        fill(*self._arrays, start, out)
        return out


@dataclass(frozen=True)
class Level:
    """A knob of the console itself: the sum of all moves on it, steady and automated."""

    steady: float = 0.0
    curves: tuple[Curve, ...] = ()

    @classmethod
    def of(cls, steady: Iterable[float], curves: Iterable[Curve]) -> Level:
        """Add moves up; a curve that never moves counts as steady."""
        curves = tuple(curves)
        still = [curve.values[0] for curve in curves if curve.is_level]
        moving = tuple(curve for curve in curves if not curve.is_level)
        return cls(sum([*steady, *still], 0.0), moving)

    def block(self, start: int, count: int) -> Gains:
        """Return the sum: one value if it is steady, else one for each frame."""
        if not self.curves:
            return np.array([self.steady])
        out = np.full(count, self.steady)
        for curve in self.curves:
            out += curve.block(start, count)
        return out

    @cached_property
    def _steady_gain(self) -> Gains:
        gain = np.array([self.steady])
        db_to_gain(gain)
        return gain

    def gain(self, start: int, count: int) -> Gains:
        """Return the sum as an amplitude, taking it as decibels."""
        if not self.curves:
            return self._steady_gain
        out = self.block(start, count)
        db_to_gain(out)
        return out


@dataclass(frozen=True)
class Pan:
    """Where a strip stands between left and right; mono by a pan law, stereo by a balance."""

    position: Level
    is_mono: bool

    @cached_property
    def _steady(self) -> tuple[Gains, Gains]:
        return self._sides(self.position.block(0, 1))

    def block(self, start: int, count: int) -> tuple[Gains, Gains]:
        """Return the gains of left and right: one value each, or one for each frame."""
        if not self.position.curves:
            return self._steady
        return self._sides(self.position.block(start, count))

    def _sides(self, position: Gains) -> tuple[Gains, Gains]:
        left, right = np.empty_like(position), np.empty_like(position)
        pan_gains(position, self.is_mono, left, right)
        return left, right
