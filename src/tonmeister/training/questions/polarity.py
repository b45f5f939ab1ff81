"""Which one has a side turned over?"""

from __future__ import annotations

import numpy as np

from tonmeister.faults import Piece
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of, exercise, which
from tonmeister.training.play import below
from tonmeister.units import say

_EMPTY_DB = -45.0


@exercise(
    "polarity",
    title="The side that is turned over",
    amount="below_hz",
    easy=16000.0,
    hard=90.0,
    by_ear="the sound pulls at both ears and has no middle; the bass has gone thin",
    source="Corey, Audio Production and Critical Listening, 2nd ed., Focal Press 2016, ch. 3",
)
def polarity(piece: Piece, amount: float, chance: Chance) -> Question:
    """Turn the right side over, all of it or only what lies under a frequency."""
    low = below(piece.mix, piece.rate_hz, amount)
    power = float(np.mean(low[1] ** 2)), float(np.mean(piece.mix**2))
    if power[0] < power[1] * 10 ** (_EMPTY_DB / 10):
        raise CannotAsk(f"{piece.name} has nothing under {say('below_hz', amount)} on the right")
    changed = piece.mix.copy()
    changed[1] -= 2.0 * low[1]
    return which(
        piece.mix, changed, chance,
        asks="In which of the two is one side turned over in polarity?",
        was=f"the right side was turned over under {say('below_hz', amount)}",
        by_ear=f"{by_ear_of('stereo/wide')}; {by_ear_of('low/not_mono')}",
    )  # fmt: skip
