"""Hear how loud the mix is and how far its peaks stand out."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import db1, loudness_lufs, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding


@check(
    "print/loudness",
    title="Loudness of the mix",
    hears="the integrated loudness of the mix, its highest peak, and how far they lie apart",
    matters="the way from here to the master is what the limiter will have to do",
    by_ear="play it after a finished record: how far is the knob turned?",
    source="ITU-R BS.1770-5; where masters of the kind lie: the genre",
    fix="nothing in the mix: leave the way to the master open, and set the loudness there",
)
def loudness(heard: Heard) -> Iterator[Finding]:
    """Say how loud the mix is. Before a print: the plain sum of the tracks as they came."""
    loud = heard.mix.facts.get("loudness_lufs", loudness_lufs(heard.mix.k_power))
    expected = heard.genre.expected.get("print.integrated_lufs")
    if loud <= -70.0 or expected is None:
        return
    sample_peak = 2.0 * db1(float(heard.mix.peak.max(initial=0.0)))
    peak = heard.mix.facts.get("true_peak_dbtp", sample_peak)
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info",
        loudness_lufs=loud,
        true_peak_dbtp=peak,
        crest_db=peak - loud,
        usual_low_lufs=expected.low,
        usual_high_lufs=expected.high,
        what="the mix" if heard.rendered else "the plain sum of the tracks",
        source=expected.source,
    )
