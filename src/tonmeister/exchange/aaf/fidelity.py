"""What of a session an AAF keeps, and how truly; each line is proved by a test."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tonmeister.model.daw import DawDevice

_AUTOMATION = "as volume automation of the clips, within 0.004 dB"
_BESIDE = "in Tempo map.mid beside it"
_PRINTED = ("printed", "played into the sound")

GRADES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "clip position": ("exact", ""),
    "clip start and length": ("exact", ""),
    "clip gain": ("approximate", "the same; files over full scale go down, their clips up"),
    "clip polarity": ("printed", "a file that is turned over"),
    "fades": ("approximate", "lengths to the frame, linear or equal power; the importer draws"),
    "clip envelope": ("approximate", _AUTOMATION),
    "fader": ("approximate", _AUTOMATION),
    "fader ride": ("approximate", _AUTOMATION),
    "pan mono": ("approximate", "the position; the importer's own pan law"),
    "pan stereo": ("approximate", "as levels of the two sides, within 0.004 dB"),
    "pan ride": ("approximate", "mono: the position over time; stereo: as levels of the sides"),
    "mute": ("approximate", "the volume at silence"),
    "buses": ("approximate", "their levels in the clips' volume; buses with effects printed"),
    "sends": _PRINTED,
    "pre-fader sends": _PRINTED,
    "send ride": _PRINTED,
    "equaliser": _PRINTED,
    "compressor": _PRINTED,
    "gate": _PRINTED,
    "limiter": _PRINTED,
    "other effects": _PRINTED,
    "takes": ("lost", "only what plays goes along"),
    "markers": ("exact", ""),
    "tempo": ("approximate", _BESIDE),
    "tempo changes": ("approximate", _BESIDE),
    "meters": ("approximate", _BESIDE),
    "groups": ("lost", "AAF has none"),
    "notes": ("approximate", _BESIDE),
    "metadata": ("exact", "as comments of the composition"),
    "colours": ("lost", "AAF has none"),
    "audio embedded": ("lost", "mono 24-bit files beside it, which more programs read"),
})  # fmt: skip


def live(device: DawDevice, rate_hz: int) -> str:
    """Say that nothing stays editable: an AAF holds no effects."""
    return ""
