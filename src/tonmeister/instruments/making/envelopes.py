"""How a level goes over time: attack, decay, sustain, release."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonmeister.instruments.making.tape import Row, smooth_step


@dataclass(frozen=True, slots=True)
class Envelope:
    """Up in ``attack_s``, down to ``sustain`` (of 1) in ``decay_s``, to nothing in ``release_s``.

    Decay and release fall fast first and are at rest exactly when they say, without a corner.
    """

    attack_s: float
    decay_s: float
    sustain: float
    release_s: float

    def at(self, times_s: Row, held_s: float) -> Row:
        """Return the level at times since the start, for a note that is let go at ``held_s``."""
        held = self._held(np.minimum(times_s, held_s))
        gone = np.clip((times_s - held_s) / max(self.release_s, 1e-4), 0.0, 1.0)
        return held * _fall(gone)

    def _held(self, times_s: Row) -> Row:
        rise = smooth_step(times_s / max(self.attack_s, 1e-4))
        gone = np.clip((times_s - self.attack_s) / max(self.decay_s, 1e-4), 0.0, 1.0)
        return rise * (self.sustain + (1.0 - self.sustain) * _fall(gone))


def _fall(gone: Row) -> Row:
    """Go from 1 to 0 as ``gone`` goes from 0 to 1, level at both ends: no corner to be heard."""
    left = 1.0 - gone
    return left * left * left * (1.0 + 3.0 * gone)
