"""One part on top of another: a bed is lifted where a part that matters more has its tone."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import FRAME_S, in_stem, sounding, where_it_sounds
from tonmeister.knowledge.placement import placement
from tonmeister.model import Span
from tonmeister.signal import Samples

LEAST_DB, MOST_DB = 4.0, 24.0
LEAST_TOGETHER = 0.6
MOMENT_S, LOUD_PERCENT, LEAST_S = 0.2, 95.0, 2.0


@fault(
    "masking_pair",
    title="One covers the other",
    hears="masking/pair",
    amount="over_db",
    amounts=(6.0, 10.0, 14.0),
    needs="stems",
)
def covering(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift a less important part with a wide bell until it lies so far over a more important one.

    Measured in the octave around the middle of what the covered part plays, over the moments in
    which both do: in half of them it lies further over.
    """
    under, over = _pair(piece, where)
    there = where_it_sounds(piece, over, where_it_sounds(piece, under, where))
    centre_hz = _centre_hz(piece.stems[under], piece.rate_hz, there)
    gain_db = _apart_db(piece, under, over, there, centre_hz) + amount
    if not LEAST_DB <= gain_db <= MOST_DB:
        raise CannotPlant(f"{over} would have to be lifted by {gain_db:.0f} dB to cover {under}")
    return in_stem(
        piece,
        over,
        there,
        lambda sound: filtered(
            sound, piece.rate_hz, "bell", frequency_hz=centre_hz, gain_db=gain_db, width_q=0.5
        ),
        strip=under,
    )


def _pair(piece: Piece, where: Span) -> tuple[str, str]:
    """Return the most important stem, and of those that matter less the one nearest to its tone."""
    span = _frames(piece, where)
    level = {n: float(np.square(s[:, span]).mean()) for n, s in piece.stems.items()}
    loud = max(level.values())
    there = [n for n in piece.stems if level[n] > 1e-3 * loud]
    score = {n: placement(piece.roles.get(n, "other")).priority_score for n in there}
    under = max(there, key=lambda n: (score[n], level[n]))
    sings = sounding(piece.stems[under], piece.rate_hz)[_steps(where)]
    beds = [
        n
        for n in there
        if score[n] < score[under]
        and (sounding(piece.stems[n], piece.rate_hz)[_steps(where)] & sings).sum()
        > LEAST_TOGETHER * sings.sum()
    ]
    if not beds:
        raise CannotPlant(f"in {piece.name} nothing that matters less plays with {under}")
    centre_hz = _centre_hz(piece.stems[under], piece.rate_hz, where)
    return under, max(beds, key=lambda n: _octave_db(piece, n, where, centre_hz))


def _steps(where: Span) -> slice:
    return slice(round(where.start_s / FRAME_S), round(where.end_s / FRAME_S))


def _frames(piece: Piece, where: Span) -> slice:
    return slice(round(where.start_s * piece.rate_hz), round(where.end_s * piece.rate_hz))


def _apart_db(piece: Piece, under: str, over: str, where: Span, centre_hz: float) -> float:
    """Return how far one lies over the other in an octave while both sound (median of 0.2 s).

    Only moments count in which the covered part is really there, 10 dB under its loudest and up.
    """
    own, other = (_octave(piece, name, where, centre_hz) for name in (under, over))
    there = own > np.percentile(own, LOUD_PERCENT) * 0.1
    if there.sum() * MOMENT_S < LEAST_S:
        raise CannotPlant(f"{under} plays for less than {LEAST_S:g} s in the stretch")
    return 10.0 * float(np.median(np.log10((own[there] + 1e-12) / (other[there] + 1e-12))))


def _octave(piece: Piece, name: str, where: Span, centre_hz: float) -> Samples:
    """Return the power of a stem in an octave every 0.2 s of a stretch."""
    cut = piece.stems[name][:, _frames(piece, where)]
    high_hz = min(centre_hz * np.sqrt(2.0), 0.45 * piece.rate_hz)
    sound = filtered(cut, piece.rate_hz, "lowpass", frequency_hz=high_hz, slope_db=24.0)
    sound = filtered(
        sound, piece.rate_hz, "highpass", frequency_hz=centre_hz / np.sqrt(2.0), slope_db=24.0
    )
    size = round(MOMENT_S * piece.rate_hz)
    count = sound.shape[1] // size
    return np.asarray(np.square(sound[:, : count * size]).reshape(2, count, size).mean((0, 2)))


def _octave_db(piece: Piece, name: str, where: Span, centre_hz: float) -> float:
    power, at_hz = _spectrum(piece.stems[name][:, _frames(piece, where)], piece.rate_hz)
    inside = (at_hz > centre_hz / np.sqrt(2.0)) & (at_hz < centre_hz * np.sqrt(2.0))
    return 10.0 * float(np.log10(power[inside].sum() + 1e-12))


def _centre_hz(stem: Samples, rate_hz: int, where: Span) -> float:
    """Return the middle of what a stem has from 200 Hz to 5 kHz, on a logarithmic scale."""
    first, last = (round(s * rate_hz) for s in (where.start_s, where.end_s))
    power, at_hz = _spectrum(stem[:, first:last], rate_hz)
    inside = (at_hz > 200.0) & (at_hz < 5000.0)
    weight = power[inside] + 1e-20
    return float(np.exp((weight * np.log(at_hz[inside])).sum() / weight.sum()))


def _spectrum(sound: Samples, rate_hz: int) -> tuple[Samples, Samples]:
    power = (np.abs(np.fft.rfft(sound, axis=1)) ** 2).sum(axis=0)
    return power, np.asarray(np.fft.rfftfreq(sound.shape[1], 1.0 / rate_hz), np.float64)
