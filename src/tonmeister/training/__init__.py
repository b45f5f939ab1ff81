"""Ear training: exercises made of the user's own songs."""

from tonmeister.training.declare import (
    CannotAsk,
    Exercise,
    Question,
    exercise,
    exercises,
)
from tonmeister.training.staircase import LEVELS, Stair

__all__ = ["LEVELS", "CannotAsk", "Exercise", "Question", "Stair", "exercise", "exercises"]
