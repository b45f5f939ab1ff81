"""Hear a stretch that sounds through the nose."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/nasal",
    title="Nasal",
    hears="750 Hz to 1.6 kHz against the rest of the song, where one bell explains it",
    matters="it sounds through the nose: small, cheap and tiring",
    by_ear="hold your nose and speak: that colour; cut 1 kHz by 4 dB and the throat opens",
    source="like moments of the same song compared, 4 dB and more: measured on 15 recordings",
    fix=(
        "turn 800 Hz to 1.5 kHz down by 2 to 4 dB on voice, guitar or horns; whoever has most "
        "of it first"
    ),
    when="file",
)
def nasal(heard: Heard) -> Iterator[Finding]:
    """Hear a stretch that sounds through the nose."""
    yield from here(heard, "nasal")
