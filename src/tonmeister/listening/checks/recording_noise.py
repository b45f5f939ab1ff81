"""Hear hiss or hum of the room under the playing."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

CLEAN_DB, NOISY_DB = 45.0, 30.0
NEVER_RESTS = ("pad", "effects", "organ", "overheads", "drum room", "drums", "hi-hat", "percussion")
MOST_ACTIVITY_PERCENT = 97.0
"""A track that never rests shows its quietest playing, not its noise."""


@check(
    "recording/noise",
    title="Noise",
    hears="the quietest 3 % of what is not digital silence, against the playing",
    matters="noise adds up over tracks and comes up with every compressor",
    by_ear="listen to a pause, 20 dB louder than is polite",
    source="45 dB under the playing: house practice",
    when="tracks",
)
def noise(heard: Heard) -> Iterator[Finding]:
    """Find tracks whose pauses are noisy; drums and beds, which have none, are left out."""
    for name, features in heard.strips.items():
        facts = features.facts
        busy = facts.get("activity_percent", 100.0) > MOST_ACTIVITY_PERCENT
        if busy or heard.roles.get(name) in NEVER_RESTS or "noise_floor_dbfs" not in facts:
            continue
        played = facts.get("active_rms_dbfs", facts.get("active_lufs", 0.0))
        under = played - facts["noise_floor_dbfs"]
        if 0.0 < under < CLEAN_DB and facts["noise_floor_dbfs"] > -80.0:
            yield found(
                name,
                whole(heard.song.length_s),
                weight="note" if under < NOISY_DB else "info",
                confidence=0.6,
                noise_floor_dbfs=facts["noise_floor_dbfs"],
                under_playing_db=under,
                usual_low_db=CLEAN_DB,
            )
