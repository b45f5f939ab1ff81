"""Hear a picture that hangs askew."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import db1, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

MOST_DB = 1.0


@check(
    "stereo/leaning",
    title="Leaning to one side",
    hears="the power of left against right over the whole song",
    matters="on headphones one ear gets tired; in the car one side plays",
    by_ear="close the eyes and point at the middle of the band",
    source="1 dB: house practice",
    when="mix",
)
def leaning(heard: Heard) -> Iterator[Finding]:
    """Find a mix that leans, and who pulls."""
    left, right = (float(p) for p in heard.mix.left_right.sum(axis=1, dtype=np.float64))
    if left + right <= 1e-9:
        return
    lean = db1(right / max(left, 1e-12)) if right > 0.0 else -99.0
    if abs(lean) <= MOST_DB:
        return
    pull = {}
    for name, features in playing(heard).items():
        l_part, r_part = features.left_right.sum(axis=1, dtype=np.float64)
        pull[name] = max(0.0, float(r_part - l_part) * np.sign(lean))
    total = sum(pull.values())
    share = {n: p / total for n, p in sorted(pull.items(), key=lambda i: -i[1])} if total else None
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="fault" if abs(lean) > 3.0 else "note",
        share=share,
        lean_db=abs(lean),
        usual_high_db=MOST_DB,
        side="right" if lean > 0 else "left",
        most=next(iter(share), "") if share else "",
    )
