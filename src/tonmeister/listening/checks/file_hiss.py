"""Hear noise under the music."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_file import file_sound
from tonmeister.listening.sound_hiss import hiss as hiss_in
from tonmeister.listening.sound_shares import floor_shares
from tonmeister.model import Finding, Weight

LOUD_DB, FAINT_DB = 32.0, 52.0
"""Under the playing: from 32 dB on one waits for it, under 52 dB only a pause shows it."""


@check(
    "file/hiss",
    title="Hiss",
    hears="the level that each third octave of the treble never falls under, if it is steady and "
    "shaped like noise over four of them or more",
    matters="hiss adds up from track to track, and every compressor brings it up",
    by_ear="listen to the softest moment, 20 dB louder than is polite: a waterfall",
    source="the quietest 2 and 10 % of windows of 46 ms, 1.5 dB apart at most: statistics of "
    "noise; 52 dB under the playing: house practice",
    fix="find the track that hisses and close it between phrases with fades or a gate; a "
    "de-noiser with a print of the pause, 6 to 10 dB deep, for what is left",
    when="file",
)
def hiss(heard: Heard) -> Iterator[Finding]:
    """Find a noise floor in the quietest moments, its level and who carries it."""
    sound = file_sound(heard)
    floor = hiss_in(sound) if sound is not None else None
    if floor is None:
        return
    facts = heard.outcome.facts
    under = facts.get("active_rms_dbfs", facts.get("active_lufs", 0.0)) - floor.hiss_dbfs
    weight: Weight = "fault" if under < LOUD_DB else "note" if under < FAINT_DB else "info"
    yield found(
        "Master", whole(heard.song.length_s), weight=weight,
        share=floor_shares(heard.sounds, floor.low_hz, floor.high_hz) or None,
        hiss_dbfs=floor.hiss_dbfs, under_playing_db=under, low_hz=floor.low_hz,
        high_hz=floor.high_hz, steady_db=floor.steady_db,
    )  # fmt: skip
