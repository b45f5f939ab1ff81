"""Hear a tempo that wanders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.drift import EVERY_S, pace
from tonmeister.listening.heard import Heard
from tonmeister.listening.vocals import runs
from tonmeister.model import Finding, Span

STEADY_PERCENT, BREATHES_PERCENT = 0.5, 1.5
WANDERS_PERCENT = 1.5
LEAST_S, LEAST_HEARD = 3.0, 0.5


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
    runs_off = runs(np.nan_to_num(np.abs(off)) > WANDERS_PERCENT) if steady else []
    stretches = [
        Span(float(local.at_s[a]) - EVERY_S, float(local.at_s[b - 1]) + EVERY_S)
        for a, b in _joined(runs_off)
        if (b - a) * EVERY_S >= LEAST_S
    ]
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


def _joined(found_: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what is not further apart than three seconds: a stretch that runs, then drags."""
    out: list[tuple[int, int]] = []
    for a, b in found_:
        if out and (a - out[-1][1]) * EVERY_S <= 3.0:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
