"""Takes whose faults are known to the cent, and what a comp of them may cost at best.

Eight lines of the demo song sung ten times; how badly each line of each take is sung is drawn anew
(Beta(1.6, 2.2) of 35 cents and 30 ms). A hiss at -75 dBFS. ``VERSES``: lines with a breath between
them; ``CHORUS``: a verse and a chorus, whose lines run into each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.flow.demo import _sung
from tonmeister.model import Region
from tonmeister.music import demo_song
from tonmeister.signal.instruments.singer import STEP_S, Singer
from tonmeister.signal.instruments.takes import TrueNote, TrueTake, sing_take

RATE_HZ = 48000
TAKES = 10
HISS_DBFS = -75.0
LEAD_S, TAIL_S = 1.2, 1.5
VERSES, CHORUS = ("verse 1", "verse 2"), ("verse 1", "chorus 1")


@dataclass(frozen=True)
class Truth:
    """Ten takes of known truth and what each line of each costs [lines, takes].

    The truth is that of the sound: the true middle of each note as it left the mouth, with the
    singer's own 3 cents, slides and vibrato.
    """

    takes: tuple[TrueTake, ...]

    @property
    def costs(self) -> NDArray[np.float64]:
        """What each line of each take costs [lines, takes]."""
        lines = range(len(self.takes[0].badness))
        return np.array([[t.cost(line) for t in self.takes] for line in lines])

    @property
    def oracle(self) -> float:
        """What the best line of any take costs, on average."""
        return float(self.costs.min(axis=1).mean())

    @property
    def best_single(self) -> float:
        """What the best take costs by itself."""
        return float(self.costs.mean(axis=0).min())

    def of(self, regions: Sequence[Region]) -> float:
        """Return what a comp truly costs: each note as it is in the take that sings it."""
        total = 0.0
        for line in range(len(self.takes[0].badness)):
            sung = []
            for i, note in enumerate(self.takes[0].notes):
                if note.line == line:
                    middle_s = note.start_s + 0.5 * note.length_s
                    take = next(r.take for r in regions if r.start_s <= middle_s < r.end_s)
                    sung.append(self.takes[take - 1].notes[i])
            length = np.array([n.length_s for n in sung])
            cents = np.abs([n.off_cents for n in sung])
            total += float((cents * length).sum() / length.sum() / 25.0)
            total += float(np.mean(np.abs([n.off_ms for n in sung])) / 30.0)
        return total / len(self.takes[0].badness)


Sounds = dict[int, NDArray[np.float64]]


def sung_session(
    seed: int, parts: tuple[str, str] = VERSES, takes: int = TAKES
) -> tuple[Truth, Truth, Sounds]:
    """Sing the takes: two parts of the song, four lines each, one right after the other.

    Returns the truth of the sound, what the singer was asked for (without her own small
    imperfections), and the sounds [1, n] by number of the take.
    """
    sung, at_s = [], LEAD_S
    for part in demo_song.form():
        if f"{part.name} {part.turn}" in parts:
            lines = _sung(part.lines, 0.8)
            move_s = at_s - lines[0][0][0]
            sung += [[(t + move_s, *rest) for t, *rest in line] for line in lines]
            at_s += (part.end_beats - part.start_beats) * 60.0 / demo_song.TEMPO_BPM
    length_s = max(s[0] + s[1] for s in sung[-1]) + TAIL_S
    rng = np.random.default_rng(seed)
    made, asked, sounds = [], [], {}
    for number in range(1, takes + 1):
        bad = rng.beta(1.6, 2.2, len(sung))
        who = replace(Singer(), seed=1000 * seed + number)
        one = sing_take(sung, length_s, who, bad, 1000 * seed + number)
        level = 0.25 / float(np.abs(one.sound).max())
        hiss = 10 ** (HISS_DBFS / 20) * rng.standard_normal(one.sound.size)
        sounds[number] = (one.sound * level + hiss)[None, :]
        light = replace(one, sound=np.zeros(0), pitch_hz=np.zeros(0))
        asked.append(light)
        made.append(replace(light, notes=_as_sung(one)))
    return Truth(tuple(made)), Truth(tuple(asked)), sounds


def _as_sung(one: TrueTake) -> tuple[TrueNote, ...]:
    """Return the notes with the median of the singer's true pitch in the middle of each."""
    notes = []
    for note in one.notes:
        at_s = note.start_s + note.off_ms / 1000.0
        first, last = round((at_s + 0.06) / STEP_S), round((at_s + note.length_s - 0.05) / STEP_S)
        part = one.pitch_hz[first:last]
        part = part[part > 0.0]
        pitch = float(np.median(69.0 + 12.0 * np.log2(part / 440.0))) if part.size else note.midi
        notes.append(replace(note, off_cents=100.0 * (pitch - note.midi)))
    return tuple(notes)
