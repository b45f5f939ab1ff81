"""Hear a band that rings whatever is played."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import SIXTH, db, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.tone_lines import RING_LEAST_DB, lines, rings
from tonmeister.listening.tone_local import at_an_end, demand
from tonmeister.model import Finding

ROLES = (
    "lead vocal", "backing vocal", "choir", "snare", "overheads", "drum room", "drums",
    "acoustic guitar", "electric guitar", "lead guitar", "piano", "brass", "woodwind", "strings",
)  # fmt: skip
FIRST, LAST = 9, 26  # 200 Hz to 8 kHz
OVER_DB = 6.0
OFTEN_PERCENT = 60.0
LEAST_STEPS = 100
LOUD_DB = -22.0
LEAST_RANGE_SEMITONES = 7.0
QUARTER_TONE = 2.0 ** (1.0 / 24.0)


def one_note(features: TrackFeatures) -> bool:
    """Return whether the part stays on so few notes that its overtones stand still, too."""
    low = features.facts.get("pitch_low_hz", 0.0)
    high = features.facts.get("pitch_high_hz", 0.0)
    pitched = features.facts.get("pitched_percent", 0.0) > 30.0 and low > 0.0
    return pitched and 12.0 * float(np.log2(high / low)) < LEAST_RANGE_SEMITONES


def rings_here(heard: Heard) -> Iterator[Finding]:
    """Find narrow lines of a finished mix that stay for a stretch, whatever is played."""
    found_lines = lines(heard)
    if found_lines is None:
        return
    for line in rings(found_lines):
        sure = line.least_db > RING_LEAST_DB * demand(heard)
        yield found(
            "Master",
            line.where,
            weight="note" if sure and not at_an_end(heard, line.where) else "info",
            confidence=0.6,
            frequency_hz=line.frequency_hz,
            low_hz=line.frequency_hz / QUARTER_TONE,
            high_hz=line.frequency_hz * QUARTER_TONE,
            over_db=line.over_db,
            often_percent=line.often_percent,
            bars=heard.song.bars(line.where),
        )


@check(
    "tone/resonance",
    title="Ringing band",
    hears="a third octave that stands over its neighbours most of the time the track plays",
    matters="rooms, boxes and microphones ring; a note comes and goes, a resonance stays",
    by_ear="a narrow boost swept through the spectrum suddenly whistles",
    source="6 dB over both neighbours for 60 % of the time: house practice",
    fix="a narrow cut where it rings, found by sweeping a narrow boost; 3 to 6 dB are enough",
)
def resonance(heard: Heard) -> Iterator[Finding]:
    """Find the worst ringing band of each track, and lines that stay in a finished mix."""
    yield from rings_here(heard)
    for name, features in playing(heard).items():
        if heard.roles[name] not in ROLES or features.active.sum() < LEAST_STEPS:
            continue
        if one_note(features):
            continue
        level = db((features.power[0] + features.power[1])[:, features.active])
        middle = level[FIRST:LAST]
        below = np.maximum(level[FIRST - 2 : LAST - 2], level[FIRST - 1 : LAST - 1] - 2.0)
        above = np.maximum(level[FIRST + 2 : LAST + 2], level[FIRST + 1 : LAST + 1] - 2.0)
        stands = middle - np.maximum(below, above)
        loud = middle > level.max(axis=0) + LOUD_DB
        often = 100.0 * ((stands > OVER_DB) & loud).mean(axis=1)
        worst = int(often.argmax())
        if often[worst] < OFTEN_PERCENT:
            continue
        band = FIRST + worst
        yield found(
            name,
            whole(heard.song.length_s),
            weight="note" if heard.rendered and heard.sound is None else "info",
            confidence=0.6,
            frequency_hz=float(BANDS_HZ[band]),
            low_hz=float(BANDS_HZ[band] / SIXTH),
            high_hz=float(BANDS_HZ[band] * SIXTH),
            over_db=float(np.median(stands[worst])),
            often_percent=float(often[worst]),
        )
