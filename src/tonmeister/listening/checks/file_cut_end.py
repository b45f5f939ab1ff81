"""Hear a file that stops before its last sound has died away."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_ends import ends
from tonmeister.listening.sound_file import file_sound
from tonmeister.model import Finding, Span

QUIETEST_DBFS, UNDER_LOUD_DB = -55.0, 42.0
ALIKE_DB = 14.0
LOUD_DB = 15.0


@check(
    "file/cut_end",
    title="Cut-off end",
    hears="whether the last half millisecond is as loud as the 3 and the 20 ms before it",
    matters="a reverb or a fade that is cut off is the last thing a listener hears of the song",
    by_ear="it stops with a tick, and the room is gone at once",
    source="14 dB, 0.5 ms, 42 dB under the loud moments: house practice",
    fix="bounce again with a longer tail, or let the fade run down to nothing; if the next song "
    "goes on without a gap, it is right as it is",
    when="file",
)
def cut_end(heard: Heard) -> Iterator[Finding]:
    """Find an end in the midst of sound; silence after the cut does not heal it."""
    sound = file_sound(heard)
    edges = ends(sound) if sound is not None else None
    if sound is None or edges is None:
        return
    falls = edges.last_dbfs - edges.last_edge_dbfs, edges.last_beside_dbfs - edges.last_dbfs
    under = edges.loud_dbfs - edges.last_dbfs
    alike = max(abs(fall) for fall in falls) <= ALIKE_DB
    if edges.last_dbfs < QUIETEST_DBFS or under > UNDER_LOUD_DB or not alike:
        return
    at_s = sound.length_s - edges.end_silence_s
    yield found(
        "Master", Span(max(0.0, at_s - 0.1), at_s), weight="note",
        last_dbfs=edges.last_dbfs, before_dbfs=edges.last_beside_dbfs, under_loud_db=under,
        fade_s=edges.fade_out_s, how="in full sound" if under < LOUD_DB else "in its tail",
    )  # fmt: skip
