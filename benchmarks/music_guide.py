"""The guide vocal heard by our own ears: is it in tune, do its vowels lie on the beat?

`python -m benchmarks.music_guide [MATERIAL]`. The tune of the demo song with its words is sung by
each voice. Pitch: swift-f0 and our periods, the median of each note over its middle, against the
written key. Onsets: where the sound between 250 and 4000 Hz rises steepest within 90 ms around the
written start, for notes that begin with a consonant or after a rest. Words: `music_guide_words`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfiltfilt

from benchmarks import music_guide_words
from tonmeister.instruments.voice import GUIDE_VOICES, SungWord, sing
from tonmeister.listening.pitch.curve import pitch_curve
from tonmeister.model import SoundNote
from tonmeister.music import demo_song
from tonmeister.music.words import VOWELS, sounds_of, split_sounds
from tonmeister.signal import Samples

RATE_HZ = 48000
OCTAVES = {"soprano": 12, "alto": 0, "tenor": -5, "baritone": -7, "bass": -12}
AROUND_S = 0.09


def demo_words(up_semitones: int, start_s: float = 1.0) -> list[SungWord]:
    """The demo song's first verse and chorus, its words read by our own rules."""
    beat_s = 60.0 / demo_song.TEMPO_BPM
    out: list[SungWord] = []
    first = None
    for part in demo_song.form()[1:3]:
        for line in part.lines:
            sounds = _sounds([syllable.text for syllable in line])
            for syllable, said in zip(line, sounds, strict=True):
                first = syllable.start_beats if first is None else first
                out.append(SungWord(
                    SoundNote((syllable.start_beats - first) * beat_s + start_s,
                              syllable.length_beats * beat_s * 0.97,
                              syllable.pitch + up_semitones, 0.7), said))  # fmt: skip
    return out


def _sounds(texts: Sequence[str]) -> list[tuple[str, ...]]:
    out: list[tuple[str, ...]] = []
    word: list[str] = []
    for text in texts:
        word.append(text.strip("-"))
        if text.endswith("-"):
            continue
        parts = split_sounds(sounds_of("".join(word)))
        out += parts if len(parts) == len(word) else [sounds_of(piece) for piece in word]
        word = []
    return out


def onset_s(sound: Samples, at_s: float) -> float | None:
    """Where the vowel's band rises steepest around a time; None if it does not rise by 3 dB."""
    sos = butter(2, (250.0, 4000.0), "band", fs=RATE_HZ, output="sos")
    first = round((at_s - 0.3) * RATE_HZ)
    part = sosfiltfilt(sos, sound[0, first : first + round(0.6 * RATE_HZ)])
    width = round(0.006 * RATE_HZ)
    bell = np.hanning(2 * width + 1)
    level = 10.0 * np.log10(np.convolve(part**2, bell / bell.sum(), "same") + 1e-10)
    middle, reach = round(0.3 * RATE_HZ), round(AROUND_S * RATE_HZ)
    around = level[middle - reach : middle + reach]
    if around.max() - around[: around.argmax() + 1].min() < 3.0:
        return None
    top = np.median(level[middle + round(0.03 * RATE_HZ) : middle + round(0.12 * RATE_HZ)])
    low = around[: max(int(around.argmax()), 1)].min()
    above = np.flatnonzero(around < 0.5 * (low + top))
    last = above[-1] if above.size else 0
    return at_s + (int(last) - reach) / RATE_HZ


def heard(voice: str) -> dict[str, object]:
    """Sing the demo song with one voice and listen."""
    from tonmeister.studio.pitch_model import pitch_model

    words = demo_words(OCTAVES[voice])
    length_s = words[-1].note.start_s + 4.0
    sing(words[:3], 3.0, RATE_HZ, voice)
    start = time.process_time()
    sound = sing(words, length_s, RATE_HZ, voice)
    took_s = time.process_time() - start
    curve = pitch_curve(sound[:1], RATE_HZ, pitch_model())
    cents, late_ms = [], []
    for before, word in zip([None, *words[:-1]], words, strict=True):
        note = word.note
        span = curve.part(note.start_s + 0.3 * note.length_s, note.start_s + 0.8 * note.length_s)
        midi = curve.midi[span]
        if np.isfinite(midi).sum() >= 4:
            cents.append(100.0 * (float(np.nanmedian(midi)) - note.midi))
        rest = before is None or note.start_s - before.note.start_s - before.note.length_s > 0.2
        if word.sounds[0] in VOWELS and not rest:
            continue
        found = onset_s(sound, note.start_s)
        if found is not None:
            late_ms.append(1000.0 * (found - note.start_s))
    off = np.abs(cents)
    return {
        "voice": voice, "notes": len(words), "notes heard": len(cents),
        "off cents median": float(np.median(off)), "off cents 90 %": float(np.percentile(off, 90)),
        "onsets": len(late_ms), "late ms median": float(np.median(late_ms)),
        "off ms median": float(np.median(np.abs(late_ms))),
        "off ms 90 %": float(np.percentile(np.abs(late_ms), 90)),
        "times real time": length_s / took_s,
    }  # fmt: skip


def rows(material: Path) -> list[dict[str, object]]:
    """Return a row a voice, then what the words are worth."""
    return [heard(v) for v in GUIDE_VOICES] + music_guide_words.rows(material)


if __name__ == "__main__":
    for each in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else Path()):
        print({k: round(v, 1) if isinstance(v, float) else v for k, v in each.items()})
