"""Words under the notes: each syllable's place in its word, and how long it is held."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tonmeister.exchange.musicxml.bars import Event
from tonmeister.exchange.musicxml.notes import Lyric


def lyrics_of(melody: Sequence[Event]) -> dict[int, Lyric]:
    """Return what is sung, by the tick a note begins at."""
    out: dict[int, Lyric] = {}
    inside = False
    for event, following in pairwise([*melody, None]):
        assert event is not None
        said = event.what.syllable.strip()
        goes_on = said.endswith("-") and said != "-"
        text = said[:-1].strip() if goes_on else said
        if not text:
            continue
        slurred = following is not None and not following.what.syllable.strip()
        held = slurred and following is not None and following.start == event.end
        out[event.start] = Lyric(text, _place(inside, goes_on), held and not goes_on)
        inside = goes_on
    return out


def _place(inside: bool, goes_on: bool) -> str:
    if inside:
        return "middle" if goes_on else "end"
    return "begin" if goes_on else "single"
