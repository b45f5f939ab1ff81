"""Hear that microphones of one source work against each other."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding


@check(
    "recording/polarity",
    title="Microphones against each other",
    hears="the correlation between microphones that heard one source: upside down, or late",
    matters="where one pushes while the other pulls, the low end and the body cancel",
    by_ear="flip one of them: if the drum gets fuller, it was the wrong way round",
    source="cross-correlation of the tracks of one source (Knapp & Carter, IEEE TASSP 24(4), 1976)",
    when="tracks",
)
def polarity(heard: Heard) -> Iterator[Finding]:
    """Find microphones whose polarity is turned round, or that come late, against their source."""
    for track in heard.session.playing:
        if track.name not in heard.strips or not (track.flip_polarity or track.shift_ms):
            continue
        yield found(
            track.name,
            whole(heard.song.length_s),
            weight="fault" if track.flip_polarity else "note",
            how="upside down" if track.flip_polarity else "out of time",
            shift_ms=track.shift_ms,
            part=track.source or "part",
        )
