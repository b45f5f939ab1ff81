"""A record to aim at, heard beside the song: what to take from it, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister.flow.wishes import BadWish
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.listening.finished import hear_finished
from tonmeister.listening.heard import Heard
from tonmeister.listening.planning.facts import SongFacts, facts_of
from tonmeister.signal.loudness import range_lu
from tonmeister.studio import file_source

BANDS = (("low end (20 to 150 Hz)", 0, 150.0), ("low middle (150 to 600 Hz)", 150.0, 600.0),
         ("middle (600 Hz to 2.5 kHz)", 600.0, 2500.0), ("presence (2.5 to 7 kHz)", 2500.0, 7000.0),
         ("air (over 7 kHz)", 7000.0, 40000.0))  # fmt: skip
TOLD = 3
WORTH_DB = 1.5


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A reference and what to take from it, one sentence each, the greatest difference first."""

    name: str
    takes: tuple[str, ...]


def beside(path: Path, heard: Heard, facts: SongFacts) -> Beside:
    """Hear a reference and say how it differs from the song as it stands."""
    if not path.is_file():
        raise BadWish(f"--reference {path}: there is no such file")
    other = hear_finished(file_source(path), name=path.stem)
    theirs = facts_of(other, path.stem)
    told = _tone(heard.outcome, other.mix)
    tempo, mine = theirs.song.tempo, facts.song.tempo
    if tempo is not None and mine is not None and abs(tempo.tempo_bpm / mine.tempo_bpm - 1) > 0.03:
        told.append((2.0, f"tempo: {tempo.tempo_bpm:.0f} BPM there, {mine.tempo_bpm:.0f} here"))
    spread = range_lu(np.asarray(other.mix.k_power, np.float64)) - range_lu(
        np.asarray(heard.outcome.k_power, np.float64)
    )
    if abs(spread) > 1.0:
        more = "more" if spread > 0 else "less"
        told.append((abs(spread), f"dynamics: {abs(spread):.1f} LU {more} range there"))
    if theirs.intro_s + 3.0 < facts.intro_s:
        told.append(
            (2.5, f"form: its intro runs {theirs.intro_s:.0f} s, yours {facts.intro_s:.0f} s")
        )
    told.sort(key=lambda one: -one[0])
    takes = tuple(words for _, words in told[:TOLD])
    return Beside(
        name=path.name, takes=takes or ("nothing stands out: tone and dynamics are near",)
    )


def _tone(mine: TrackFeatures, theirs: TrackFeatures) -> list[tuple[float, str]]:
    told = []
    shares = [_shares_db(features) for features in (mine, theirs)]
    for row, (name, _, _) in enumerate(BANDS):
        more = float(shares[1][row] - shares[0][row])
        if abs(more) >= WORTH_DB:
            told.append((abs(more), f"{name}: {abs(more):.1f} dB {'more' if more > 0 else 'less'}"))
    return told


def _shares_db(features: TrackFeatures) -> NDArray[np.float64]:
    power = np.asarray(features.power, np.float64).sum(axis=(0, 2))
    total = max(float(power.sum()), 1e-30)
    rows = [power[(low <= BANDS_HZ) & (high > BANDS_HZ)].sum() / total for _, low, high in BANDS]
    return np.asarray(10.0 * np.log10(np.maximum(np.array(rows), 1e-9)), dtype=np.float64)
