"""Hear how the song is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tonmeister.listening.arrangement import arrangement
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding
from tonmeister.model.finding import clock


@check(
    "arrangement/facts",
    title="Arrangement",
    hears="the length of the intro, when the voice and the first chorus come, who plays where",
    matters="most listeners decide before the first chorus; a song where all play all the time has "
    "nowhere to go",
    by_ear="skip from section to section and count who plays",
    source="the song map (beats, sections, phrases) and the stems; no thresholds",
    fix="if the voice or the chorus comes late, try the intro at half its length; if as many play "
    "in the verse as in the chorus, take one out of the verse",
    when="file",
)
def facts(heard: Heard) -> Iterator[Finding]:
    """Say how the song is laid out. Facts, never faults."""
    laid = arrangement(heard)
    if laid is None:
        return
    names = ", ".join(section.name for section in laid.sections)
    told = found(
        "Master",
        whole(heard.song.length_s),
        weight="info",
        confidence=min(section.confidence for section in laid.sections),
        length_s=heard.song.length_s,
        parts_count=len(laid.sections),
        form=names,
        intro_s=laid.intro_s,
        voice=_when(laid.first_vocal_s),
        chorus=_when(laid.first_chorus_s),
        playing=(
            "parts that play: " + ", ".join(str(count) for count in laid.playing)
            if laid.playing
            else "who plays where cannot be told without stems"
        ),
    )
    more = {
        name: round(value, 3)
        for name, value in (
            ("first_vocal_s", laid.first_vocal_s),
            ("first_chorus_s", laid.first_chorus_s),
            ("most_playing_count", max(laid.playing, default=None)),
            ("least_playing_count", min(laid.playing, default=None)),
        )
        if value is not None
    }
    yield replace(told, facts={**told.facts, **more})


def _when(at_s: float | None) -> str:
    return clock(at_s) if at_s is not None else "no time that could be heard"
