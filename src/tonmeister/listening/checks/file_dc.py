"""Hear a file that does not swing around zero."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

MOST_DBFS = -50.0


@check(
    "file/dc",
    title="Offset of the file",
    hears="the mean of all samples, against full scale",
    matters="it costs headroom on one side and clicks wherever the file is cut",
    by_ear="nothing, until the file starts or stops: then a thump",
    source="-50 dBFS: house practice",
    fix="a high-pass at 10 Hz, or subtracting the mean, before any other processing",
    when="file",
)
def dc(heard: Heard) -> Iterator[Finding]:
    """Find an offset in the finished sound."""
    offset = heard.outcome.facts.get("dc_dbfs", -120.0)
    if offset > MOST_DBFS:
        yield found("Master", whole(heard.song.length_s), weight="note", dc_dbfs=offset)
