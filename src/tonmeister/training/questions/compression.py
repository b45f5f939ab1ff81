"""Which one is compressed?"""

from __future__ import annotations

import numpy as np

from tonmeister.faults import Piece
from tonmeister.signal.level import db
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of, exercise, which
from tonmeister.training.play import played
from tonmeister.units import say

_RATIO = 4.0
_LOUD_PERCENTILE = 95.0  # where the reduction is what is asked for


@exercise(
    "compression",
    title="The compressed one",
    amount="reduction_db",
    easy=12.0,
    hard=1.5,
    by_ear="listen to the first moment of each stroke, then to what rises between the strokes",
    source="Corey, Audio Production and Critical Listening, 2nd ed., Focal Press 2016, ch. 4",
    instead="boost",
)
def compression(piece: Piece, amount: float, chance: Chance) -> Question:
    """Compress the whole mix, 4:1 and fast, by so many dB at its loud moments."""
    step = max(1, round(0.01 * piece.rate_hz))
    frames = piece.mix.shape[1] // step * step
    peaks = np.abs(piece.mix[:, :frames]).max(axis=0).reshape(-1, step).max(axis=1)
    loud_dbfs = db(float(np.percentile(peaks, _LOUD_PERCENTILE)))
    threshold_db = loud_dbfs - amount / (1.0 - 1.0 / _RATIO)
    if threshold_db < -75.0:
        raise CannotAsk(f"{piece.name} is too soft here to be compressed")
    setting = {
        "threshold_db": threshold_db, "ratio": _RATIO, "attack_ms": 3.0, "release_ms": 90.0,
        "knee_db": 3.0,
    }  # fmt: skip
    changed = played("compressor", setting, piece.mix, piece.rate_hz)
    return which(
        piece.mix, changed, chance,
        asks="Which of the two is compressed?",
        was=f"compressed 4:1, {say('reduction_db', amount)} at the loud moments",
        by_ear=by_ear_of("dynamics/flat"),
    )  # fmt: skip
