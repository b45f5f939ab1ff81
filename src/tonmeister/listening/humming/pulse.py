"""The beat under a melody: tempo, meter, where the bars begin, straight or in three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.harmony import Rhythm
from tonmeister.listening.humming.beams import Hypotheses, Read, read_rhythm
from tonmeister.listening.humming.likely import Meters, meters

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

SLOWEST_BPM, FASTEST_BPM, FINENESS = 46.0, 216.0, 1.05
USUAL_BPM = {"2/4": 95.0, "3/4": 115.0, "4/4": 105.0, "6/8": 80.0, "4/4 triplet": 98.0}
RHYTHM, USUAL, FASTER, AGAIN = 0.36, 1.04, 0.35, 5.0
"""What counts how much: what the rhythm costs, how unusual the tempo is, that fast readings are
rather meant, how much of the rhythm comes again. Fitted (conditional logit) on 82 melodies of
benchmarks/music_hum_songs.py and 100 folk songs; measured on as many others."""
USUAL_OCTAVES = 0.4
RARE = {"2/4": 1.2, "3/4": 0.38, "6/8": 1.0, "4/4 triplet": 1.45}
"""What a meter costs before a note is heard: songs are in four unless they say otherwise."""
FEWEST_PAIRS = 4
LOOKED_AT = 400
"""Of some two thousand readings, those whose rhythm costs least."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One reading of a melody's beat. ``steps`` [N] of the notes count from the first downbeat,
    negative in a pickup; ``beat_s`` is the mean beat; a lower ``cost`` is likelier.
    """

    rhythm: Rhythm
    beat_s: float
    steps: Whole
    cost: float

    @property
    def beat_bpm(self) -> float:
        """Counted beats a minute."""
        return 60.0 / self.beat_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What somebody has said: the meter, the beat, and where in their beat the first note lies
    (``first_beat``, 0 to 1, from taps).
    """

    meter: str | None = None
    beat_s: float | None = None
    first_beat: float | None = None


def pulses(
    starts_s: Sequence[float], ends_s: Sequence[float], rhythms: Sequence[Rhythm], known: Known
) -> list[Pulse]:
    """Return readings of the beat, the likeliest first; each tempo, meter and downbeat once."""
    starts, ends = np.asarray(starts_s), np.asarray(ends_s)
    rests = np.concatenate([[0.0], np.maximum(0.0, starts[1:] - ends[:-1])])
    tables = meters([r for r in rhythms if known.meter in (None, r.meter)])
    tried = _tried(tables, known)
    reads = [
        read
        for read in read_rhythm(starts, rests, tables, tried)
        if _in_beat(read, tables, tried, known)
    ]
    reads.sort(key=lambda read: read.cost)
    found = [_weighed(read, tables, tried, starts) for read in reads[:LOOKED_AT]]
    found.sort(key=lambda pulse: pulse.cost)
    return _each_once(found)


def _tried(tables: Meters, known: Known) -> Hypotheses:
    rows = np.arange(len(tables.rhythms))
    if known.beat_s is not None:
        return Hypotheses(rows, np.full(rows.size, known.beat_s), tight=True)
    count = 1 + int(np.ceil(np.log(FASTEST_BPM / SLOWEST_BPM) / np.log(FINENESS)))
    tempos_bpm = SLOWEST_BPM * FINENESS ** np.arange(count)
    return Hypotheses(np.repeat(rows, count), np.tile(60.0 / tempos_bpm, rows.size))


def _in_beat(read: Read, tables: Meters, tried: Hypotheses, known: Known) -> bool:
    """Whether the first note lies where the taps say."""
    if known.first_beat is None:
        return True
    each = int(tables.steps_a_beat[tried.meter[read.which]])
    return round(known.first_beat * each) % each == read.first_step % each


def _weighed(read: Read, tables: Meters, tried: Hypotheses, starts_s: Real) -> Pulse:
    rhythm = tables.rhythms[tried.meter[read.which]]
    beats = (read.steps[-1] - read.steps[0]) / rhythm.steps_a_beat
    beat_s = float((starts_s[-1] - starts_s[0]) / beats)
    cost = RHYTHM * read.cost + RARE.get(rhythm.name, 0.0)
    if not tried.tight:
        octaves = float(np.log2(60.0 / beat_s / USUAL_BPM.get(rhythm.name, 105.0)))
        octaves /= USUAL_OCTAVES
        cost += USUAL * octaves**2 - FASTER * octaves
    cost -= AGAIN * _again(read.steps, rhythm.steps)
    shift = (
        read.first_step if read.first_step < rhythm.steps / 2 else read.first_step - rhythm.steps
    )
    return Pulse(rhythm, beat_s, read.steps + shift, cost)


def _again(steps: Whole, bar: int) -> float:
    """Say how much of the rhythm comes again one, two and four bars later, 0 to 1."""
    places: Mapping[int, int] = {int(s): i for i, s in enumerate(steps[:-1])}
    lengths, total = np.diff(steps), 0.0
    for bars, weight in ((1, 0.23), (2, 0.45), (4, 0.32)):
        pairs, same = 0, 0.0
        for step, i in places.items():
            if step + bars * bar > steps[-1]:
                continue
            pairs += 1
            j = places.get(step + bars * bar)
            if j is not None:
                same += 1.0 if lengths[j] == lengths[i] else 0.4
        total += weight * (same / pairs if pairs >= FEWEST_PAIRS else 0.3)
    return total


def _each_once(found: Sequence[Pulse]) -> list[Pulse]:
    out: list[Pulse] = []
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for pulse in found:
        name = (pulse.rhythm.name, tuple(int(s) for s in pulse.steps))
        if name not in seen:
            seen.add(name)
            out.append(pulse)
    return out
