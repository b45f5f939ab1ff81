"""Known wrongs, planted at known places: what tests, ``make ear`` and ear training listen to."""

from tonmeister.faults.declare import (
    CannotPlant,
    Fault,
    Piece,
    Planted,
    Strength,
    fault,
    faults,
)

__all__ = ["CannotPlant", "Fault", "Piece", "Planted", "Strength", "fault", "faults"]
