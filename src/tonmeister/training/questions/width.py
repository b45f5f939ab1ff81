"""Which one is narrower?"""

from __future__ import annotations

from tonmeister.faults import Piece
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of, exercise, which
from tonmeister.training.matched import side_under_mid_db
from tonmeister.training.play import played
from tonmeister.units import say

_MONO_DB = 30.0


@exercise(
    "width",
    title="The narrower picture",
    amount="narrower_percent",
    easy=95.0,
    hard=12.0,
    by_ear="close the eyes and point at the outermost instrument on each side",
    source="Corey, Audio Production and Critical Listening, 2nd ed., Focal Press 2016, ch. 3",
)
def width(piece: Piece, amount: float, chance: Chance) -> Question:
    """Turn the side down by so many percent."""
    if side_under_mid_db(piece.mix) > _MONO_DB:
        raise CannotAsk(f"{piece.name} is mono here: it cannot get narrower")
    changed = played("width", {"width_percent": 100.0 - amount}, piece.mix, piece.rate_hz)
    return which(
        piece.mix, changed, chance,
        asks="Which of the two is narrower?",
        was=f"its side was turned down by {say('narrower_percent', amount)}",
        by_ear=by_ear_of("stereo/narrow"),
    )  # fmt: skip
