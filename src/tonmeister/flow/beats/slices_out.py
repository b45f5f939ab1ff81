"""Slices as files: one WAV each, an SFZ map of them, a MIDI clip that plays them back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tonmeister.listening.chopping import Slice
from tonmeister.studio.disk import whole, write_text
from tonmeister.studio.float_file import FloatFile

FIRST_KEY = 36
MOST_SLICES = 92
BITS = 32
_MOST_TICKS = 32_767


def write_slices(folder: Path, slices: Sequence[Slice], rate_hz: int) -> list[Path]:
    """Write one WAV a slice, 32 bits float, so that they add up to the sample exactly."""
    out = []
    for n, one in enumerate(slices):
        path = folder / "slices" / f"{n + 1:02d}.wav"
        with FloatFile(path, rate_hz, one.samples.shape[0], BITS) as file:
            file.write(np.ascontiguousarray(one.samples.T))
        out.append(path)
    return out


def sfz_text(name: str, files: Sequence[Path]) -> str:
    """Return the SFZ map: slice 1 on C2, each key one slice, played to its end."""
    lines = [
        f"// {name}: one slice a key from C2 (36) on",
        "<control> default_path=slices/",
        "<global> loop_mode=one_shot amp_veltrack=0 ampeg_attack=0 ampeg_release=0",
    ]
    for n, file in enumerate(files):
        key = FIRST_KEY + n
        lines.append(f"<region> sample={file.name} key={key} pitch_keycenter={key}")
    return "\n".join(lines) + "\n"


def write_sfz(path: Path, name: str, files: Sequence[Path]) -> Path:
    """Write the SFZ map beside the folder ``slices``."""
    write_text(path, sfz_text(name, files))
    return path


def frames_a_tick(rate_hz: int, quarter_bpm: float) -> int:
    """Return how many samples a tick of the MIDI clip lasts; slices begin on ticks."""
    per_quarter = rate_hz * 60.0 / quarter_bpm
    return -(-int(per_quarter + 1) // _MOST_TICKS)


def write_slices_midi(
    path: Path, name: str, slices: Sequence[Slice], rate_hz: int, quarter_bpm: float
) -> Path:
    """Write a MIDI clip that plays every slice at its place, to the sample.

    A tick is a whole number of samples, so no place is rounded; the tempo, which MIDI counts in
    whole microseconds a quarter, is set again wherever it would run off by half a sample.
    """
    import mido

    each = frames_a_tick(rate_hz, quarter_bpm)
    ticks = max(24, round(rate_hz * 60.0 / quarter_bpm / each))
    starts = [round(s.frame / each) for s in slices]
    ends = [round((s.frame + s.samples.shape[1]) / each) for s in slices]
    events: list[tuple[int, int, object]] = []
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        key = FIRST_KEY + n
        events.append((start, 2, mido.Message("note_on", note=key, velocity=100)))
        off = mido.Message("note_off", note=key, velocity=0)
        events.append((max(end, start + 1), 1, off))
    events += _tempos(ticks, each, rate_hz, max(ends))
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=_latin(name), time=0)])
    track.append(mido.MetaMessage("time_signature", numerator=4, denominator=4, time=0))
    now = 0
    for tick, _, message in sorted(events, key=lambda e: e[:2]):
        track.append(message.copy(time=tick - now))  # type: ignore[attr-defined]
        now = tick
    file = mido.MidiFile(type=0, ticks_per_beat=ticks)
    file.tracks.append(track)
    with whole(path) as part:
        file.save(str(part))
    return path


def _tempos(ticks: int, each: int, rate_hz: int, last: int) -> list[tuple[int, int, object]]:
    """Return tempo events, quarter by quarter, that keep within half a microsecond of the truth."""
    import mido

    exact_us = ticks * each * 1e6 / rate_hz
    out: list[tuple[int, int, object]] = []
    told, now = 0, -1
    for n in range(max(1, -(-last // ticks))):
        want = round(exact_us * (n + 1)) - told
        off_samples = abs((told + now) - exact_us * (n + 1)) * rate_hz / 1e6
        if now < 0 or off_samples > 0.25:
            now = want
            out.append((n * ticks, 0, mido.MetaMessage("set_tempo", tempo=now)))
        told += now
    return out


def _latin(name: str) -> str:
    return name.encode("latin-1", "replace").decode("latin-1")
