"""Hear nothing, but see it: a wave that does not stand around zero."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

TOO_MUCH_DBFS = -60.0


@check(
    "recording/dc",
    title="DC offset",
    hears="the mean of the wave, over -60 dBFS and within 50 dB of the playing",
    matters="it wastes headroom and clicks at every cut",
    by_ear="one cannot; a click where the track starts or stops gives it away",
    source="-60 dBFS: house practice",
    fix="a high-pass at 10 to 20 Hz, before anything that compresses",
    when="tracks",
)
def dc(heard: Heard) -> Iterator[Finding]:
    """Find recordings with an offset."""
    for name, features in heard.strips.items():
        offset = features.facts.get("dc_dbfs", -200.0)
        played = features.facts.get("active_rms_dbfs", features.facts.get("active_lufs", 0.0))
        if offset > TOO_MUCH_DBFS and offset > played - 50.0:
            yield found(name, whole(heard.song.length_s), dc_dbfs=offset, most_dbfs=TOO_MUCH_DBFS)
