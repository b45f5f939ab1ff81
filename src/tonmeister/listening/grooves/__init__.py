"""Hearing a groove: swing, push and strength of each lane, and the pattern, from strokes."""

from tonmeister.listening.grooves.fitting import Fit, fitted
from tonmeister.listening.grooves.folding import folded, rolled
from tonmeister.listening.grooves.following import beats_of, on_beats
from tonmeister.listening.grooves.hearing import HeardGroove, TooFewStrokes, hear_groove
from tonmeister.listening.grooves.pulse import DrumPulse, drum_pulse, on_grid
from tonmeister.listening.grooves.sharp import sharpened
from tonmeister.listening.grooves.strokes import PlayedStroke, strokes_of_hits

__all__ = [
    "DrumPulse",
    "Fit",
    "HeardGroove",
    "PlayedStroke",
    "TooFewStrokes",
    "beats_of",
    "drum_pulse",
    "fitted",
    "folded",
    "hear_groove",
    "on_beats",
    "on_grid",
    "rolled",
    "sharpened",
    "strokes_of_hits",
]
