"""What of a session aligned stems keep, and how truly; each line is proved by a test."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tonmeister.model.daw import DawDevice

_PLAYED = ("printed", "played into the sound")
_MIXED = ("printed", "played into Mixed; written down in levels.tsv")
_RIDDEN = ("printed", "played into Mixed; written down in rides.tsv")
_MAP = "in Tempo map.mid"

GRADES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "clip position": _PLAYED,
    "clip start and length": _PLAYED,
    "clip gain": _PLAYED,
    "clip polarity": _PLAYED,
    "fades": _PLAYED,
    "clip envelope": _PLAYED,
    "fader": _MIXED,
    "fader ride": _RIDDEN,
    "pan mono": _MIXED,
    "pan stereo": _MIXED,
    "pan ride": _RIDDEN,
    "mute": ("exact", "not among Mixed; written down in levels.tsv"),
    "buses": ("printed", "their levels played into Mixed; buses with effects are stems"),
    "sends": ("printed", "returns with effects are stems; levels in levels.tsv"),
    "pre-fader sends": ("printed", "returns with effects are stems; levels in levels.tsv"),
    "send ride": _RIDDEN,
    "equaliser": _PLAYED,
    "compressor": _PLAYED,
    "gate": _PLAYED,
    "limiter": _PLAYED,
    "other effects": _PLAYED,
    "takes": ("lost", "only what plays is printed"),
    "markers": ("exact", "in Markers.tsv, as Audacity labels and in Tempo map.mid"),
    "tempo": ("approximate", f"{_MAP}, within 1 ms over the song"),
    "tempo changes": ("approximate", f"{_MAP}, within 1 ms over the song"),
    "meters": ("exact", _MAP),
    "groups": ("exact", "in levels.tsv"),
    "notes": ("approximate", f"{_MAP}, to a 960th of a quarter note"),
    "metadata": ("exact", "in README.txt"),
    "colours": ("lost", "a WAV has none"),
    "audio embedded": ("lost", "files in two folders"),
})  # fmt: skip


def live(device: DawDevice, rate_hz: int) -> str:
    """Say that nothing stays editable: a stem is sound."""
    return ""
