"""Hear how long it takes until something sounds, and how long nothing follows."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_ends import ends
from tonmeister.listening.sound_file import file_sound
from tonmeister.model import Finding, Span

START_S, END_S = 1.5, 4.0
LEAST_S = 0.3


@check(
    "file/silence",
    title="Silence at the ends",
    hears="how long nothing sounds before the first note and after the last",
    matters="listeners skip a song that does not begin, and a player's gap adds to yours",
    by_ear="press play and count",
    source="1.5 s before, 4 s after: house practice; most records begin within 0.5 s",
    fix="cut the beginning to 0.1 to 0.3 s before the first sound, and the end to about a second "
    "after the last of the reverb",
    when="file",
)
def silence(heard: Heard) -> Iterator[Finding]:
    """Find long silence at the beginning and at the end."""
    sound = file_sound(heard)
    edges = ends(sound) if sound is not None else None
    if sound is None or edges is None:
        return
    length_s = sound.length_s
    begins_s, stops_s = edges.start_silence_s, length_s - edges.end_silence_s
    for which, lasts_s, most_s, where in (
        ("before the first sound", begins_s, START_S, Span(0.0, begins_s)),
        ("after the last sound", edges.end_silence_s, END_S, Span(stops_s, length_s)),
    ):
        if lasts_s >= LEAST_S:
            yield found(
                "Master", where, weight="note" if lasts_s > most_s else "info",
                silence_s=lasts_s, most_s=most_s, which=which,
            )  # fmt: skip
