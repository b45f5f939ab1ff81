"""Hearing a test recording: is every line alive, clean, the right way round, in its place."""

from tonmeister.listening.lines.bleed import Bleed, bleed_between
from tonmeister.listening.lines.levels import Level, level_of
from tonmeister.listening.lines.line import FAR, Line
from tonmeister.listening.lines.moments import Moments, moments_of
from tonmeister.listening.lines.overheads import Picture, pictures
from tonmeister.listening.lines.pairs import Pair, pairs_of
from tonmeister.listening.lines.patching import Same, Strange, same_signals, strange_names

__all__ = [
    "FAR", "Bleed", "Level", "Line", "Moments", "Pair", "Picture", "Same", "Strange",
    "bleed_between", "level_of", "moments_of", "pairs_of", "pictures", "same_signals",
    "strange_names",
]  # fmt: skip
