"""Hear that microphones of one source work against each other."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_microphones import pairs
from tonmeister.model import Finding


@check(
    "recording/polarity",
    title="Microphones against each other",
    hears="the correlation between microphones that heard one source: upside down, or late",
    matters="where one pushes while the other pulls, the low end and the body cancel",
    by_ear="flip one of them: if the drum gets fuller, it was the wrong way round",
    source="cross-correlation of the tracks of one source (Knapp & Carter, IEEE TASSP 24(4), 1976)",
    fix="turn the polarity of the one named, or move it by the time named",
    when="both",
)
def polarity(heard: Heard) -> Iterator[Finding]:
    """Find microphones whose polarity is turned round, or that come late, against their source."""
    if heard.rendered:
        yield from _in_stems(heard)
        return
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


def _in_stems(heard: Heard) -> Iterator[Finding]:
    """Find stems of one source that push where the other pulls, as they stand in the mix."""
    for pair in pairs(heard):
        if pair.flipped:
            yield found(
                pair.second, whole(heard.song.length_s), weight="fault",
                confidence=pair.confidence, how="upside down", shift_ms=-pair.late_ms,
                part=pair.source, against=pair.first,
            )  # fmt: skip
