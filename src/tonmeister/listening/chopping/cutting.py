"""Where to cut: just before an attack, where it is quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chopping.onsets import Onset
from tonmeister.signal import Samples

LEAD_MS = 3.0
"""A cut lies so long before its attack, so that the fade is over when it comes."""
SEEK_MS = 6.0
NEAR_MS = 30.0
"""An attack so near to a line of the grid is what the line means."""
SHORTEST_S = 0.04


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice begins at ``frame``; what it begins with strikes at ``attack_frame``."""

    frame: int
    attack_frame: int


def cuts_at_transients(
    sound: Samples, rate_hz: int, found: Sequence[Onset], *, sensitivity_score: float
) -> list[Cut]:
    """Return cuts before every attack that is strong enough; the first lies at 0.

    ``sensitivity_score`` 1 takes all, 0 only attacks as strong as the strongest.
    """
    least = (1.0 - sensitivity_score) ** 2
    strong = [o for o in found if o.strength >= least]
    return _apart([_before(sound, rate_hz, round(o.at_s * rate_hz)) for o in strong], rate_hz)


def cuts_on_grid(
    sound: Samples, rate_hz: int, found: Sequence[Onset], step_s: float, first_s: float = 0.0
) -> list[Cut]:
    """Return cuts at every step of a grid; a step whose attack comes near is cut before that."""
    length_s = sound.shape[1] / rate_hz
    cuts = []
    for n in range(int((length_s - first_s) / step_s + 0.5)):
        line_s = first_s + n * step_s
        near = [o for o in found if abs(o.at_s - line_s) <= min(NEAR_MS / 1000, 0.4 * step_s)]
        at_s = max(near, key=lambda o: o.strength).at_s if near else line_s
        cuts.append(_before(sound, rate_hz, round(at_s * rate_hz)))
    return _apart(cuts, rate_hz)


def _before(sound: Samples, rate_hz: int, attack: int) -> Cut:
    """Return the quietest place shortly before an attack, at a zero of the wave if there is one."""
    last = attack - round(LEAD_MS / 1000 * rate_hz)
    first = last - round(SEEK_MS / 1000 * rate_hz)
    if first <= 0:
        return Cut(0, attack)
    mono = sound[:, first : last + 1].mean(axis=0)
    width = max(4, rate_hz // 2000)
    loud = np.convolve(np.sum(sound[:, first : last + 1] ** 2, axis=0), np.ones(width), "same")
    quiet = int(loud.argmin())
    return Cut(first + _zero(mono, quiet, width), attack)


def _zero(mono: NDArray[np.float64], near: int, reach: int) -> int:
    a, b = max(0, near - reach), min(len(mono), near + reach + 1)
    return a + int(np.abs(mono[a:b]).argmin())


def _apart(cuts: Sequence[Cut], rate_hz: int) -> list[Cut]:
    least = round(SHORTEST_S * rate_hz)
    out = [Cut(0, 0)]
    for cut in sorted(cuts, key=lambda c: c.frame):
        if cut.frame < least:
            out[0] = Cut(0, max(cut.attack_frame, out[0].attack_frame))
        elif cut.frame - out[-1].frame >= least:
            out.append(cut)
    return out
