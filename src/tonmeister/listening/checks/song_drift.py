"""Hear a tempo that wanders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.drift import EVERY_S, WINDOW_S, pace
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span

STEADY_PERCENT, BREATHES_PERCENT = 0.5, 1.5
WANDERS_PERCENT = 1.5
LEAST_S, LEAST_HEARD = 3.0, 0.5
LEAST_COUNT, TURNS_S = 6, 3.0
"""Moments that must be heard to stray (3 s); what runs and then drags is in time in between."""

Curve = NDArray[np.float64]


@check(
    "song/drift",
    title="Tempo",
    hears="the tempo of each stretch of the song against the tempo of the whole",
    matters="in a song to a click, a stretch that runs is a wrong edit, a slipped file or a tape; "
    "in a played one, drift is life, and who edits it has to know",
    by_ear="tap along through the whole song without looking",
    source="the onset curve against itself some beats later; 1.5 %: house practice (listeners "
    "begin to notice 2 to 4 %, Drake & Botte 1993)",
    fix="look at the stretch for an edit, a clip without its warp or another sample rate; if it "
    "is how the band played, leave it, or let the grid follow the band",
    when="file",
)
def drift(heard: Heard) -> Iterator[Finding]:
    """Say how steady the tempo is; a note for stretches that run in a song that is steady."""
    tempo = heard.song.tempo
    local = pace(heard.mix, tempo.tempo_bpm if tempo is not None else None)
    if local is None:
        return
    tempo_bpm = tempo.tempo_bpm if tempo is not None else _usual_bpm(local.again_s)
    sure = np.isfinite(local.ratio)
    if sure.sum() < 8 or sure.mean() < LEAST_HEARD:
        return
    middle = float(np.median(local.ratio[sure]))
    off = 100.0 * (local.ratio / middle - 1.0)
    usual = float(np.median(np.abs(off[sure])))
    low, high = np.percentile(off[sure], [5, 95])
    steady = usual <= STEADY_PERCENT
    unheard_s = WINDOW_S + local.again_s
    stretches = list(_strays(local.at_s[sure], off[sure], unheard_s)) if steady else []
    facts: dict[str, Any] = {
        "tempo_bpm": tempo_bpm * middle,
        "wander_percent": float(max(abs(low), abs(high))),
        "usual_percent": usual,
    }
    for where in stretches:
        inside = (local.at_s >= where.start_s) & (local.at_s <= where.end_s) & sure
        most = float(off[inside][np.abs(off[inside]).argmax()])
        yield found(
            "Master",
            where,
            weight="note",
            confidence=0.7,
            **{**facts, "wander_percent": abs(most)},
            off_percent=most,
            bars=heard.song.bars(where),
            steadiness=f"elsewhere it is steady, but {heard.song.bars(where)} "
            + ("run ahead" if most > 0 else "drag"),
        )
    if not stretches:
        yield found(
            "Master",
            whole(heard.song.length_s),
            weight="info",
            confidence=0.7,
            **facts,
            steadiness="steady as to a click"
            if steady
            else "it breathes as players do"
            if usual <= BREATHES_PERCENT
            else "it is free",
        )


def _usual_bpm(again_s: float) -> float:
    """Return the tempo between 80 and 160 whose beats fit into a distance."""
    return float(60.0 / again_s * 2.0 ** np.ceil(np.log2(80.0 * again_s / 60.0)))


def _strays(at_s: Curve, off: Curve, unheard_s: float) -> Iterator[Span]:
    """Find where the moments that were heard stray for long enough.

    A window that lies over a turn of the tempo hears nothing, so moments that were not heard do
    not end a stretch (unless there are more of them than a window is long), only moments in time
    do. It begins and ends in the middle between the last in time and the first that strays.
    """
    groups: list[list[int]] = []
    for i in np.flatnonzero(np.abs(off) > WANDERS_PERCENT):
        last = groups[-1][-1] if groups else 0
        near = bool(groups) and (i - last - 1) * EVERY_S <= TURNS_S
        if near and np.diff(at_s[last : i + 1]).max() <= unheard_s:
            groups[-1].append(int(i))
        else:
            groups.append([int(i)])
    for group in groups:
        a, b = group[0], group[-1]
        before_s = at_s[a] - at_s[a - 1] if a else EVERY_S
        after_s = at_s[b + 1] - at_s[b] if b + 1 < at_s.size else EVERY_S
        start_s = float(at_s[a] - max(min(before_s, unheard_s) / 2.0, EVERY_S))
        end_s = float(at_s[b] + max(min(after_s, unheard_s) / 2.0, EVERY_S))
        if len(group) >= LEAST_COUNT and end_s - start_s >= LEAST_S:
            yield Span(max(start_s, 0.0), end_s)
