"""Listening to tracks, each once; what was analysed before is fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.listening import features_of, song_map
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Session, SongMap, Track
from tonmeister.studio import (
    Project,
    load_features,
    open_source,
    save_features,
    track_key,
)


def listen_to_tracks(
    tracks: Sequence[Track],
    session: Session,
    project: Project,
    workers: int,
    on: Callable[[float], None],
    tell: Teller,
) -> dict[str, TrackFeatures]:
    """Analyse each track, or fetch what was analysed before."""
    done = 0

    def one(track: Track) -> tuple[str, TrackFeatures]:
        nonlocal done
        tell.check()
        key = track_key(track, session)
        features = load_features(project, key)
        if features is None:
            features = features_of(open_source(track, session, project))
            save_features(project, key, features)
        done += 1
        on(done / len(tracks))
        return track.name, features

    with ThreadPoolExecutor(workers) as pool:
        return dict(pool.map(one, tracks))


def song_of(session: Session, project: Project, wishes: Wishes, tell: Teller) -> SongMap | None:
    """Return the song in time, by the roles that names say; for what comes before the mix."""
    playing = session.playing
    if not playing:
        return None
    with tell.stage("bars", "Finding the bars") as on:
        heard = listen_to_tracks(playing, session, project, wishes.workers, on, tell)
    roles = {track.name: track.role for track in playing}
    return song_map(heard, roles, session.length_s)
