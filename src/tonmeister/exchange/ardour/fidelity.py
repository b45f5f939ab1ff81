"""How truly Ardour plays a mix of ours: what its own renderer gave, held against plain arithmetic.

Each line is held by ``tests/exporting/test_ardour_null.py`` (what Ardour plays) and
``tests/exporting/test_fidelity.py`` (what is read back).
"""

from __future__ import annotations

from collections.abc import Mapping

_NULL = "under -110 dBFS apart"
_PAN = "under -98 dBFS apart"
_SEND = "under -105 dBFS apart"
_FADER = "read late by the sound card's buffer: -58 dBFS apart at 6 dB a second"

GRADES: Mapping[str, tuple[str, str]] = {
    "clip position": ("exact", _NULL),
    "clip start and length": ("exact", _NULL),
    "clip gain": ("exact", _NULL),
    "clip polarity": ("exact", _NULL),
    "fades": ("exact", _NULL),
    "clip envelope": ("exact", f"as the region's gain envelope, {_NULL}"),
    "fader": ("exact", _NULL),
    "fader ride": (
        "exact",
        f"as gain envelopes of the regions, {_NULL}; on a bus, beside plug-ins or where a send "
        f"taps before it as automation, {_FADER}",
    ),
    "pan mono": ("exact", f"{_NULL}; what Ardour's law adds stands in the trim"),
    "pan stereo": ("exact", f"{_NULL}; by the balance panner"),
    "pan ride": ("approximate", _PAN),
    "mute": ("exact", _NULL),
    "buses": ("exact", _NULL),
    "sends": ("exact", _NULL),
    "pre-fader sends": ("exact", _NULL),
    "send ride": ("approximate", _SEND),
    "equaliser": (
        "approximate",
        "LSP Parametric Equalizer: -58 dBFS apart at worst, -100 over 1 kHz",
    ),
    "compressor": ("approximate", "ACE Compressor: how near stands beside each strip"),
    "gate": ("printed", "no plug-in was found that opens and closes as ours"),
    "limiter": ("printed", "no plug-in was found that limits as ours"),
    "other effects": (
        "approximate",
        "rooms, plates and echoes as impulse responses in x42's convolver; the rest is printed",
    ),
    "takes": ("exact", "as playlists of the track"),
    "markers": ("exact", "stretches as ranges"),
    "tempo": ("exact", ""),
    "tempo changes": ("exact", ""),
    "meters": ("exact", ""),
    "groups": ("exact", "as route groups"),
    "notes": ("lost", "a MIDI track is not written"),
    "metadata": ("exact", ""),
    "colours": ("exact", ""),
    "audio embedded": ("lost", "the sound lies in the session's folder, as Ardour keeps it"),
}
