"""Listening: what is measured about a sound, and what is found in it. Pure functions.

``features_of(source)`` measures one track, ``listen(heard)`` asks every check on the shelf. The
checks themselves lie in ``checks/``, one to a file; ``check.py`` says how they are declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.listening.analyse import features_of
    from tonmeister.listening.check import Check, UnknownCheck, listen
    from tonmeister.listening.corpus import CorpusScore, corpus_score, tone_distance_db
    from tonmeister.listening.features import BANDS_HZ, HOP_S, ONSET_HOP_S, TrackFeatures
    from tonmeister.listening.heard import Heard
    from tonmeister.listening.masking import Masked
    from tonmeister.listening.song import song_map

__all__ = [
    "BANDS_HZ",
    "HOP_S",
    "ONSET_HOP_S",
    "Check",
    "CorpusScore",
    "Heard",
    "Masked",
    "TrackFeatures",
    "UnknownCheck",
    "corpus_score",
    "features_of",
    "listen",
    "song_map",
    "tone_distance_db",
]


__getattr__ = later(
    __name__,
    {
        "Check": "check",
        "UnknownCheck": "check",
        "listen": "check",
        "CorpusScore": "corpus",
        "corpus_score": "corpus",
        "tone_distance_db": "corpus",
        "BANDS_HZ": "features",
        "HOP_S": "features",
        "ONSET_HOP_S": "features",
        "TrackFeatures": "features",
        "Heard": "heard",
        "Masked": "masking",
        "features_of": "analyse",
        "song_map": "song",
    },
)
