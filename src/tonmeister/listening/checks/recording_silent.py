"""Hear nothing at all on a track."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import SILENT_LUFS, active_lufs
from tonmeister.model import Finding


@check(
    "recording/silent",
    title="Silent track",
    hears="whether a track is ever louder than -70 LUFS",
    matters="an empty track is a cable that was not plugged in, or an export that went wrong",
    by_ear="play it alone",
    source="-70 LUFS: the absolute gate of ITU-R BS.1770",
    fix="look for the file again, or take the track out",
    when="tracks",
)
def silent(heard: Heard) -> Iterator[Finding]:
    """Find tracks without sound."""
    for name, features in heard.strips.items():
        level = active_lufs(features)
        if level <= SILENT_LUFS:
            yield found(name, whole(heard.song.length_s), active_lufs=level)
