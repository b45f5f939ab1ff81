"""Which one has the reverb?"""

from __future__ import annotations

from tonmeister.faults import Piece
from tonmeister.training.declare import Chance, Question, by_ear_of, exercise, which
from tonmeister.training.matched import under_db
from tonmeister.training.play import played
from tonmeister.units import say

_DRY_ROLES = ("bass", "kick", "synth bass")  # nobody puts these on a plate


@exercise(
    "reverb",
    title="The missing reverb",
    amount="wet_db",
    easy=6.0,
    hard=26.0,
    by_ear="listen to the ends of notes and to the pauses, not to the notes",
    source="Corey, Audio Production and Critical Listening, 2nd ed., Focal Press 2016, ch. 3",
)
def reverb(piece: Piece, amount: float, chance: Chance) -> Question:
    """Put one part of the song (its lead, if it is there) on a plate; without stems, the song."""
    stems = [name for name in piece.stems if piece.roles.get(name) not in _DRY_ROLES]
    lead = piece.stem_of("lead vocal")
    chosen = lead or (stems[int(chance.integers(len(stems)))] if stems else None)
    dry = piece.mix if chosen is None else piece.stems[chosen]
    plate = {"decay_s": 1.8, "predelay_ms": 15.0, "mix_percent": 100.0}
    wet = played("plate", plate, dry, piece.rate_hz)
    wet = under_db(wet, dry, piece.rate_hz, amount)
    who = "the song" if chosen is None else chosen
    return which(
        piece.mix, piece.mix + wet, chance,
        asks=f"In which of the two does {who} have a reverb?",
        was=f"a plate on {who}, {say('wet_db', amount)} under it",
        by_ear=by_ear_of("space/wet"),
    )  # fmt: skip
