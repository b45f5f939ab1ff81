"""ChordPro and plain chord charts: what guitarists send each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.exchange.chordpro.reading import read_chordpro, read_chords_text
    from tonmeister.exchange.chordpro.writing import chordpro

__all__ = ["chordpro", "read_chordpro", "read_chords_text"]

__getattr__ = later(
    __name__,
    {"chordpro": "writing", "read_chordpro": "reading", "read_chords_text": "reading"},
)
