"""Two microphones made of one stem."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece
from tonmeister.signal import Samples

CLOSE, SOFTER = 0.6, 0.4


def second_microphone(piece: Piece, level: float, late_frames: int) -> tuple[Piece, str]:
    """Split the loudest stem that has a role in two: a microphone, and a duller second one.

    The second is ``level`` times the first (negative: upside down) and comes later. Returns the
    piece and the name of the second.
    """
    name = piece.stem_of(*(role for role in piece.roles.values() if role != "other"))
    if name is None:
        raise CannotPlant(f"no stem of {piece.name} has a role")
    stem = piece.stems[name]
    if not stem.any():
        raise CannotPlant(f"{name} is silent")
    other = _later(_duller(stem), late_frames) * level
    second = f"{name}, second microphone"
    stems = {**piece.stems, second: other}
    roles = {**piece.roles, second: piece.roles[name]}
    spoiled = Piece(
        name=piece.name, rate_hz=piece.rate_hz, mix=piece.mix + other, stems=stems, roles=roles,
        song=piece.song,
    )  # fmt: skip
    return spoiled, second


def _duller(stem: Samples) -> Samples:
    """Return the stem as a second microphone hears it: a little less of the treble."""
    before = np.concatenate([np.zeros((2, 1)), stem[:, :-1]], axis=1)
    return np.asarray(CLOSE * stem + SOFTER * before)


def _later(stem: Samples, frames: int) -> Samples:
    if frames <= 0:
        return stem
    return np.concatenate([np.zeros((2, frames)), stem[:, :-frames]], axis=1)
