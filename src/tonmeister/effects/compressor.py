"""Compressor."""

from __future__ import annotations

from tonmeister.effects._biquads import NONE, Fixed, pass_sections
from tonmeister.effects._turning import Rider, Turner
from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples

_KEY_OFF_HZ = 10.0


@effect("compressor", source="Giannoulis, Massberg & Reiss, J. Audio Eng. Soc. 60(6), 2012")
class Compressor(Effect):
    """Turn the loud moments down, so that a part keeps its place in the mix."""

    threshold_db: float = knob(
        default=-18.0, low=-80.0, high=0.0, automatable=True, doc="where it starts to act"
    )
    ratio: float = knob(
        default=3.0, low=1.0, high=100.0, curve="log", rest=1.0, doc="dB in for one more dB out"
    )
    attack_ms: float = knob(
        default=10.0, low=0.05, high=500.0, curve="log", doc="time to turn down (63 % of the way)"
    )
    release_ms: float = knob(
        default=150.0, low=1.0, high=5000.0, curve="log", doc="time to let go (63 % of the way)"
    )
    knee_db: float = knob(default=6.0, low=0.0, high=24.0, doc="width of the bend at the threshold")
    makeup_db: float = knob(
        default=0.0, low=-24.0, high=24.0, rest=0.0, doc="gain after the compression"
    )
    lookahead_ms: float = knob(
        default=0.0, low=0.0, high=20.0, doc="how far ahead it hears what is coming"
    )
    key_highpass_hz: float = knob(
        default=_KEY_OFF_HZ, low=_KEY_OFF_HZ, high=1000.0, curve="log",
        doc="what it does not listen to, below; at 10 Hz it listens to all",
    )  # fmt: skip
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, doc="how much of the result is compressed"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Compressing(self, rate_hz)


class _Compressing:
    def __init__(self, setting: Compressor, rate_hz: int) -> None:
        self._setting = setting
        self.latency_frames = round(setting.lookahead_ms * rate_hz / 1000)
        self._rider = Rider(setting.attack_ms, setting.release_ms, rate_hz)
        self._turner = Turner(self.latency_frames, setting.mix_percent / 100)
        low_cut = setting.key_highpass_hz > _KEY_OFF_HZ
        self._ear = Fixed(
            pass_sections(setting.key_highpass_hz, 12.0, rate_hz, high=True) if low_cut else NONE
        )
        self._low_cut = low_cut

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        heard = block if key is None else key
        if self._low_cut:
            heard = self._ear.process(heard.copy())
        gains = self._rider.gains(
            heard, at("threshold_db"), slope=1.0 / self._setting.ratio - 1.0,
            knee_db=self._setting.knee_db, makeup_db=self._setting.makeup_db,
        )  # fmt: skip
        return self._turner.turn(block, gains)
