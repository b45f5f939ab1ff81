"""The list of parts at the head of a file, and the clef each is written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.elements import add

CLEFS_BELOW_MIDI = ((45, ("F", 4, -1)), (55, ("F", 4, 0)), (59, ("G", 2, -1)))
"""Below these medians a part is written in another clef than the treble clef."""
DRUM_CHANNEL = 10


@dataclass(frozen=True, slots=True)
class PartName:
    """A part: ``program`` of General MIDI from 0; of drums the key of each instrument."""

    number: str
    name: str
    program: int
    shown: bool = True
    drums: Mapping[str, int] = field(default_factory=dict)


def write_parts(root: Element, parts: Sequence[PartName]) -> None:
    """Add the list of parts."""
    names = add(root, "part-list")
    for channel, part in enumerate(parts, 1):
        element = add(names, "score-part", id=part.number)
        shown = "yes" if part.shown else "no"
        add(element, "part-name", part.name, print_object=shown)
        ids = [drum_id(part.number, drum) for drum in part.drums] or [f"{part.number}-I1"]
        for number, name in zip(ids, part.drums or [part.name], strict=True):
            add(add(element, "score-instrument", id=number), "instrument-name", name)
        keys: list[int | None] = [*part.drums.values()] or [None]
        for number, key in zip(ids, keys, strict=True):
            midi = add(element, "midi-instrument", id=number)
            drums = key is not None
            melodic = (channel - 1) % 15 + 1
            spare = melodic + (melodic >= DRUM_CHANNEL)
            add(midi, "midi-channel", DRUM_CHANNEL if drums else spare)
            add(midi, "midi-program", part.program + 1)
            if key is not None:
                add(midi, "midi-unpitched", key + 1)


def drum_id(part: str, drum: str) -> str:
    """Return how a drum is called within a file."""
    return f"{part}-{drum}"


def clef_of(keys: Sequence[int]) -> tuple[str, int, int]:
    """Return the clef (sign, line, octaves) in which MIDI keys are read best."""
    found = sorted(keys)
    median = found[len(found) // 2] if found else 72
    return next((clef for below, clef in CLEFS_BELOW_MIDI if median < below), ("G", 2, 0))
