"""Which one is clipped?"""

from __future__ import annotations

import numpy as np

from tonmeister.faults import Piece
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of, exercise, which

_STILL_ROUND = 0.97  # a song that is cut off here itself cannot be cut off once more


@exercise(
    "clipping",
    title="The clipped one",
    amount="clipped_percent",
    easy=6.0,
    hard=0.02,
    by_ear="a crackle on the loudest strokes, grit on the bass; it is gone between them",
)
def clipping(piece: Piece, amount: float, chance: Chance) -> Question:
    """Cut so many percent of the samples off flat, as an overdriven converter does."""
    high = np.abs(piece.mix)
    ceiling = float(np.quantile(high, 1.0 - amount / 100.0))
    if ceiling >= _STILL_ROUND * float(high.max()):
        raise CannotAsk(f"{piece.name} is flattened already: clipping it adds nothing")
    return which(
        piece.mix, np.clip(piece.mix, -ceiling, ceiling), chance,
        asks="Which of the two is clipped?",
        was=f"{amount:.2g} % of the samples were cut off flat",
        by_ear=by_ear_of("print/clipped"),
    )  # fmt: skip
