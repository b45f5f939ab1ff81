"""Middle and side of a stretch, taken apart and put together again."""

from __future__ import annotations

import numpy as np

from tonmeister.effects import recall
from tonmeister.faults.declare import CannotPlant, Piece
from tonmeister.model import Span
from tonmeister.signal import Samples

TOP_HZ, TOP_MOST_UNDER_DB, TOP_SIZE = 12000.0, 55.0, 4096


def apart(sound: Samples) -> tuple[Samples, Samples]:
    """Return middle and side."""
    return (sound[0] + sound[1]) / 2.0, (sound[0] - sound[1]) / 2.0


def together(mid: Samples, side: Samples) -> Samples:
    """Return left and right."""
    return np.ascontiguousarray(np.stack([mid + side, mid - side]))


def passed(sound: Samples, rate_hz: int, effect: str, frequency_hz: float) -> Samples:
    """Return a copy of ``[2, n]`` after a high- or low-pass of 24 dB an octave."""
    settings = {"frequency_hz": frequency_hz, "slope_db": 24.0}
    at_work = recall(effect, settings).start(rate_hz)
    return at_work.process(sound.copy(), None, lambda knob: settings[knob])


def split(sound: Samples, rate_hz: int, effect: str, frequency_hz: float) -> Samples:
    """Return a copy passed forwards and backwards: what is left of it adds up without a hole."""
    forwards = passed(sound, rate_hz, effect, frequency_hz)
    backwards = passed(np.ascontiguousarray(forwards[:, ::-1]), rate_hz, effect, frequency_hz)
    return np.ascontiguousarray(backwards[:, ::-1])


def power_db(sound: Samples) -> float:
    """Return the mean square in decibels."""
    return 10.0 * float(np.log10(np.mean(np.square(sound)) + 1e-20))


def cut(piece: Piece, where: Span) -> Samples:
    """Return the stretch of the mix."""
    first, last = round(where.start_s * piece.rate_hz), round(where.end_s * piece.rate_hz)
    return piece.mix[:, first:last]


def side_over_mid_db(sound: Samples) -> float:
    """Return how far the side lies over the middle."""
    mid, side = apart(sound)
    return power_db(side) - power_db(mid)


def has_sides(piece: Piece, where: Span, *, least_db: float, most_db: float) -> None:
    """Raise ``CannotPlant`` where the side lies outside a range against the middle."""
    there = side_over_mid_db(cut(piece, where))
    if not least_db <= there <= most_db:
        raise CannotPlant(
            f"{piece.name}: its side lies {there:.1f} dB against its middle there; "
            f"{least_db:g} to {most_db:g} dB would do"
        )


def has_top(piece: Piece, where: Span) -> None:
    """Raise ``CannotPlant`` where a codec or a converter left next to nothing above 12 kHz."""
    there = cut(piece, where).sum(axis=0)
    count = there.size // TOP_SIZE
    frames = there[: count * TOP_SIZE].reshape(count, TOP_SIZE) * np.hanning(TOP_SIZE)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1))).sum(axis=0)
    top = float(power[round(TOP_HZ * TOP_SIZE / piece.rate_hz) :].sum())
    if top <= float(power.sum()) * 10.0 ** (-TOP_MOST_UNDER_DB / 10.0):
        raise CannotPlant(f"{piece.name} has nothing above 12 kHz there")
