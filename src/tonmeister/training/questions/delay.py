"""How long after does the echo come?"""

from __future__ import annotations

from tonmeister.faults import Piece
from tonmeister.training.declare import Chance, Question, exercise
from tonmeister.training.matched import under_db
from tonmeister.training.play import played
from tonmeister.units import say

_CHOICES = 4
_UNDER_DB = 6.0
_TEMPO_BPM = 240.0  # the knob counts beats: at this tempo its range is 16 ms to 1 s


@exercise(
    "delay",
    title="The time of the echo",
    amount="apart_ratio",
    easy=2.2,
    hard=1.15,
    by_ear="under 40 ms it is a colour, to 100 ms a doubling, then a slap; longer, count it along",
    source="Haas, Acustica 1, 1951 (what is one sound and what is two)",
)
def delay(piece: Piece, amount: float, chance: Chance) -> Question:
    """Give one part (or the song) an echo; its times are so many times one another."""
    lead = piece.stem_of("lead vocal", "lead guitar", "electric guitar", "keys", "piano")
    dry = piece.mix if lead is None else piece.stems[lead]
    middle_ms = float(chance.uniform(140.0, 260.0))
    times_ms = [middle_ms * amount ** (k - (_CHOICES - 1) / 2) for k in range(_CHOICES)]
    right = int(chance.integers(_CHOICES))
    echo: dict[str, float | str | bool] = {
        "time_beats": times_ms[right] / 1000.0 * _TEMPO_BPM / 60.0, "tempo_bpm": _TEMPO_BPM,
        "feedback_percent": 0.0, "mix_percent": 100.0,
    }  # fmt: skip
    wet = played("delay", echo, dry, piece.rate_hz)
    wet = under_db(wet, dry, piece.rate_hz, _UNDER_DB)
    who = "the song" if lead is None else lead
    return Question(
        sounds={"a": piece.mix, "x": piece.mix + wet},
        asks=f"A is the song as it was. How long after {who} does its echo come in X?",
        answers=tuple(say("time_ms", round(ms)).replace(".0 ", " ") for ms in times_ms),
        right=right,
        was=f"one repeat after {times_ms[right]:.0f} ms",
    )
