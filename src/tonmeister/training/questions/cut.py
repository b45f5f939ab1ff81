"""Which octave is cut?"""

from __future__ import annotations

from tonmeister.faults import Piece
from tonmeister.training.declare import Chance, Question, exercise
from tonmeister.training.questions._bands import ask_band

_EARS = {
    63.0: "tone/weak",
    125.0: "tone/weak",
    250.0: "tone/thin",
    500.0: "tone/hollow",
    1000.0: "tone/hollow",
    2000.0: "words and strokes step back, though nothing is darker",
    4000.0: "tone/dull",
    8000.0: "tone/dark",
    16000.0: "tone/airless",
}


@exercise(
    "cut",
    title="The octave that was cut",
    amount="gain_db",
    easy=18.0,
    hard=3.0,
    by_ear="a cut is harder to hear than a boost: ask what is missing, not what is there",
    source="Bucklein, J. Audio Eng. Soc. 29(3), 1981: dips are heard less than peaks",
)
def cut(piece: Piece, amount: float, chance: Chance) -> Question:
    """Lower one octave of the song."""
    return ask_band(piece, -amount, chance, _EARS, "cut")
