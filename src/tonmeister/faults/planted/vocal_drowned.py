"""A vocal that drowns in its own reverb."""

from __future__ import annotations

import numpy as np

from tonmeister.effects import recall
from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._stems import in_stem, lead_of, where_it_sounds
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

DECAY_S = 2.5


@fault(
    "vocal_drowned",
    title="Vocal in too much reverb",
    hears="vocal/drowned",
    amount="wet_db",
    amounts=(-6.0, -1.0, 4.0),
    needs="stems",
)
def drowned(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Send the lead vocal to a plate of 2.5 s, whose return lies so far over the dry voice.

    Dry and return together keep the loudness of the line.
    """
    lead = lead_of(piece)
    there = where_it_sounds(piece, lead, where)

    def spoil(sound: Samples) -> Samples:
        first, last = (round(s * piece.rate_hz) for s in (there.start_s, there.end_s))
        plate = recall("plate", {"decay_s": DECAY_S}).start(piece.rate_hz)
        wet = plate.process(sound.copy(), None, lambda knob: DECAY_S)
        dry_power, wet_power = (
            float(np.square(x[:, first:last]).mean()) + 1e-20 for x in (sound, wet)
        )
        both = sound + wet * gain(amount) * np.sqrt(dry_power / wet_power)
        left = float(np.square(both[:, first:last]).mean()) + 1e-20
        return np.asarray(both * np.sqrt(dry_power / left))

    return in_stem(piece, lead, there, spoil, truth={"wet_db": amount})
