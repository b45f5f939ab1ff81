"""Which one has lost its top to a codec?"""

from __future__ import annotations

import numpy as np

from tonmeister.faults import Piece
from tonmeister.signal.level import db
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of, exercise, which
from tonmeister.training.play import below
from tonmeister.units import say

_HEARD_DB = -55.0  # what lies above the edge, against the whole


@exercise(
    "codec",
    title="The missing top",
    amount="edge_hz",
    easy=5000.0,
    hard=15500.0,
    by_ear="listen to the ends of cymbals and to the breath before a line",
    source="edges as low-rate MP3 and AAC encoders set them; a cut without phase shift",
)
def codec(piece: Piece, amount: float, chance: Chance) -> Question:
    """Cut all above a frequency, as a lossy codec of low rate does."""
    cut = below(piece.mix, piece.rate_hz, amount)
    lost_db = db(_rms(piece.mix - cut)) - db(_rms(piece.mix))
    if lost_db < _HEARD_DB:
        raise CannotAsk(f"{piece.name} has nothing above {say('edge_hz', amount)} to be missed")
    return which(
        piece.mix, cut, chance,
        asks="Which of the two has lost its top, as through a codec of low rate?",
        was=f"nothing was left above {say('edge_hz', amount)}",
        by_ear=by_ear_of("tone/airless"),
    )  # fmt: skip


def _rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound**2)))
