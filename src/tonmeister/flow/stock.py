"""Taking stock of a folder: what is in it, which takes make a comp, what each track is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tonmeister.flow.align import aligned
from tonmeister.flow.edited import played_session
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.tell import Teller
from tonmeister.flow.tracks import listen_to_tracks, song_of
from tonmeister.flow.wishes import Wishes
from tonmeister.knowledge.roles import group_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.role_from_sound import looks_like_mix, role_from_sound
from tonmeister.model import Session, SongMap
from tonmeister.studio import (
    NothingToMix,
    Project,
    ingest,
    keep_out,
    with_sound_roles,
    write_session,
)
from tonmeister.studio.takes_found import maybe_parts_of, parts_of

SURE = 0.6  # below this a name is not trusted without listening


def take_stock(
    project: Project, wishes: Wishes, tell: Teller
) -> tuple[Session, dict[str, TrackFeatures]]:
    """Find out what is in the folder, and listen to every track once."""
    with tell.stage("ingest", "Taking stock of the folder") as on:
        session = ingest(wishes.song, project, rate_hz=wishes.rate_hz, progress=on)
        for problem in session.problems:
            tell.say(problem, kind="problem")
    session = _with_comps(session, project, wishes, tell)
    if project.edits_file.exists():
        session = played_session(session, project, tell)
    heard = [track for track in session.tracks if not track.take_of or track.use]
    with tell.stage("listen", f"Listening to {len(heard)} tracks") as on:
        tracks = listen_to_tracks(heard, session, project, wishes.workers, on, tell)
        session = _recognised(session, tracks)
        session = aligned(session, project, tracks)
        session = write_session(project, session, asked_rate_hz=wishes.rate_hz)
        if not session.playing:
            raise NothingToMix(_nothing_plays(session, project))
    return session, tracks


def _with_comps(session: Session, project: Project, wishes: Wishes, tell: Teller) -> Session:
    """Make comps of what was played several times; the takes themselves wait."""
    if not (parts_of(session) or maybe_parts_of(session) or any(t.take_of for t in session.tracks)):
        return session
    from tonmeister.flow.takes.comping import comped_session

    def song(rest: Session) -> SongMap | None:
        return song_of(rest, project, wishes, tell)

    return comped_session(session, project, song, tell, TakeWishes(genre=wishes.genre))


def _recognised(session: Session, tracks: Mapping[str, TrackFeatures]) -> Session:
    """Let the sound say what a name does not, and keep silence out."""
    unsure = [t for t in session.tracks if t.role_from != "person" and t.confidence < SURE]
    guesses = {t.name: role_from_sound(tracks[t.name]) for t in unsure if t.use}
    session = with_sound_roles(session, guesses)
    session = _without_mixes(session, tracks, {track.name for track in unsure})
    for track in session.playing:
        if not tracks[track.name].active.any():
            session = keep_out(
                session, track.name, "nothing sounds on it", wrong="recording/silent"
            )
    return session


def _without_mixes(
    session: Session, tracks: Mapping[str, TrackFeatures], unsure: Collection[str]
) -> Session:
    """Keep out what is a mix of the other tracks and is not called so ("Bounce 3").

    Only what more than the drums can explain: overheads hear the whole kit too.
    """
    for track in session.playing:
        others = [t for t in session.playing if t.name != track.name]
        named = [t for t in others if t.name not in unsure]
        others = named if len(named) >= 3 else others
        if track.name not in unsure or len({group_of(t.role) for t in others}) < 2:
            continue
        mixed, alike = looks_like_mix(tracks[track.name], {t.name: tracks[t.name] for t in others})
        if mixed:
            why = f"it sounds like a mix of the other tracks ({100 * alike:.0f} % alike)"
            session = keep_out(session, track.name, why, role="rough mix", confidence=alike)
    return session


def _nothing_plays(session: Session, project: Project) -> str:
    out = ", ".join(f"{t.name} ({t.why_not})" for t in session.tracks[:6])
    return (
        f"nothing in {project.song_folder} goes into the mix: {out}; "
        f"set use = true in {project.session_file}"
    )
