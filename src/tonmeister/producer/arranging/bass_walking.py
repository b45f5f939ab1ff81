"""The bassist who walks: a note a beat, from chord to chord."""

from __future__ import annotations

from tonmeister.knowledge.styles import Chair
from tonmeister.music.voicing.walking import Stretch as Walked
from tonmeister.music.voicing.walking import walk
from tonmeister.producer.arranging.harmony import NEAR, Stretch
from tonmeister.producer.arranging.song import Place, Song, Stroke

STRONG, EVEN, GHOST = 1.0, 0.95, 0.45
SKIPS = 0.07
"""How often a walking bassist skips: a short eighth before the beat."""


def play_walking(song: Song, chair: Chair) -> list[Stroke]:
    """Return a walking line over all bars the bass plays in, a note a counted beat."""
    rows: list[tuple[float, float, Walked]] = []
    ends: list[Stroke] = []
    before: Stretch | None = None
    for place in song.bars_of("bass"):
        chords = _in_bar(song, place)
        if place.bar.ending and chords:
            ends.append(Stroke(start=place.start, length=place.end - place.start,
                               midi=chair.low + (chords[0][2].bass - chair.low) % 12,
                               strength=STRONG))  # fmt: skip
            continue
        beat = min(float(place.bar.meter.beat_quarters), place.end - place.start)
        for start, end, chord in chords:
            count = max(1, round((end - start) / beat))
            again = before is not None and chord.number == before.number and start > chord.start
            rows.append((start, (end - start) / count, Walked(
                count, chord.bass, frozenset(chord.tones), chord.scale, again)))  # fmt: skip
            before = chord
    lines = walk([r[2] for r in rows], chair.low, chair.high, song.chance("walk"))
    out: list[Stroke] = []
    whim = song.chance("skip")
    for (start, beat, _), line in zip(rows, lines, strict=True):
        for n, pitch in enumerate(line):
            at = start + n * beat
            skips = beat == 1.0 and n > 0 and whim.random() < SKIPS
            out.append(Stroke(start=at, length=beat * (0.5 if skips else 0.96), midi=pitch,
                              strength=STRONG if n % 2 == 0 else EVEN))  # fmt: skip
            if skips:
                out.append(Stroke(start=at + 0.5, length=0.3, midi=pitch, strength=GHOST))
    return out + ends


def _in_bar(song: Song, place: Place) -> list[tuple[float, float, Stretch]]:
    """Return the chords of a bar with where they begin and end in it."""
    found: list[tuple[float, float, Stretch]] = []
    for chord in song.harmony.stretches:
        start, end = max(chord.start, place.start), min(chord.end, place.end)
        if end - start > NEAR:
            found.append((start, end, chord))
    return found
