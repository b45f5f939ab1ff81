"""What is wrong with this mix?"""

from __future__ import annotations

from tonmeister.faults import CannotPlant, Piece, faults
from tonmeister.faults.declare import Strength
from tonmeister.listening.check import checks
from tonmeister.model import Span
from tonmeister.training.declare import CannotAsk, Chance, Question, exercise

_CHOICES = 4
_UNHEARD = ("dc",)  # real, but nobody hears it
_STRONG, _MIDDLE = 66.0, 33.0


@exercise(
    "fault",
    title="What is wrong here?",
    amount="strength_percent",
    easy=100.0,
    hard=20.0,
    by_ear="first say what the ear does: lean forward, step back, look for a side; then why",
)
def fault(piece: Piece, amount: float, chance: Chance) -> Question:
    """Plant one of the house's known faults in the song, and ask which one it is."""
    strength: Strength = 2 if amount > _STRONG else 1 if amount > _MIDDLE else 0
    able = [
        one for one in faults().values()
        if (one.needs == "mix" or piece.stems) and one.least_s <= piece.length_s
        and one.id not in _UNHEARD and one.hears in checks()
    ]  # fmt: skip
    where = Span(0.0, piece.length_s)
    for number in chance.permutation(len(able)):
        chosen = able[int(number)]
        try:
            spoiled = chosen.plant(piece, where, strength, int(chance.integers(1 << 30)))
        except CannotPlant:
            continue
        titles = {one.title for one in able} - {chosen.title}
        wrong = [str(t) for t in chance.permutation(sorted(titles))[: _CHOICES - 1]]
        if not wrong:
            break
        answers = [str(t) for t in chance.permutation([chosen.title, *wrong])]
        return Question(
            sounds={"a": piece.mix, "x": spoiled.piece.mix},
            asks="A is the song as it was. What is wrong with X?",
            answers=tuple(answers),
            right=answers.index(chosen.title),
            was=chosen.title[:1].lower() + chosen.title[1:],
            by_ear=checks()[chosen.hears].by_ear,
        )
    raise CannotAsk(f"none of the known faults can be planted in this part of {piece.name}")
