"""How truly DAWproject carries a mix: what our files say, read back; the sound is the importer's.

Each line is held by a test in ``tests/exporting/test_dawproject_fidelity.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

GRADES: Mapping[str, tuple[str, str]] = {
    "clip position": ("exact", "to the frame"),
    "clip start and length": ("exact", "to the frame"),
    "clip gain": ("exact", "as an expression of the clip"),
    "clip polarity": ("printed", "turned in a copy of the sound"),
    "fades": ("approximate", "lengths to the frame; the shape is the program's own"),
    "clip envelope": ("approximate", "straight in amplitude, within 0.0001 dB"),
    "fader": ("exact", ""),
    "fader ride": ("approximate", "straight in amplitude, within 0.0001 dB"),
    "pan mono": ("approximate", "position exact; the law is the program's own"),
    "pan stereo": ("approximate", "position exact; the law is the program's own"),
    "pan ride": ("approximate", "positions exact; the law is the program's own"),
    "mute": ("exact", ""),
    "buses": ("exact", "as groups around their tracks"),
    "sends": ("exact", ""),
    "pre-fader sends": ("exact", ""),
    "send ride": ("approximate", "straight in amplitude, within 0.0001 dB"),
    "equaliser": (
        "approximate",
        "settings exact on the generic device; its sound is the program's",
    ),
    "compressor": ("approximate", "settings exact on the generic device, which has no knee"),
    "gate": ("approximate", "settings exact on the generic device, which has no hold"),
    "limiter": ("approximate", "settings exact on the generic device; its sound is the program's"),
    "other effects": ("printed", "into the sound"),
    "takes": ("approximate", "muted tracks beside the one that plays"),
    "markers": ("exact", "where they begin"),
    "tempo": ("exact", ""),
    "tempo changes": ("exact", "within a nanosecond"),
    "meters": ("exact", ""),
    "groups": ("approximate", "shown by the bus they feed; the family's name is read by us alone"),
    "notes": ("exact", ""),
    "metadata": ("exact", "what has no field of its own stands in the comment"),
    "colours": ("exact", ""),
    "audio embedded": ("exact", "as WAV, stored as it is"),
}
