"""A stretch of a mix sent through fixed filters."""

from __future__ import annotations

from tonmeister.effects import recall
from tonmeister.faults.declare import Piece, Planted
from tonmeister.faults.places import within
from tonmeister.model import Span
from tonmeister.signal import Samples


def filtered(sound: Samples, rate_hz: int, effect: str, **settings: float) -> Samples:
    """Return a copy of the whole sound after one of the house's filters."""
    at_work = recall(effect, settings).start(rate_hz)
    return at_work.process(sound.copy(), None, lambda knob: settings[knob])


def through(piece: Piece, where: Span, effect: str, **settings: float) -> Planted:
    """Spoil a stretch of the mix with a filter; the truth is its gain as ``excess_db``.

    Where there are stems, each goes through the same filter, so that they still add up.
    """
    rate_hz = piece.rate_hz

    def spoil(sound: Samples) -> Samples:
        return within(sound, rate_hz, where, lambda s: filtered(s, rate_hz, effect, **settings))

    return Planted(
        piece=piece.with_mix(spoil(piece.mix)),
        where=where,
        truth={"excess_db": abs(settings["gain_db"])},
    )
