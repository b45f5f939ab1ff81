"""Is the lead vocal louder, and by how much?"""

from __future__ import annotations

from tonmeister.faults import Piece
from tonmeister.signal import gain
from tonmeister.training.declare import CannotAsk, Chance, Question, by_ear_of, exercise
from tonmeister.units import say


@exercise(
    "vocal",
    title="The louder vocal",
    amount="gain_db",
    easy=6.0,
    hard=0.5,
    by_ear="listen to the band, not to the singer: what of it can no longer be heard?",
    needs="vocal",
)
def vocal(piece: Piece, amount: float, chance: Chance) -> Question:
    """Turn the lead vocal up or down against the band, or leave it; the whole stays as loud."""
    lead = piece.stem_of("lead vocal")
    if lead is None:
        raise CannotAsk(f"nobody sings in this part of {piece.name}")
    turned_db = (amount, 0.0, -amount)
    right = int(chance.integers(3))
    stem = piece.stems[lead]
    changed = piece.mix + stem * (gain(turned_db[right]) - 1.0)
    step = say("gain_db", amount)
    was = (f"the vocal was {step} louder", "nothing was changed", f"the vocal was {step} softer")
    return Question(
        sounds={"a": piece.mix, "x": changed},
        asks="A is the song as it was. How does the lead vocal stand in X?",
        answers=(f"{step} louder", "as it was", f"{step} softer"),
        right=right,
        was=was[right],
        by_ear=(by_ear_of("vocal/over"), "", by_ear_of("vocal/under"))[right],
    )
