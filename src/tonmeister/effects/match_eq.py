"""Match equaliser."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonmeister.effects._biquads import NONE, Fixed
from tonmeister.effects.declare import At, Effect, Processor, choice, effect, knob
from tonmeister.signal import Samples

NOMINAL_HZ = (
    25, 31, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600,
    2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000,
)  # fmt: skip
"""What the third octaves are called (IEC 61260); they lie at 1000 Hz times powers of 2^(1/3)."""

GAINS = tuple(f"at_{hz}_hz_db" for hz in NOMINAL_HZ)
"""The names of the 30 gain knobs, low to high."""

MOST_DB = 36.0
_FFT_FRAMES = 16384  # up to 50 kHz, twice as long for twice the rate: a fifth of a second


class _ThirtyGains(Effect):
    """Bring the balance of a whole record, third octave by third octave, to another one's.

    One smooth curve through thirty gains, without any turn of phase, so that middle and sides
    stay together. It can work on all, on the middle alone or on the sides alone; what it does to
    the sides alone makes single registers wider or narrower. Meant for masters: small moves.
    """

    def gains_db(self) -> tuple[float, ...]:
        """Return the thirty gains, low to high."""
        return tuple(float(getattr(self, name)) for name in GAINS)

    def tail_s(self) -> float:
        return 0.2

    def start(self, rate_hz: int) -> Processor:
        gains_db = self.gains_db()
        if not any(gains_db):
            return Fixed(NONE)
        part = str(getattr(self, "part"))  # noqa: B009 - the field is declared below
        return _Matching(gains_db, part, rate_hz)


def _declared() -> type[_ThirtyGains]:
    """Return the effect with its knobs: one for each third octave."""
    fields: dict[str, Any] = {
        "part": choice(
            default="both", choices=("both", "mid", "side"), doc="all, the middle or the sides"
        )
    }
    for hz, name in zip(NOMINAL_HZ, GAINS, strict=True):
        doc = f"louder or softer around {hz} Hz"
        fields[name] = knob(default=0.0, low=-MOST_DB, high=MOST_DB, rest=0.0, doc=doc)
    kinds = {name: "str" if name == "part" else "float" for name in fields}
    about = {"__doc__": _ThirtyGains.__doc__, "__module__": __name__, "__annotations__": kinds}
    return type("MatchEq", (_ThirtyGains,), {**about, **fields})


MatchEq = effect(
    "match_eq", source="third octaves of IEC 61260; zero-phase FIR by overlap-save (Stockham 1966)"
)(_declared())


def response(gains_db: tuple[float, ...], rate_hz: int, bins: int) -> NDArray[np.float64]:
    """Return the amplitude wanted at ``bins`` frequencies from 0 to half the rate.

    Straight lines between the centres in decibels over the logarithm of the frequency, level
    outside. (Python's own logarithm: numpy's may round otherwise on another processor.)
    """
    centres = [math.log(1000.0 * 2.0 ** ((i - 16) / 3.0)) for i in range(len(gains_db))]
    step_hz = rate_hz / 2.0 / (bins - 1)
    at = [0.0, *(math.log(k * step_hz) for k in range(1, bins))]
    curve = np.interp(at, centres, gains_db)
    return np.array([10.0 ** (level_db / 20.0) for level_db in curve.tolist()])


class _Matching:
    """Overlap-save in halves: the sound comes half a window and half the filter later."""

    def __init__(self, gains_db: tuple[float, ...], part: str, rate_hz: int) -> None:
        from scipy.fft import irfft, rfft

        size = _FFT_FRAMES << max(0, math.ceil(math.log2(rate_hz / 50000.0)))
        self._hop, half = size // 2, size // 4
        self.latency_frames = self._hop + half
        self._part = part
        taps = irfft(response(gains_db, rate_hz, half + 1))
        ends = _ends(half)
        fir = np.zeros(size)
        fir[: half + 1], fir[-half:] = taps[: half + 1] * ends[half:], taps[half:] * ends[:half]
        if part != "both":
            fir[0] -= 1.0  # only what changes: the sound itself goes by
        self._filter = np.ascontiguousarray(rfft(fir).real)  # no phase: it lies around frame 0
        self._window = np.zeros((2 if part == "both" else 1, size))
        self._back = np.zeros((self._window.shape[0], self._hop))
        self._late = np.zeros((2, self.latency_frames))
        self._filled = 0

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        start = 0
        while start < block.shape[1]:
            m = min(block.shape[1] - start, self._hop - self._filled)
            here = block[:, start : start + m]
            there = slice(self._filled, self._filled + m)
            coming = self._window[:, self._hop + there.start : self._hop + there.stop]
            if self._part == "both":
                coming[:] = here
                here[:] = self._back[:, there]
            else:
                sign = 1.0 if self._part == "mid" else -1.0
                coming[0] = 0.5 * (here[0] + sign * here[1])
                self._delay(here)
                here[0] += self._back[0, there]
                here[1] += sign * self._back[0, there]
            self._filled += m
            start += m
            if self._filled == self._hop:
                self._turn_over()
        return block

    def _delay(self, sound: Samples) -> None:
        """Let the sound out that came ``latency_frames`` ago."""
        both = np.concatenate([self._late, sound], axis=1)
        sound[:] = both[:, : sound.shape[1]]
        self._late = both[:, sound.shape[1] :]

    def _turn_over(self) -> None:
        from scipy.fft import irfft, rfft

        spectrum = rfft(self._window, axis=1)
        spectrum *= self._filter
        half = self._hop // 2
        self._back = irfft(spectrum, axis=1, overwrite_x=True)[:, half : half + self._hop]
        self._window[:, : self._hop] = self._window[:, self._hop :]
        self._filled = 0


def _ends(half: int) -> NDArray[np.float64]:
    """Return a window of ``2 * half + 1``, level in its middle half, with cosine ends."""
    fade = half // 2
    rise = [0.5 - 0.5 * math.cos(math.pi * k / fade) for k in range(fade)]
    return np.array([*rise, *([1.0] * (2 * half + 1 - 2 * fade)), *rise[::-1]])
