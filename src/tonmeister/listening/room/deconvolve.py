"""From the recorded sweep back to one clap: the room's impulse response."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Real = NDArray[np.float64]

REGULAR = 1e-5
"""How far under the sweep's strongest frequency (power) nothing is divided any more."""

LEAST_OVER_DB, SURE_DB = 18.0, 40.0
"""How far the direct sound must stand out of everything; from ``SURE_DB`` on nothing is asked."""

CLEARER_DB = 2.0
"""By so much the sweep stands out better at the speed it was really recorded at."""

LEAST_TAIL_S, LONGEST_S = 0.3, 12.0
LEAD_S = 0.005
SPEEDS = (44100 / 48000, 48000 / 44100, 0.5, 2.0)


class NotMeasured(ValueError):
    """A recording does not hold what is needed; the message says what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a room makes of one click. ``samples`` [channels, frames] begin ``LEAD_S`` before the
    direct sound; ``starts_s`` is where the sweep began in the recording, ``tail_s`` how long the
    recording went on after it.
    """

    samples: Real
    starts_s: float
    ends_s: float
    tail_s: float


def deconvolve(recording: Real, sweep: Real, rate_hz: int) -> Answer:
    """Return the room's answer to one click, from a recorded sweep ``[channels, frames]``.

    Division of spectra, held back where the sweep has nothing. Raises ``NotMeasured``.
    """
    loud = np.flatnonzero(np.abs(sweep) > 1e-3 * np.abs(sweep).max(initial=0.0))
    if not loud.size:
        raise NotMeasured("the sweep is silent: make one with --make-sweep")
    tone = sweep[loud[0] : loud[-1] + 1]
    lead = int(np.argmax(np.mean(recording**2, axis=1)))
    answers = _divided(recording, tone)
    at, over_db = _peak(answers[lead], recording.shape[1])
    if over_db < SURE_DB:
        _other_speed(recording[lead], tone, over_db)
    if over_db < LEAST_OVER_DB:
        raise NotMeasured(
            "the sweep is not heard in the recording: give the same sweep that was played, "
            "recorded from before its start to after its end"
        )
    if at < 0:
        raise NotMeasured(
            f"the recording begins {-at / rate_hz:.2f} s after the sweep did: "
            "start recording first, then play it"
        )
    ends = at + tone.size
    tail_s = (recording.shape[1] - ends) / rate_hz
    if tail_s < LEAST_TAIL_S:
        when = f"{tail_s:.2f} s after" if tail_s >= 0.0 else f"{-tail_s:.2f} s before"
        raise NotMeasured(
            f"the recording stops {when} the end of the sweep: leave 2 s of silence after it, "
            "or as long as the room rings"
        )
    first = at - round(LEAD_S * rate_hz)
    count = min(round(tail_s * rate_hz), round(LONGEST_S * rate_hz))
    kept = np.take(answers, np.arange(first, first + count), axis=1, mode="wrap")
    return Answer(samples=kept, starts_s=at / rate_hz, ends_s=ends / rate_hz, tail_s=tail_s)


def _divided(recording: Real, tone: Real) -> Real:
    size = scipy.fft.next_fast_len(recording.shape[1] + tone.size, real=True)
    played = scipy.fft.rfft(tone, size)
    power = np.abs(played) ** 2
    inverse = np.conj(played) / (power + REGULAR * power.max())
    return np.asarray(scipy.fft.irfft(scipy.fft.rfft(recording, size) * inverse, size), np.float64)


def _peak(answer: Real, recorded: int) -> tuple[int, float]:
    """Return where the direct sound is (negative: before the recording) and how far it stands
    over the rest, in dB.
    """
    at = int(np.argmax(np.abs(answer)))
    over_db = 20.0 * np.log10(abs(answer[at]) / max(float(np.sqrt(np.mean(answer**2))), 1e-30))
    return (at if at < recorded else at - answer.size), float(over_db)


def _other_speed(recording: Real, tone: Real, over_db: float) -> None:
    """Raise if the sweep is in the recording at another speed: rates were mixed up."""
    for speed in SPEEDS:
        places = np.arange(0.0, tone.size - 1, speed)
        other = np.interp(places, np.arange(tone.size), tone)
        found_db = _peak(_divided(recording[None], other)[0], recording.size)[1]
        if found_db > over_db + CLEARER_DB and found_db >= LEAST_OVER_DB:
            raise NotMeasured(
                f"the sweep runs {speed:.3f} times as fast in the recording: it was played or "
                "saved at another sample rate than it says; make one with --make-sweep --rate "
                "at the rate of your session"
            )
