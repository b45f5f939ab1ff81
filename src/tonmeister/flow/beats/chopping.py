"""``tonmeister chop``: a sample in slices, on the grid, at any tempo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from tonmeister.flow.beats.folders import file_name, our_folder
from tonmeister.flow.beats.grooving import read_sound
from tonmeister.flow.beats.retiming import retimed
from tonmeister.flow.beats.slices_out import (
    MOST_SLICES,
    frames_a_tick,
    write_sfz,
    write_slices,
    write_slices_midi,
)
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.chopping import (
    Cut,
    LoopTempo,
    Onset,
    SampleKey,
    cuts_at_transients,
    cuts_on_grid,
    loop_tempo,
    onsets,
    sample_key,
    sliced,
)
from tonmeister.signal import Samples
from tonmeister.studio.float_file import FloatFile

MARK = "*.chop.mid"
RINGS = 0.6
SLOWEST_RATIO, FASTEST_RATIO = 2.0, 0.5
BAR_BEATS = 4


@dataclass(frozen=True, kw_only=True)
class ChopWish:
    """What was asked for. ``step_quarters`` None: at transients."""

    bpm: float | None = None
    to_bpm: float | None = None
    step_quarters: Fraction | None = None
    sensitivity_score: float = 0.75
    sfz: bool = False
    out: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Chopped:
    """What a sample was chopped into. ``places_quarters``: where each slice strikes."""

    tempo: LoopTempo | None
    key: SampleKey | None
    rings_score: float
    quarter_bpm: float | None
    length_s: float
    places_quarters: tuple[float, ...]
    files: Mapping[str, Path]
    slices: tuple[Path, ...]
    null_dbfs: float
    notes: tuple[str, ...]


def chop(path: Path, tell: Teller, wish: ChopWish) -> Chopped:
    """Chop a sample and write slices, MIDI and map; raises ``BadWish`` with one clear line."""
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such file", str(path))
    name = file_name(path.stem)
    folder = our_folder(wish.out or path.parent / f"{name} chopped", MARK, "slices")
    sound, rate_hz = read_sound(path)
    if not np.abs(sound).max(initial=0.0) > 1e-5:
        raise BadWish(f"{path.name} is silent: there is nothing to chop")
    with tell.stage("hear", "Hearing where it strikes"):
        found = onsets(sound, rate_hz)
        tempo = loop_tempo(found, sound.shape[1] / rate_hz, near_bpm=wish.bpm)
        key, rings = sample_key(sound, rate_hz)
    if tempo is None and (wish.to_bpm or wish.step_quarters):
        raise BadWish(f"{path.name}: no tempo is heard in it; say it with --bpm")
    cuts = _cuts(sound, rate_hz, found, tempo, wish)
    if len(cuts) > MOST_SLICES:
        raise BadWish(
            f"{path.name} would become {len(cuts)} slices, but {MOST_SLICES} keys are free: "
            "choose a coarser --grid, a lower --sensitivity, or a shorter sample"
        )
    quarter_bpm = tempo.quarter_bpm if tempo else None
    starts = [c.frame for c in cuts]
    if wish.to_bpm and quarter_bpm:
        ratio = quarter_bpm / wish.to_bpm
        if not FASTEST_RATIO <= ratio <= SLOWEST_RATIO:
            raise BadWish(
                f"--to-bpm {wish.to_bpm:g} is too far from {quarter_bpm:.1f} BPM: "
                f"from {quarter_bpm / SLOWEST_RATIO:.0f} to {quarter_bpm / FASTEST_RATIO:.0f} works"
            )
        sound, starts = retimed(sound, rate_hz, cuts, ratio, rings=rings >= RINGS)
        quarter_bpm = wish.to_bpm
    beat_bpm = quarter_bpm or 120.0
    each = frames_a_tick(rate_hz, beat_bpm)
    slices = sliced(sound, rate_hz, [frame - frame % each for frame in starts])
    files = {"MIDI": folder / f"{name}.chop.mid"}
    write_slices_midi(files["MIDI"], name, slices, rate_hz, beat_bpm)  # first: marks our folder
    written = write_slices(folder, slices, rate_hz)
    for old in set((folder / "slices").glob("[0-9][0-9].wav")) - set(written):
        old.unlink()  # of an earlier run of ours
    if wish.sfz:
        files["SFZ"] = write_sfz(folder / f"{name}.sfz", name, written)
    if wish.to_bpm:
        files["loop"] = folder / f"{name} {wish.to_bpm:g} BPM.wav"
        with FloatFile(files["loop"], rate_hz, len(sound), 24) as file:
            file.write(np.ascontiguousarray(sound.T))
    whole = np.zeros_like(sound)
    for one in slices:
        whole[:, one.frame : one.frame + one.samples.shape[1]] += one.samples.astype(np.float32)
    left = float(np.abs(whole - sound).max())
    late = np.array([c.attack_frame - c.frame for c in cuts])
    return Chopped(
        tempo=tempo, key=key, rings_score=rings, quarter_bpm=quarter_bpm,
        length_s=sound.shape[1] / rate_hz,
        places_quarters=tuple((np.array(starts) + late) / rate_hz * beat_bpm / 60.0),
        files=files, slices=tuple(written),
        null_dbfs=20.0 * float(np.log10(max(left, 1e-10))), notes=_notes(tempo, wish),
    )  # fmt: skip


def _cuts(
    sound: Samples, rate_hz: int, found: Sequence[Onset], tempo: LoopTempo | None, wish: ChopWish
) -> list[Cut]:
    if wish.step_quarters is None or tempo is None:
        return cuts_at_transients(sound, rate_hz, found, sensitivity_score=wish.sensitivity_score)
    step_s = float(wish.step_quarters) * 60.0 / tempo.quarter_bpm
    return cuts_on_grid(sound, rate_hz, found, step_s)


def _notes(tempo: LoopTempo | None, wish: ChopWish) -> tuple[str, ...]:
    notes = []
    if tempo is None:
        notes.append("no tempo is heard: the MIDI clip is written at 120 BPM")
    elif wish.bpm is None:
        if tempo.fit_score < 0.3:
            notes.append("the tempo is a guess: little in it falls on a grid; --bpm says better")
        if tempo.beats == 0:
            notes.append("it is not a whole number of beats long: it will not loop in time")
        elif tempo.alternatives_bpm:
            others = " or ".join(f"{b:.1f}" for b in tempo.alternatives_bpm)
            notes.append(f"the tempo may be {others} BPM; --bpm says which")
    return tuple(notes)
