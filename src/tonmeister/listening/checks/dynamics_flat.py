"""Hear that all life has been pressed out."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import loudness_lufs, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

LEAST_DB = {
    "lead vocal": 8.0, "backing vocal": 8.0, "kick": 8.0, "snare": 9.0, "drums": 8.0, "tom": 8.0,
    "overheads": 8.0, "acoustic guitar": 8.0, "piano": 8.0,
}  # fmt: skip
SLACK_DB = 1.5


@check(
    "dynamics/flat",
    title="Pressed flat",
    hears="the highest peak over the usual level: of single tracks, and of the mix",
    matters="what came in squashed cannot be brought back; more compression only adds dirt",
    by_ear="strokes have no front; everything sits at one distance",
    source="tracks: 16.7 - 1.4 x 6.3 dB (MEGAMI, arXiv 2511.08040); mixes: the genre",
    fix="take compressors and limiters off this track, or ask for the take before them",
)
def flat(heard: Heard) -> Iterator[Finding]:
    """Find tracks without peaks, and a mix that is flatter than records of its kind."""
    length_s = heard.song.length_s
    for name, features in playing(heard).items():
        value = features.facts.get("crest_db", 99.0)
        least = LEAST_DB.get(heard.roles[name], 0.0)
        if 0.0 < value < least:
            yield found(
                name, whole(length_s), weight="info", confidence=0.7,
                crest_db=value, usual_low_db=least, under_db=least - value,
            )  # fmt: skip
    expected = heard.genre.expected.get("dynamics.peak_to_loudness_db")
    peak = heard.mix.facts.get("true_peak_dbtp", heard.mix.facts.get("sample_peak_dbfs"))
    if not heard.rendered or expected is None or peak is None:
        return
    loud = loudness_lufs(heard.mix.k_power)
    if loud > -70.0 and peak - loud < expected.low - SLACK_DB:
        yield found(
            "Master", whole(length_s), crest_db=peak - loud, usual_low_db=expected.low,
            under_db=expected.low - (peak - loud), source=expected.source,
        )  # fmt: skip
