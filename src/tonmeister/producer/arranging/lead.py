"""The tune, where the instrument has it."""

from __future__ import annotations

from tonmeister.knowledge.styles import Chair
from tonmeister.producer.arranging.song import Song, Stroke

LEGATO = 0.97
HIGHER = 0.012
"""A note is so much stronger a semitone above the middle of the tune."""


def play_lead(song: Song, chair: Chair) -> list[Stroke]:
    """Return the chart's melody, moved by octaves into the register, as a whole if that does."""
    rows = [n for n in song.chart.melody if n.start_quarters >= 0]
    rows.sort(key=lambda n: n.start_quarters)
    if not rows:
        return []
    pitches = [n.pitch.midi for n in rows]

    def outside(by: int) -> tuple[int, int]:
        return sum(not chair.low <= p + by <= chair.high for p in pitches), abs(by)

    by = min(range(-48, 49, 12), key=outside)
    middle = sum(pitches) / len(pitches)
    out: list[Stroke] = []
    for n, note in enumerate(rows):
        midi = note.pitch.midi + by
        while midi < chair.low:
            midi += 12
        while midi > chair.high:
            midi -= 12
        start = float(note.start_quarters)
        length = float(note.length_quarters)
        if n + 1 < len(rows):
            length = min(length, float(rows[n + 1].start_quarters) - start)
        strength = min(1.1, max(0.75, 0.92 + HIGHER * (note.pitch.midi - middle)))
        out.append(Stroke(start=start, length=length * LEGATO, midi=midi, strength=strength))
    return out
