"""Drum strokes heard in close microphones or in a stem: when, which piece, how hard."""
