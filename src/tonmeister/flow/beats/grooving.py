"""``tonmeister groove``: hear how somebody plays, keep it, give it to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.flow.beats.applying import apply_groove
from tonmeister.flow.beats.folders import file_name, our_folder
from tonmeister.flow.beats.midi_strokes import midi_drums
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.drums.hits import hits
from tonmeister.listening.grooves import (
    HeardGroove,
    PlayedStroke,
    TooFewStrokes,
    beats_of,
    drum_pulse,
    hear_groove,
    on_beats,
    on_grid,
    sharpened,
    strokes_of_hits,
)
from tonmeister.model import MeterAt
from tonmeister.signal import Samples
from tonmeister.studio.groove_file import ENDING, write_groove

MIDI = (".mid", ".midi")
LONGEST_S = 1200.0


@dataclass(frozen=True, kw_only=True)
class Grooved:
    """A groove that was heard, where it was written, and what there is to say."""

    heard: HeardGroove
    quarter_bpm: float
    alternatives_bpm: tuple[float, ...]
    meter: MeterAt
    file: Path
    applied: Path | None
    notes: tuple[str, ...]


def groove(
    path: Path,
    tell: Teller,
    *,
    bpm: float | None = None,
    meter: MeterAt | None = None,
    apply_to: Path | None = None,
    out: Path | None = None,
) -> Grooved:
    """Hear the groove of a MIDI file or a drum recording, write it, apply it where asked.

    Raises ``BadWish`` and ``studio.Unusable`` with one clear line.
    """
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such file", str(path))
    name = file_name(path.name.removesuffix(path.suffix))
    folder = our_folder(out or path.parent / f"{name} groove", f"*{ENDING}", "a groove")
    is_midi = path.suffix.lower() in MIDI
    heard, quarter_bpm, others, took, notes = (
        _from_midi(path, name, meter) if is_midi else _from_sound(path, name, tell, bpm, meter)
    )
    file = folder / f"{name}{ENDING}"
    applied = None
    if apply_to is not None:
        applied = folder / f"{file_name(apply_to.stem)} with {name}.mid"
        if applied.resolve() in (apply_to.resolve(), path.resolve()):
            raise BadWish(f"{apply_to.name} would be written over itself: give another --out")
    write_groove(file, heard.groove)
    if apply_to is not None and applied is not None:
        notes += apply_groove(apply_to, heard.groove, applied)
    return Grooved(
        heard=heard, quarter_bpm=quarter_bpm, alternatives_bpm=others, meter=took, file=file,
        applied=applied, notes=(*notes, *heard.unsure),
    )  # fmt: skip


_Heard = tuple[HeardGroove, float, tuple[float, ...], MeterAt, tuple[str, ...]]


def _from_midi(path: Path, name: str, meter: MeterAt | None) -> _Heard:
    drums = midi_drums(path)
    took = meter or drums.meter
    notes = list(drums.notes)
    if drums.strange:
        keys = ", ".join(f"{key} ({count} times)" for key, count in sorted(drums.strange.items()))
        notes.append(f"left out, as no lane of ours has these keys: {keys}")
    heard = _hear(drums.strokes, path.name, name, drums.quarter_bpm, took, to_the_kick=False)
    return heard, drums.quarter_bpm, (), took, tuple(notes)


def _from_sound(
    path: Path, name: str, tell: Teller, bpm: float | None, meter: MeterAt | None
) -> _Heard:
    sound, rate_hz = read_sound(path)
    took = meter or MeterAt(bar=0)
    beats = max(1, round(float(took.bar_quarters)))
    with tell.stage("hear", "Hearing every stroke"):
        struck = sharpened(sound, rate_hz, strokes_of_hits(hits(sound, rate_hz)))
    pulse = drum_pulse(struck, near_bpm=bpm, meter_beats=beats)
    if pulse is None:
        raise BadWish(f"{path.name}: only {len(struck)} drum strokes are heard, no groove")
    beats_s = beats_of(struck, pulse)
    on = on_grid(struck, pulse) if beats_s is None else on_beats(struck, beats_s, beats)
    heard = _hear(on, path.name, name, pulse.quarter_bpm, took, to_the_kick=True)
    others = " or ".join(f"{b:.1f}" for b in pulse.alternatives_bpm)
    notes: tuple[str, ...] = (
        () if bpm is not None else (f"the tempo may be {others} BPM; --bpm says which",)
    )
    if beats_s is not None:
        around = 60.0 / np.diff(beats_s)
        low, high = np.percentile(around, [5, 95])
        notes += (f"the tempo moves from {low:.1f} to {high:.1f} BPM: the grid goes with it",)
    return heard, pulse.quarter_bpm, pulse.alternatives_bpm, took, notes


def _hear(
    strokes: Sequence[PlayedStroke],
    file: str,
    name: str,
    bpm: float,
    meter: MeterAt,
    *,
    to_the_kick: bool,
) -> HeardGroove:
    try:
        return hear_groove(
            strokes, name=name, quarter_bpm=bpm, meter=meter, source=file, to_the_kick=to_the_kick
        )
    except TooFewStrokes as error:
        raise BadWish(f"{file}: {error}") from error


def read_sound(path: Path) -> tuple[Samples, int]:
    """Return a file's sound [channels, n] and its rate; raises ``studio.Unusable``, ``BadWish``."""
    import soundfile as sf

    from tonmeister.studio.probe import Unusable, probe

    try:
        about = probe(path)
    except Unusable as error:
        raise Unusable(f"{path.name}: {error}") from error
    if about.length_s > LONGEST_S:
        raise BadWish(f"{path.name} is {about.length_s / 60:.0f} minutes long: give a part of it")
    if about.by != "soundfile":
        raise Unusable(f"{path.name}: export it as WAV or FLAC first")
    rows, rate_hz = sf.read(str(path), dtype="float64", always_2d=True)
    if not np.isfinite(rows).all():
        raise Unusable(f"{path.name} holds numbers that are no sound: export it again")
    return np.ascontiguousarray(rows.T), int(rate_hz)
