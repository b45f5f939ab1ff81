"""The song in time, from all its tracks together."""

from __future__ import annotations

from collections.abc import Mapping

from tonmeister.listening.beats import tempo_map
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.keys import harmony, key_of
from tonmeister.listening.phrases import phrases, song_is_sung
from tonmeister.listening.sections import sections
from tonmeister.model import SongMap


def song_map(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str], length_s: float
) -> SongMap:
    """Find the tempo, the key, the parts of the song, and where the lead sings.

    What cannot be heard with some certainty is None or empty.
    """
    chroma = harmony(tracks, roles)
    tempo = tempo_map(tracks, roles, chroma, length_s)
    sings = song_is_sung(tracks, roles)
    return SongMap(
        length_s=length_s,
        tempo=tempo,
        key=key_of(chroma),
        sections=sections(tracks, roles, chroma, sings, tempo, length_s),
        phrases=phrases(tracks, roles),
    )
