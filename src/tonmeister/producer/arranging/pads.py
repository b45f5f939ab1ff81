"""Long notes: pads and string sections that change a voice only where the chord does."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.styles import Chair
from tonmeister.producer.arranging.harmony import NEAR
from tonmeister.producer.arranging.keys import voicings_of
from tonmeister.producer.arranging.song import Song, Stroke


def play_held(song: Song, chair: Chair) -> list[Stroke]:
    """Return a part of held chords; a tone that two chords share is held through."""
    voicings = voicings_of(song, chair)
    out: list[Stroke] = []
    for start, end in runs_of(song, chair.part):
        sounding: dict[int, float] = {}
        last = start
        for chord in song.harmony.stretches:
            begins, ends = max(chord.start, start), min(chord.end, end)
            if ends - begins <= NEAR:
                continue
            wanted = set(voicings[chord.number])
            gap = begins > last + NEAR
            over = [p for p in sounding if gap or p not in wanted]
            out += [_held(pitch, sounding.pop(pitch), last, wanted) for pitch in over]
            for pitch in sorted(wanted):
                sounding.setdefault(pitch, begins)
            last = ends
        out += [_held(pitch, begun, last, set(sounding)) for pitch, begun in sounding.items()]
    return out


def runs_of(song: Song, part: str) -> Iterator[tuple[float, float]]:
    """Yield from where to where a part plays without a break, section by section."""
    run: tuple[float, float] | None = None
    for place in song.bars_of(part):
        fresh = place.bar.first or place.bar.ending
        if run is not None and not fresh and abs(run[1] - place.start) < NEAR:
            run = (run[0], place.end)
            continue
        if run is not None:
            yield run
        run = (place.start, place.end)
    if run is not None:
        yield run


def _held(pitch: int, start: float, end: float, chord: set[int]) -> Stroke:
    strength = 1.0 if pitch == max(chord | {pitch}) else 0.9
    return Stroke(start=start, length=end - start, midi=pitch, strength=strength)
