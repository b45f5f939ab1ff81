"""Hear the mains: a hum at 50 or 60 Hz and above it."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding


@check(
    "recording/hum",
    title="Hum",
    hears="lines at multiples of 50 or 60 Hz that stay through the whole track",
    matters="compression and make-up gain lift it between the notes",
    by_ear="a steady low tone in the pauses, about G (50 Hz) or B flat (60 Hz)",
    source="lines 12 dB over what lies around them: house practice",
    fix="narrow notches at the lines, or a gate in the pauses; next time lift the ground loop",
    when="tracks",
)
def hum(heard: Heard) -> Iterator[Finding]:
    """Find recordings with hum; the closer to the playing, the worse."""
    for name, features in heard.strips.items():
        over = features.facts.get("hum_db", 0.0)
        if over <= 0.0:
            continue
        level = features.facts.get("hum_dbfs", -120.0)
        played = features.facts.get("active_rms_dbfs", features.facts.get("active_lufs", 0.0))
        yield found(
            name,
            whole(heard.song.length_s),
            weight="fault" if level > played - 35.0 else "note",
            hum_hz=features.facts.get("hum_hz", 0.0),
            hum_db=over,
            hum_dbfs=level,
            under_playing_db=played - level,
            harmonics_count=features.facts.get("hum_harmonics_count", 0.0),
        )
