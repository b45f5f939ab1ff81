"""Rooms, plates, places and echoes of ours as x42's convolver with their own impulse response.

They stay live: send levels can be moved, the return can be bypassed. What the impulse response
is made of is written into the file, so that it can be told from others and read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tonmeister.effects import Effect
from tonmeister.exchange.twins.impulse_wav import about, effect_said, written
from tonmeister.exchange.twins.impulses import fixed_in_time, response
from tonmeister.exchange.twins.numbers import rests
from tonmeister.exchange.twins.twin import Twin

URIS = {
    1: "http://gareus.org/oss/lv2/zeroconvolv#CfgMono",
    2: "http://gareus.org/oss/lv2/zeroconvolv#CfgStereo",
}
TITLE = "x42 IR Convolver"

TOLERANCE_DBFS = -100.0
"""Measured over 650 random settings of rooms, plates, places and echoes in a host of our own:
-106 dBFS at worst, and under -130 in Ardour 7.3 at our usual ones (single precision)."""

_STATE, _SOUND = "state.ttl", "{effect}.wav"
_ALL_WET = {"buffered": 1.0, "dry": -60.0, "wet": 0.0}
_TURTLE = """\
# {about}
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<>
\ta pset:Preset ;
\tlv2:appliesTo <{uri}> ;
\tstate:state [
\t\t<http://gareus.org/oss/lv2/zeroconvolv#ir> <{sound}> ;
\t\t<http://gareus.org/oss/lv2/zeroconvolv#gain> "1.0"^^xsd:float ;
\t\t<http://gareus.org/oss/lv2/zeroconvolv#predelay> "0"^^xsd:int ;
\t\t<http://gareus.org/oss/lv2/zeroconvolv#artificial_latency> "0"^^xsd:int
\t] .
"""


def convolver(effect: Effect, rate_hz: int, channels: int, *, on: bool) -> Twin:
    """Return the plug-in for an effect that is ``fixed_in_time``."""
    return Twin(
        uri=URIS[channels],
        title=TITLE,
        ports={**_ALL_WET, "enable": float(on)},
        tolerance_dbfs=TOLERANCE_DBFS,
        state=_Files(effect, rate_hz, channels),
    )


def read_convolver(
    ports: Mapping[str, float], files: Mapping[str, bytes], rate_hz: int
) -> Effect | None:
    """Return the effect whose impulse response the plug-in plays; ``None`` if it is not ours."""
    said = {found for name in files if (found := effect_said(files[name])) is not None}
    if len(said) != 1 or not rests(ports, {"dry": -60.0, "wet": 0.0}):
        return None
    effect, its_rate_hz = said.pop()
    return effect if its_rate_hz == rate_hz and fixed_in_time(effect, 2) else None


class _Files(Mapping[str, bytes]):
    """The plug-in's state: its description and the sound, which is made when it is asked for."""

    def __init__(self, effect: Effect, rate_hz: int, channels: int) -> None:
        self._effect, self._rate_hz, self._channels = effect, rate_hz, channels
        self._sound = _SOUND.format(effect=effect.name)

    def __getitem__(self, name: str) -> bytes:
        if name == _STATE:
            return _TURTLE.format(
                about=about(self._effect, self._rate_hz),
                uri=URIS[self._channels],
                sound=self._sound,
            ).encode()
        if name == self._sound:
            return _sound(self._effect, self._rate_hz, self._channels)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter((_STATE, self._sound))

    def __len__(self) -> int:
        return 2


@lru_cache(maxsize=2)
def _sound(effect: Effect, rate_hz: int, channels: int) -> bytes:
    return written(response(effect, rate_hz, channels), rate_hz, effect)
