"""Convolution reverb."""

from __future__ import annotations

import math

import numpy as np

from tonmeister.effects._biquads import Fixed, Sections, pass_sections
from tonmeister.effects._impulses import impulse_named, levelled
from tonmeister.effects.declare import At, Effect, Processor, choice, effect, knob
from tonmeister.signal import Audio, Samples
from tonmeister.signal.kernels.spaces import multiply_add

PART_FRAMES = 8192  # a constant: the size of an FFT is heard in the last bit


@effect("convolution", source="Gardner, J. Audio Eng. Soc. 43(3), 1995 (partitioned, overlap-save)")
class Convolution(Effect):
    """A place that was recorded, or one of ours: hall, chamber or spring.

    Noise comes back as loud as it went in, whatever the impulse response.
    """

    impulse: str = choice(default="hall", doc="the place: hall, chamber or spring")
    highpass_hz: float = knob(
        default=150.0, low=10.0, high=2000.0, curve="log", doc="what stays out of it, below"
    )
    lowpass_hz: float = knob(
        default=12000.0, low=500.0, high=20000.0, curve="log", doc="what stays out of it, above"
    )
    predelay_ms: float = knob(default=0.0, low=0.0, high=250.0, doc="time before it answers")
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, rest=0.0, doc="how much of the result is the place"
    )

    def tail_s(self) -> float:
        frames: int = impulse_named(self.impulse, 8000).shape[1]
        return frames / 8000 + self.predelay_ms / 1000

    def start(self, rate_hz: int) -> Processor:
        return _Convolving(self, impulse_named(self.impulse, rate_hz), rate_hz)

    def start_in(self, place: Audio) -> Processor:
        """Return the effect with an impulse response of one's own, one or two channels."""
        two = np.ascontiguousarray(np.broadcast_to(place.samples, (2, place.frames)))
        return _Convolving(self, levelled(two), place.rate_hz)


class _Convolving:
    latency_frames = PART_FRAMES

    def __init__(self, setting: Convolution, impulse: Samples, rate_hz: int) -> None:
        from scipy.fft import rfft

        pre = round(setting.predelay_ms * rate_hz / 1000)
        parts = math.ceil((impulse.shape[1] + pre) / PART_FRAMES)
        laid = np.zeros((2, parts * PART_FRAMES))
        laid[:, pre : pre + impulse.shape[1]] = impulse
        spectra = rfft(laid.reshape(2, parts, PART_FRAMES), 2 * PART_FRAMES, axis=2)
        self._h = np.ascontiguousarray(spectra.real), np.ascontiguousarray(spectra.imag)
        self._x = np.zeros_like(self._h[0]), np.zeros_like(self._h[0])
        self._newest = 0
        self._window = np.zeros((2, 2 * PART_FRAMES))
        self._back = np.zeros((2, PART_FRAMES))
        self._filled = 0
        self._cut = Fixed(_cut(setting, rate_hz))
        self._late = np.zeros((2, PART_FRAMES))
        self._wet = setting.mix_percent / 100

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        sound = self._cut.process(block.copy())
        dry, start = 1.0 - self._wet, 0
        while start < block.shape[1]:
            m = min(block.shape[1] - start, PART_FRAMES - self._filled)
            here, there = slice(start, start + m), slice(self._filled, self._filled + m)
            self._window[:, PART_FRAMES + there.start : PART_FRAMES + there.stop] = sound[:, here]
            late = self._late[:, there] * dry
            self._late[:, there] = block[:, here]
            block[:, here] = late + self._back[:, there] * self._wet
            self._filled += m
            start += m
            if self._filled == PART_FRAMES:
                self._turn_over()
        return block

    def _turn_over(self) -> None:
        from scipy.fft import irfft, rfft

        parts = self._x[0].shape[1]
        self._newest = (self._newest - 1) % parts
        spectrum = rfft(self._window, axis=1)
        self._x[0][:, self._newest] = spectrum.real
        self._x[1][:, self._newest] = spectrum.imag
        real, imag = np.zeros(spectrum.shape), np.zeros(spectrum.shape)
        multiply_add(*self._x, *self._h, self._newest, real, imag)
        self._back = irfft(real + 1j * imag, axis=1)[:, PART_FRAMES:]
        self._window[:, :PART_FRAMES] = self._window[:, PART_FRAMES:]
        self._filled = 0


def _cut(setting: Convolution, rate_hz: int) -> Sections:
    low_pass = pass_sections(setting.lowpass_hz, 12.0, rate_hz, high=False)
    if setting.highpass_hz <= 10.0:
        return low_pass
    return np.concatenate([pass_sections(setting.highpass_hz, 12.0, rate_hz, high=True), low_pass])
