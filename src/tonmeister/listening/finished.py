"""Hearing finished sound: a mix or a master as a file, with its stems where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tonmeister.knowledge import Genre
from tonmeister.listening.analyse import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.song import song_map
from tonmeister.model import Session, SongMap, Track
from tonmeister.signal import Source

ANY = Genre(
    name="any",
    title="Released music",
    reads_as="what released records of about this loudness have in common",
    expected={},
    keep={},
)
"""What is expected where nobody said which genre it is: only what the corpus tables say."""


def hear_finished(
    mix: Source,
    *,
    name: str = "the mix",
    stems: Mapping[str, Source] | None = None,
    roles: Mapping[str, str] | None = None,
    genre: Genre = ANY,
    song: SongMap | None = None,
    known: Mapping[str, TrackFeatures] | None = None,
) -> Heard:
    """Hear a finished mix, deeper where its stems are there.

    ``stems`` must stand as they do in the mix (they add up to it). ``roles`` gives each its role
    (``other`` where it is missing). ``song`` and ``known`` (features by stem) save hearing again
    what was heard before.
    """
    stems, roles, known = stems or {}, dict(roles or {}), known or {}
    roles = {stem: roles.get(stem, "other") for stem in stems}
    strips = {stem: known.get(stem) or features_of(source) for stem, source in stems.items()}
    heard_mix = features_of(mix)
    length_s = heard_mix.length_s
    if song is None:
        tracks, parts = (strips, roles) if strips else ({name: heard_mix}, {name: "other"})
        song = song_map(tracks, parts, length_s)
        song = replace(song, length_s=length_s)
    return Heard(
        session=_session(name, mix, stems, roles),
        genre=genre,
        song=song,
        strips=strips,
        roles=roles,
        mix=heard_mix,
        rendered=True,
        sound=mix,
        sounds=stems,
    )


def _session(
    name: str, mix: Source, stems: Mapping[str, Source], roles: Mapping[str, str]
) -> Session:
    length_s = mix.frames / mix.rate_hz
    tracks = tuple(
        Track(
            name=stem, files=(), role=roles[stem], role_from="person", confidence=1.0,
            layout="stereo", rate_hz=source.rate_hz, bits=32,
            length_s=source.frames / source.rate_hz,
        )
        for stem, source in stems.items()
    )  # fmt: skip
    return Session(song=name, rate_hz=mix.rate_hz, length_s=length_s, tracks=tracks)
