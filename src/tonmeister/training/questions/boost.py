"""Which octave is boosted?"""

from __future__ import annotations

from tonmeister.faults import Piece
from tonmeister.training.declare import Chance, Question, exercise
from tonmeister.training.questions._bands import ask_band

_EARS = {
    63.0: "tone/boomy",
    125.0: "tone/boomy",
    250.0: "tone/muddy",
    500.0: "tone/boxy",
    1000.0: "the voice comes through a telephone, and says 'ah'",
    2000.0: "the attack of guitars and snare steps forward; vowels turn to 'eh'",
    4000.0: "tone/harsh",
    8000.0: "tone/bright",
    16000.0: "tone/fizzy",
}


@exercise(
    "boost",
    title="The boosted octave",
    amount="gain_db",
    easy=12.0,
    hard=2.0,
    by_ear="hum the place where the sound sticks out, then find it on the keyboard",
    source="Corey, Audio Production and Critical Listening, 2nd ed., Focal Press 2016",
    instead="cut",
)
def boost(piece: Piece, amount: float, chance: Chance) -> Question:
    """Lift one octave of the song."""
    return ask_band(piece, amount, chance, _EARS, "boosted")
