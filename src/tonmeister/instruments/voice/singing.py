"""The guide vocal: our own singer sings a line with its words, plainly, in tune and in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.instruments.voice.voices import GuideVoice, guide_voice
from tonmeister.model import SoundNote
from tonmeister.signal import Samples
from tonmeister.signal.instruments.filters import RATE_HZ, Row
from tonmeister.signal.instruments.phones import PHONES
from tonmeister.signal.instruments.singer import Singer, Sung
from tonmeister.signal.instruments.singer import sing as sing_lines

_BREATH_S = 0.3
"""A rest so long is a breath."""
_LONGEST_LINE_S = 14.0
"""What is sung on one breath at most; then she breathes after a held note."""
_LEVEL_DBFS, _PEAK_DBFS = -20.0, -3.0
"""How loud a voice is where it sounds, and its highest peak."""
_SOUNDING_DB = -30.0


@dataclass(frozen=True, slots=True)
class SungWord:
    """A note with the sounds (ARPAbet) it is sung on; their vowel falls on its start."""

    note: SoundNote
    sounds: tuple[str, ...]


def sing(
    words: Sequence[SungWord], length_s: float, rate_hz: int, voice: str = "alto", seed: int = 1
) -> Samples:
    """Sing notes with their words, ``[2, round(length_s * rate_hz)]``, both sides alike.

    She breathes where the line rests, glides from note to note, and lets long notes vibrate. What
    lies before the beginning (a consonant before the first note) or after the end is cut off.
    Raises ``NoSuchVoice``.
    """
    who = guide_voice(voice)
    frames = max(round(length_s * rate_hz), 0)
    lines = lines_of(words)
    if not lines or frames == 0:
        return np.zeros((2, frames))
    lead_s = 1.0  # so that a first consonant at 0 is not sung before the tape
    moved = [[(s + lead_s, n, m, v, p) for s, n, m, v, p in line] for line in lines]
    sung = sing_lines(moved, length_s + lead_s, _singer(who, seed))
    sung = _levelled(sung[round(lead_s * RATE_HZ) :])
    if rate_hz != RATE_HZ:
        import soxr

        sung = soxr.resample(sung, RATE_HZ, rate_hz, quality="VHQ")
    row = np.zeros(frames)
    count = min(frames, sung.size)
    row[:count] = sung[:count]
    return np.ascontiguousarray(np.stack((row, row)))


def _levelled(sung: Row) -> Row:
    """Bring a voice to its level, whichever it is and however high it sings."""
    top = float(np.abs(sung).max(initial=0.0))
    if top == 0.0:
        return sung
    sounding = sung[np.abs(sung) > top * 10.0 ** (_SOUNDING_DB / 20.0)]
    rms = float(np.sqrt(np.mean(sounding**2)))
    gain = min(10.0 ** (_LEVEL_DBFS / 20.0) / rms, 10.0 ** (_PEAK_DBFS / 20.0) / top)
    return np.asarray(gain * sung, dtype=np.float64)


def _singer(who: GuideVoice, seed: int) -> Singer:
    return Singer(
        throat_ratio=who.throat_ratio, vibrato_cents=who.vibrato_cents, glide_s=0.03,
        tuning_cents=2.0, timing_ms=0.0, breathy=who.breathy, seed=seed,
    )  # fmt: skip


def lines_of(words: Sequence[SungWord]) -> list[list[Sung]]:
    """Return notes as lines of one breath; a note sung on several vowels is divided evenly."""
    notes = [part for word in sorted(words, key=lambda w: w.note.start_s) for part in _parts(word)]
    lines: list[list[Sung]] = []
    for i, (start_s, length_s, midi, velocity, sounds) in enumerate(notes):
        if i + 1 < len(notes):  # one voice sings one note at a time
            length_s = min(length_s, max(notes[i + 1][0] - start_s, 0.03))
        now: Sung = (start_s, length_s, midi, velocity, sounds)
        if lines:
            last = lines[-1][-1]
            rest_s = start_s - (last[0] + last[1])
            long = start_s - lines[-1][0][0] > _LONGEST_LINE_S and last[1] > 0.5
            if rest_s < _BREATH_S and not long:
                lines[-1].append(now)
                continue
        lines.append([now])
    return lines


def _parts(word: SungWord) -> list[Sung]:
    """Return a note as the singer takes it, once for each vowel it has."""
    sounds = tuple(s for s in word.sounds if s in PHONES)
    at = [i for i, s in enumerate(sounds) if PHONES[s].vowel]
    if not at:
        sounds, at = (*sounds, "AH"), [len(sounds)]
    note, midi = word.note, float(word.note.midi)
    velocity = 0.35 + 0.6 * min(max(note.velocity, 0.0), 1.0)
    if len(at) == 1 or note.length_s < 0.12 * len(at):
        return [(note.start_s, note.length_s, midi, velocity, sounds)]
    share_s = note.length_s / len(at)
    cuts = [0, *(i + 1 for i in at[:-1]), len(sounds)]
    return [
        (note.start_s + k * share_s, share_s, midi, velocity, sounds[cuts[k] : cuts[k + 1]])
        for k in range(len(at))
    ]
