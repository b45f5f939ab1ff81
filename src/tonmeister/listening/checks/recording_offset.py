"""Hear that one microphone of a source comes later than the other."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_microphones import pairs
from tonmeister.model import Finding

LEAST_MS, GROSS_MS = 0.15, 4.0
SOUND_M_PER_MS = 0.343


@check(
    "recording/offset",
    title="Microphones out of time",
    hears="by how much one stem of a source comes after the other, from their cross-correlation",
    matters="two copies a little apart comb the sound: hollow, thin, without a middle",
    by_ear="mute one of the two: if the sound gets fuller, they stand against each other",
    source="GCC, Knapp & Carter, IEEE TASSP 24(4), 1976; 0.15 ms is 5 cm and a notch at 3.3 kHz",
    fix="move the later one earlier by the time named, or use only one of the two; rooms and "
    "overheads may stay late",
    when="file",
)
def offset(heard: Heard) -> Iterator[Finding]:
    """Find stems of one source that stand apart in time; the later one is named."""
    for pair in pairs(heard):
        late_ms = abs(pair.late_ms)
        if late_ms < LEAST_MS:
            continue
        later, other = pair.second, pair.first
        if pair.late_ms < 0.0:
            later, other = other, later
        yield found(
            later, whole(heard.song.length_s), weight="fault" if late_ms > GROSS_MS else "note",
            confidence=pair.confidence, late_ms=late_ms, against=other, part=pair.source,
            notch_hz=500.0 / late_ms, path=f"{SOUND_M_PER_MS * late_ms:.2f} m",
        )  # fmt: skip
