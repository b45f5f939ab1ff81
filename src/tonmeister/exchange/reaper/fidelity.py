"""What of a mix arrives in REAPER, and how truly.

REAPER does not run where we build. "Exact" means: the project says it in REAPER's own terms, comes
back the same, and is read the same by another reader of such files. Where a formula of REAPER's is
used that others measured, the words say so.
"""

from __future__ import annotations

from collections.abc import Mapping

GRADES: Mapping[str, tuple[str, str]] = {
    "clip position": ("exact", ""),
    "clip start and length": ("exact", ""),
    "clip gain": ("exact", ""),
    "clip polarity": ("exact", ""),
    "fades": ("approximate", "straight ones exact; equal power by REAPER's own, 0.5 dB louder in "
              "its middle"),
    "clip envelope": ("exact", "by dense points in amplitude, within -111 dB"),
    "fader": ("exact", ""),
    "fader ride": ("exact", "by dense points in amplitude, within -111 dB"),
    "pan mono": ("exact", "by formula: REAPER's -3 dB law, as others measured it"),
    "pan stereo": ("exact", "by formula: what REAPER's law takes is put on the fader, up to 3 dB"),
    "pan ride": ("exact", "by formula; a balance moves the volume with it"),
    "mute": ("exact", ""),
    "buses": ("exact", "by receives at 0 dB"),
    "sends": ("exact", ""),
    "pre-fader sends": ("exact", "by formula: the send is panned by itself"),
    "send ride": ("exact", "by dense points in amplitude"),
    "equaliser": ("printed", "REAPER's own is not documented"),
    "compressor": ("printed", "REAPER's own is not documented"),
    "gate": ("printed", "REAPER's own is not documented"),
    "limiter": ("printed", "REAPER's own is not documented"),
    "other effects": ("printed", "REAPER has none that sounds the same"),
    "takes": ("exact", "as takes where they lie over one another, else as muted tracks"),
    "markers": ("exact", "stretches as regions"),
    "tempo": ("exact", ""),
    "tempo changes": ("exact", ""),
    "meters": ("exact", ""),
    "groups": ("exact", "muted and soloed together; their names are in the notes"),
    "notes": ("approximate", "to 1/960 quarter note and 1/127 of the velocity"),
    "metadata": ("approximate", "title and artist in their fields, the rest in the notes"),
    "colours": ("exact", ""),
    "audio embedded": ("lost", "the sound lies beside the project in Media"),
}  # fmt: skip
