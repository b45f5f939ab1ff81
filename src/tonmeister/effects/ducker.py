"""Ducker."""

from __future__ import annotations

from tonmeister.effects._biquads import Fixed, pass_sections
from tonmeister.effects._turning import Rider, Turner
from tonmeister.effects.declare import At, Effect, OutOfRange, Processor, effect, knob
from tonmeister.signal import Samples
from tonmeister.signal.kernels.dynamics import turn_band

_LOWEST_HZ, _HIGHEST_HZ, _KNEE_DB = 20.0, 20000.0, 6.0


@effect("ducker", source="keyed dynamic band; gain as Giannoulis, Massberg & Reiss, 2012")
class Ducker(Effect):
    """Make room for another part: a band of this one steps back while that one plays.

    Needs a key, the strip it makes room for. The whole sound ducks from 20 Hz to 20 kHz.
    """

    needs_key = True

    low_hz: float = knob(
        default=_LOWEST_HZ, low=_LOWEST_HZ, high=10000.0, curve="log", doc="where the band begins"
    )
    high_hz: float = knob(
        default=_HIGHEST_HZ, low=100.0, high=_HIGHEST_HZ, curve="log", doc="where the band ends"
    )
    threshold_db: float = knob(
        default=-30.0, low=-80.0, high=0.0, doc="the level of the key where it starts to act"
    )
    depth_db: float = knob(
        default=-3.0, low=-40.0, high=0.0, rest=0.0, doc="the most it turns the band down"
    )
    ratio: float = knob(
        default=4.0, low=1.0, high=100.0, curve="log", doc="dB more of the key for one that stays"
    )
    attack_ms: float = knob(
        default=10.0, low=0.1, high=500.0, curve="log", doc="time to step back (63 % of the way)"
    )
    release_ms: float = knob(
        default=150.0, low=1.0, high=5000.0, curve="log", doc="time to return (63 % of the way)"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low_hz >= self.high_hz:
            raise OutOfRange(
                f"ducker: low_hz is {self.low_hz:g} Hz, but must lie under "
                f"high_hz ({self.high_hz:g} Hz)"
            )

    def start(self, rate_hz: int) -> Processor:
        return _Ducking(self, rate_hz)


class _Ducking:
    latency_frames = 0

    def __init__(self, setting: Ducker, rate_hz: int) -> None:
        self._setting = setting
        self._low = self._high = None
        if setting.low_hz > _LOWEST_HZ:
            self._low = Fixed(pass_sections(setting.low_hz, 6.0, rate_hz, high=True))
        if setting.high_hz < min(_HIGHEST_HZ, 0.48 * rate_hz):
            self._high = Fixed(pass_sections(setting.high_hz, 6.0, rate_hz, high=False))
        self._rider = Rider(setting.attack_ms, setting.release_ms, rate_hz)
        self._turner = Turner()

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        if key is None:
            raise ValueError("ducker: it has no key; say which strip it makes room for")
        gains = self._rider.gains(
            key, self._setting.threshold_db, slope=1.0 / self._setting.ratio - 1.0,
            knee_db=_KNEE_DB, most_db=self._setting.depth_db,
        )  # fmt: skip
        if self._low is None and self._high is None:
            return self._turner.turn(block, gains)
        band = block.copy()
        for edge in (self._low, self._high):
            if edge is not None:
                edge.process(band)
        turn_band(block, band, gains)
        return block
