"""Hear a file that begins in the midst of sound."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_ends import ends
from tonmeister.listening.sound_file import file_sound
from tonmeister.model import Finding, Span

QUIETEST_DBFS, UNDER_LOUD_DB = -45.0, 28.0
ALIKE_DB = 12.0
"""A first stroke rises out of nothing: its first half millisecond lies further under it."""

LATEST_S = 0.05


@check(
    "file/cut_start",
    title="Cut beginning",
    hears="whether the first half millisecond is as loud as the 3 and the 20 ms after it",
    matters="the first breath or the attack is gone, and the jump from nothing clicks",
    by_ear="it starts with a tick, as if somebody pressed play too late",
    source="12 dB, 0.5 ms: house practice; a stroke at the first sample rises over more than that",
    fix="bounce again from a little earlier; a fade-in of 5 ms takes the tick away, not the loss; "
    "if the song before flows into this one, it is right as it is",
    when="file",
)
def cut_start(heard: Heard) -> Iterator[Finding]:
    """Find a beginning in the midst of sound."""
    sound = file_sound(heard)
    edges = ends(sound) if sound is not None else None
    if edges is None or edges.start_silence_s > LATEST_S:
        return
    steps = edges.first_dbfs - edges.edge_dbfs, edges.first_beside_dbfs - edges.first_dbfs
    if (
        edges.first_dbfs < max(QUIETEST_DBFS, edges.loud_dbfs - UNDER_LOUD_DB)
        or max(steps) > ALIKE_DB
    ):
        return
    yield found(
        "Master", Span(0.0, 0.1), weight="note", first_dbfs=edges.first_dbfs,
        then_dbfs=edges.first_beside_dbfs, under_loud_db=edges.loud_dbfs - edges.first_dbfs,
    )  # fmt: skip
