"""Hear how a record fades in and out."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_ends import ends
from tonmeister.listening.sound_file import file_sound
from tonmeister.model import Finding, Span, Weight

LEAST_S, LONG_S = 1.0, 18.0


@check(
    "file/fades",
    title="Fades",
    hears="how long the sound takes from its edge to its usual level, if it gets there steadily",
    matters="a fade is a decision; it should be as long as somebody meant it to be",
    by_ear="follow the voice into the fade: does the last word you hear make sense?",
    source="20 dB, steadily; 18 s, after which most stations have left: house practice",
    fix="nothing, if it is meant; else draw the fade again: long ones end on a phrase, and stay "
    "over the noise of a car until the last 3 s",
    when="file",
)
def fades(heard: Heard) -> Iterator[Finding]:
    """Say where the sound fades in and out: a fact, and a note where it takes very long."""
    sound = file_sound(heard)
    edges = ends(sound) if sound is not None else None
    if sound is None or edges is None:
        return
    begins_s, ends_s = edges.start_silence_s, sound.length_s - edges.end_silence_s
    for which, fade_s, where in (
        ("in", edges.fade_in_s, Span(begins_s, begins_s + edges.fade_in_s)),
        ("out", edges.fade_out_s, Span(max(0.0, ends_s - edges.fade_out_s), ends_s)),
    ):
        if fade_s >= LEAST_S:
            weight: Weight = "note" if fade_s > LONG_S else "info"
            yield found("Master", where, weight=weight, fade_s=fade_s, which=which)
