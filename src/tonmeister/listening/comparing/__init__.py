"""Two or three mixes side by side, equally loud: what differs, where, and whether one hears it."""

from tonmeister.listening.comparing.crest import crest_by_band_db
from tonmeister.listening.comparing.differences import Difference, differences
from tonmeister.listening.comparing.meeting import Meeting, meet
from tonmeister.listening.comparing.null import Null, null
from tonmeister.listening.comparing.parts import Part, parts_apart, parts_together
from tonmeister.listening.comparing.sides import Side, side

__all__ = [
    "Difference",
    "Meeting",
    "Null",
    "Part",
    "Side",
    "crest_by_band_db",
    "differences",
    "meet",
    "null",
    "parts_apart",
    "parts_together",
    "side",
]
