"""What the two band exercises share: octaves that the music has, and one of them changed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tonmeister.faults import Piece
from tonmeister.signal import Samples
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of
from tonmeister.training.play import played
from tonmeister.units import say

OCTAVES_HZ = (63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0)
_HEARD_DB = -40.0  # against the strongest octave, the spectrum tilted as music's is
_TILT_DB = 3.0  # what music loses an octave, about: pink


def octaves_of(sound: Samples, rate_hz: int) -> list[float]:
    """Return the octaves in which there is something to be changed."""
    power = np.square(np.abs(np.fft.rfft(sound, axis=1))).sum(axis=0)
    hz = np.fft.rfftfreq(sound.shape[1], 1.0 / rate_hz)
    level_db = []
    for number, centre in enumerate(OCTAVES_HZ):
        inside = power[(hz >= centre / 2**0.5) & (hz < min(centre * 2**0.5, 20000.0))].sum()
        level_db.append(10.0 * np.log10(inside + 1e-20) + _TILT_DB * number)
    most = max(level_db)
    return [hz for hz, level in zip(OCTAVES_HZ, level_db, strict=True) if level > most + _HEARD_DB]


def ask_band(
    piece: Piece, gain_db: float, chance: Chance, ears: Mapping[float, str], word: str
) -> Question:
    """Change one octave of the whole mix; ask which. ``ears``: a check or words, by octave."""
    offered = [hz for hz in octaves_of(piece.mix, piece.rate_hz) if hz < 0.45 * piece.rate_hz]
    if len(offered) < 3:
        raise CannotAsk(f"{piece.name} has sound in {len(offered)} octaves only: nothing to guess")
    right = int(chance.integers(len(offered)))
    centre_hz = offered[right]
    bell: dict[str, float | str | bool] = {
        "frequency_hz": centre_hz, "gain_db": gain_db, "width_q": 1.4,
    }  # fmt: skip
    changed = played("bell", bell, piece.mix, piece.rate_hz)
    ear = ears[centre_hz]
    return Question(
        sounds={"a": piece.mix, "x": changed},
        asks=f"A is the song as it was. Which octave is {word} in X?",
        answers=tuple(say("centre_hz", hz) for hz in offered),
        right=right,
        was=f"{say('centre_hz', centre_hz)} by {say('gain_db', abs(gain_db))}, an octave wide",
        by_ear=by_ear_of(ear) if "/" in ear else ear,
    )
