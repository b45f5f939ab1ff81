"""Where single events lie: gathered into stretches, and told as a list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import Span

TOLD = 8
JOIN_S = 8.0


def told(times_s: Sequence[float] | NDArray[np.float64]) -> str:
    """Write down moments: ``told([1.5, 62.25]) == "0:01.50, 1:02.25"``, at most eight of them."""
    written = [f"{int(t // 60)}:{t % 60:05.2f}" for t in times_s[:TOLD]]
    return ", ".join(written) + (f" and {len(times_s) - TOLD} more" if len(times_s) > TOLD else "")


def gathered(times_s: Sequence[float], join_s: float = JOIN_S) -> list[list[float]]:
    """Return events in groups: those of a group follow each other within ``join_s``."""
    groups: list[list[float]] = []
    for at_s in sorted(times_s):
        if groups and at_s - groups[-1][-1] <= join_s:
            groups[-1].append(float(at_s))
        else:
            groups.append([float(at_s)])
    return groups


def around(group: Sequence[float], margin_s: float = 0.05) -> Span:
    """Return the stretch that a group of events covers."""
    return Span(max(0.0, group[0] - margin_s), group[-1] + margin_s)
