"""Our sampler beside tinysoundfont (TinySoundFont): levels, tuning, envelopes, speed.

`python -m benchmarks.music_sampler`. Needs a SoundFont on the system, and the package tinysoundfont
in the folder that TONMEISTER_PEERS names (`pip install --no-deps --target ...`; its PyAudio is not
needed to render).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.instruments.sampler import Sampler
from tonmeister.model import SoundNote
from tonmeister.signal import Samples
from tonmeister.studio.banks import bank_presets, open_bank, soundfont_zone, system_soundfonts

RATE_HZ = 48000
Render = Callable[[Sequence[SoundNote], float], Samples]
PARTS = ((0, 128), (33, 0), (4, 0), (27, 0), (89, 0), (48, 0))
"""Drums, bass, electric piano, guitar, pad, strings."""


@cache
def _synth(font: Path) -> Any:
    """Their synthesizer with a font in it; None if it is not here."""
    peers = os.environ.get("TONMEISTER_PEERS", "")
    if peers and peers not in sys.path:
        sys.path.append(peers)
    try:
        import tinysoundfont
    except ImportError:
        return None
    synth = tinysoundfont.Synth(gain=0.0, samplerate=RATE_HZ)
    return synth, synth.sfload(str(font), max_voices=512)


def _theirs(font: Path, program: int, bank: int) -> Render | None:
    loaded = _synth(font)
    if loaded is None:
        return None
    synth, number = loaded

    def render(notes: Sequence[SoundNote], length_s: float) -> Samples:
        synth.sounds_off()
        _block(synth, RATE_HZ // 10)
        synth.program_select(0, number, bank, program, bank == 128)
        events = [(n.start_s, 1, n.midi, n.velocity) for n in notes]
        events += [(n.start_s + n.length_s, 0, n.midi, 0.0) for n in notes]
        blocks: list[Samples] = []
        now = 0
        for at_s, on, midi, velocity in sorted(events):
            at = round(at_s * RATE_HZ)
            if at > now:
                blocks.append(_block(synth, at - now))
                now = at
            if on:
                synth.noteon(0, int(midi), round(127 * velocity))
            else:
                synth.noteoff(0, int(midi))
        blocks.append(_block(synth, round(length_s * RATE_HZ) - now))
        return np.concatenate(blocks, axis=1)

    return render


def _block(synth: Any, frames: int) -> Samples:
    return np.frombuffer(synth.generate(frames), np.float32).reshape(-1, 2).T.astype(np.float64)


def _ours(font: Path, program: int, bank: int) -> Render:
    sampler = Sampler(open_bank(font, program, bank))
    return lambda notes, length_s: sampler.play(notes, (), length_s, RATE_HZ, 1)


def _level_db(sound: Samples, start_s: float, end_s: float) -> float:
    part = sound[:, round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    return float(10.0 * np.log10(np.mean(part**2) + 1e-14))


def _cents(one: Samples, other: Samples) -> float:
    """How far two held notes lie apart, by where their strongest partial lies."""
    hz = []
    for sound in (one, other):
        part = sound.mean(axis=0)[round(0.3 * RATE_HZ) : round(0.9 * RATE_HZ)]
        power = np.abs(np.fft.rfft(part * np.hanning(part.size), 1 << 19)) ** 2
        hz.append(power)
    lowest = (1 << 19) * 60 // RATE_HZ
    top = lowest + int(np.argmax((hz[0] * hz[1])[lowest:]))
    width = max(3, round(0.02 * top))
    places = [top - width + int(np.argmax(p[top - width : top + width + 1])) for p in hz]
    return float(1200.0 * np.log2(places[0] / places[1]))


def presets(font: Path, every: int = 4) -> list[dict[str, object]]:
    """One held note of every fourth melodic preset: level at full velocity, tuning, decay, release.

    With ``initialAttenuation`` read in full, as TinySoundFont does; we play 0.4 of it.
    """
    soundfont_zone.ATTENUATION_RATIO = 1.0
    out: list[dict[str, object]] = []
    melodic = [row for row in bank_presets(font) if row[0] == 0]
    for bank, program, name in melodic[::every]:
        theirs = _theirs(font, program, bank)
        if theirs is None:
            return []
        note = [SoundNote(0.0, 1.0, 60, 1.0)]
        ours, other = _ours(font, program, bank)(note, 2.0), theirs(note, 2.0)
        whole = _level_db(ours, 0, 1) - _level_db(other, 0, 1)
        row: dict[str, object] = {"program": program, "name": name, "level_db": whole}
        if _level_db(other, 0.3, 0.9) > -70:
            row["cents"] = _cents(ours, other)
            row["decay_db"] = (_level_db(ours, 0.8, 0.95) - _level_db(ours, 0, 0.3)) - (
                _level_db(other, 0.8, 0.95) - _level_db(other, 0, 0.3)
            )
            row["release_db"] = (_level_db(ours, 1.1, 1.3) - _level_db(ours, 0.8, 0.95)) - (
                _level_db(other, 1.1, 1.3) - _level_db(other, 0.8, 0.95)
            )
        out.append(row)
    return out


def band(bars: int = 16, quarter_s: float = 0.5) -> list[list[SoundNote]]:
    """Six parts of General MIDI for some bars, as busy as a pop song."""
    eighth = quarter_s / 2.0
    end = bars * 8
    drums = [SoundNote(i * eighth, 0.1, 42, 0.6) for i in range(end)]
    drums += [SoundNote(i * eighth, 0.1, 36, 0.9) for i in range(0, end, 4)]
    drums += [SoundNote(i * eighth, 0.1, 38, 0.8) for i in range(2, end, 4)]
    roots = (36, 43, 45, 41)
    bass = [SoundNote(i * eighth, eighth, roots[i // 8 % 4], 0.8) for i in range(end)]
    chords = ((60, 64, 67), (59, 62, 67), (60, 64, 69), (60, 65, 69))

    def held(step: int, length: float, up: int) -> list[SoundNote]:
        return [
            SoundNote(i * eighth, length, midi + up, 0.7)
            for i in range(0, end, step)
            for midi in chords[i // 8 % 4]
        ]

    return [drums, bass, held(4, 3.5 * eighth, 0), held(2, eighth, 0), held(8, 8 * eighth, 0),
            held(8, 8 * eighth, 12)]  # fmt: skip


def speed(font: Path) -> dict[str, object]:
    """How long 16 bars of six parts take (the banks are open, samples not yet read)."""
    parts = band()
    length_s = 16 * 2.0 + 2.0
    ours = [_ours(font, p, b) for p, b in PARTS]
    ours[0]([SoundNote(0.0, 0.1, 36, 0.5)], 0.2)  # compiled
    start = time.process_time()
    for render, notes in zip(ours, parts, strict=True):
        render(notes, length_s)
    row: dict[str, object] = {"font": font.name, "ours_s": time.process_time() - start}
    theirs = [_theirs(font, p, b) for p, b in PARTS]
    if None in theirs:
        return row | {"tinysoundfont": "not here"}
    start = time.process_time()
    for other, notes in zip(theirs, parts, strict=True):
        if other is not None:
            other(notes, length_s)
    return row | {"tinysoundfont_s": time.process_time() - start}


def rows(material: Path, fonts: Sequence[Path] = ()) -> list[dict[str, object]]:
    """Return one row for each SoundFont of the system; ``material`` is not needed."""
    out: list[dict[str, object]] = []
    for font in fonts or system_soundfonts():
        row = speed(font)
        heard = presets(font)
        for what in ("level_db", "cents", "decay_db", "release_db"):
            off = np.array([float(str(r[what])) for r in heard if what in r])
            if off.size:
                row |= {
                    f"{what} median": float(np.median(off)),
                    f"{what} within 90 %": float(np.percentile(np.abs(off), 90)),
                }
        out.append(row | {"presets_count": len(heard)})
    return out


if __name__ == "__main__":
    for each in rows(Path(), [Path(p) for p in sys.argv[1:]]):
        print({k: round(v, 2) if isinstance(v, float) else v for k, v in each.items()}, flush=True)
