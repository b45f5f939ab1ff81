"""Hear a picture that hangs askew."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import db1, smooth, steps, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.dynamics_fine import Fine, fine
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.picture_local import span, spans
from tonmeister.listening.tone_local import at_an_end
from tonmeister.model import Finding, Weight

MOST_DB = 1.0
SMOOTH, STEP = 100, 10
LOCAL_DB = 2.0
"""A stretch alone must lean so far from how the rest hangs, in lows, middle and highs alike."""
LEAST_S, LOCAL_NOTE_DB = 4.0, 3.0
FILE_DB = 2.0
"""A finished file may lean so far before it is worth a note: nobody can move its parts."""


def lean_db(levels: Fine) -> NDArray[np.float64]:
    """Return how far all three bands lean to the same side, every 10 ms; right is positive.

    A part that plays on one side moves one band; a balance moves all. Each band counts against
    how it hangs in the middle of the song.
    """
    each = []
    for band in range(3):
        left, right = (smooth(side, SMOOTH) for side in levels.power[:, band])
        floor = float(np.percentile(left + right, 95)) * 1e-4 + 1e-12
        lean = 10.0 * np.log10((right + floor) / (left + floor))
        sounds = left + right > 10.0 * floor
        usual = float(np.median(lean[sounds])) if sounds.any() else 0.0
        each.append(np.where(sounds, lean - usual, 0.0))
    return np.asarray(np.median(each, axis=0), np.float64)


def leans_here(heard: Heard) -> Iterator[Finding]:
    """Find stretches of a finished mix that lean while the rest hangs straight."""
    levels = fine(heard)
    if levels is None:
        return
    lean = lean_db(levels)
    for sign, side in ((1.0, "right"), (-1.0, "left")):
        speaks = sign * lean[::STEP] - LOCAL_DB
        for part in spans(speaks, np.ones(len(speaks), np.bool_), 3.0, LEAST_S):
            by = float(np.mean(sign * lean[part.start * STEP : part.stop * STEP]))
            if by < LOCAL_DB:
                continue
            sure = by > LOCAL_NOTE_DB and not at_an_end(heard, span(part))
            where = span(part)
            share = _pull(heard, sign, steps(heard.mix, where))
            yield found(
                "Master",
                where,
                weight="info" if not sure else "fault" if by > 6.0 else "note",
                share=share or None,
                lean_db=by,
                excess_db=by,
                usual_high_db=MOST_DB,
                side=side,
                bars=heard.song.bars(where),
                most=next(iter(share), ""),
            )


def _weight(heard: Heard, lean: float) -> Weight:
    if heard.sound is not None and lean < FILE_DB:
        return "info"
    return "fault" if lean > 3.0 else "note"


def _pull(heard: Heard, sign: float, part: slice) -> dict[str, float]:
    """Return who pulls to a side, as parts of the whole pull."""
    pull = {}
    for name, features in playing(heard).items():
        left, right = features.left_right[:, part].sum(axis=1, dtype=np.float64)
        pull[name] = max(0.0, float(right - left) * sign)
    total = sum(pull.values())
    ranked = sorted(pull.items(), key=lambda item: -item[1])
    return {name: power / total for name, power in ranked} if total > 0.0 else {}


@check(
    "stereo/leaning",
    title="Leaning to one side",
    hears="the power of left against right over the whole song",
    matters="on headphones one ear gets tired; in the car one side plays",
    by_ear="close the eyes and point at the middle of the band",
    source="1 dB, for a stretch alone 3 dB in all bands: house practice",
    fix="move whoever pulls most towards the middle, or answer it with something on the other side",
    when="mix",
)
def leaning(heard: Heard) -> Iterator[Finding]:
    """Find a mix that leans, and who pulls; or a stretch that does."""
    yield from leans_here(heard)
    left, right = (float(p) for p in heard.mix.left_right.sum(axis=1, dtype=np.float64))
    if left + right <= 1e-9:
        return
    lean = db1(right / max(left, 1e-12)) if right > 0.0 else -99.0
    if abs(lean) <= MOST_DB:
        return
    share = _pull(heard, float(np.sign(lean)), slice(None))
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight=_weight(heard, abs(lean)),
        share=share or None,
        lean_db=abs(lean),
        usual_high_db=MOST_DB,
        side="right" if lean > 0 else "left",
        most=next(iter(share), ""),
    )
