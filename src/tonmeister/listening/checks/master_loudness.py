"""Hear if the master is as loud as it was meant to be."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import loudness_lufs, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

MOST_LU, FAR_LU = 0.2, 1.0


@check(
    "master/loudness",
    title="Loudness of the master",
    hears="the integrated loudness against the target",
    matters="players turn a louder master down, and a softer one does not always come up",
    by_ear="play it after a record you like without touching the knob",
    source="ITU-R BS.1770-5; 0.2 LU: the house's bar",
    fix="run the master again with the target, or set the drive into the limiter by the difference",
    when="mix",
)
def loudness(heard: Heard) -> Iterator[Finding]:
    """Find a master that misses its target."""
    if heard.mastered is None or heard.target_lufs is None:
        return
    measured = loudness_lufs(heard.mastered.k_power)
    measured = heard.mastered.facts.get("loudness_lufs", measured)
    off = measured - heard.target_lufs
    if abs(off) > MOST_LU:
        yield found(
            "Master",
            whole(heard.song.length_s),
            weight="fault" if abs(off) > FAR_LU else "note",
            loudness_lufs=measured,
            target_lufs=heard.target_lufs,
            off_lu=off,
            usual_high_lu=MOST_LU,
        )
