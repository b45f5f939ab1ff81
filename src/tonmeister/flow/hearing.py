"""Taking in a folder and listening to it, track by track and as a song."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from tonmeister.flow.align import aligned
from tonmeister.flow.edited import played_session
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.knowledge import Genre, genre
from tonmeister.knowledge.roles import group_of
from tonmeister.listening import features_of, listen, song_map
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.role_from_sound import looks_like_mix, role_from_sound
from tonmeister.model import Finding, Layout, Session, SongMap, Track
from tonmeister.producer import guess_genre
from tonmeister.signal import Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import (
    NothingToMix,
    Project,
    WavSink,
    file_source,
    ingest,
    keep_out,
    load_features,
    open_source,
    save_features,
    track_key,
    with_sound_roles,
    write_findings,
    write_session,
)
from tonmeister.studio.takes_found import maybe_parts_of, parts_of

SURE = 0.6  # below this a name is not trusted without listening


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A song as it came in, heard. ``raw`` is the plain sum of what plays, as a sound."""

    session: Session
    heard: Heard
    findings: tuple[Finding, ...]
    genre: Genre
    genre_why: str
    sources: Mapping[str, Source]
    hashes: Mapping[str, str]
    layouts: Mapping[str, Layout]
    raw: Source
    reference: TrackFeatures | None


def hear(project: Project, wishes: Wishes, tell: Teller) -> Hearing:
    """Take stock of the folder, listen to every track once, find the song's form."""
    session, tracks = take_stock(project, wishes, tell)
    with tell.stage("song", "Hearing the song as a whole") as on:
        return _as_a_song(session, project, wishes, tracks, on, tell)


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
        tracks = _listen_to_tracks(heard, session, project, wishes.workers, on, tell)
        session = _recognised(session, tracks)
        session = aligned(session, project, tracks)
        session = write_session(project, session, asked_rate_hz=wishes.rate_hz)
        if not session.playing:
            raise NothingToMix(_nothing_plays(session, project))
    return session, tracks


def _as_a_song(
    session: Session,
    project: Project,
    wishes: Wishes,
    tracks: Mapping[str, TrackFeatures],
    on: Callable[[float], None],
    tell: Teller,
) -> Hearing:
    playing = {track.name: tracks[track.name] for track in session.playing}
    roles = {track.name: track.role for track in session.playing}
    sources = {t.name: open_source(t, session, project) for t in session.playing}
    song = song_map(playing, roles, session.length_s)
    on(0.3)
    raw, raw_features = _plain_sum(session, project, list(sources.values()))
    on(0.8)
    heard = Heard(
        session=session,
        genre=genre(wishes.genre or "pop"),
        song=song,
        strips=playing,
        roles=roles,
        mix=raw_features,
    )
    why = "as you asked"
    if wishes.genre is None:
        name, _, why = guess_genre(heard)
        heard = replace(heard, genre=genre(name))
        tell.say(f"No genre was given; working as {heard.genre.title}: {why}")
    findings = listen(heard)
    write_findings(project, findings)
    session = _with_faults(session, findings)
    session = write_session(project, session, asked_rate_hz=wishes.rate_hz)
    heard = replace(heard, session=session)
    return Hearing(
        session=session,
        heard=heard,
        findings=findings,
        genre=heard.genre,
        genre_why=why,
        sources=sources,
        hashes={track.name: track_key(track, session) for track in session.playing},
        layouts={track.name: track.layout for track in session.playing},
        raw=raw,
        reference=_reference(project, wishes),
    )


def _with_comps(session: Session, project: Project, wishes: Wishes, tell: Teller) -> Session:
    """Make comps of what was played several times; the takes themselves wait."""
    if not (parts_of(session) or maybe_parts_of(session) or any(t.take_of for t in session.tracks)):
        return session
    from tonmeister.flow.takes.comping import comped_session

    def song(rest: Session) -> SongMap | None:
        playing = rest.playing
        with tell.stage("bars", "Finding the bars") as on:
            heard = _listen_to_tracks(playing, rest, project, wishes.workers, on, tell)
        roles = {track.name: track.role for track in playing}
        return song_map(heard, roles, rest.length_s)

    return comped_session(session, project, song, tell, TakeWishes(genre=wishes.genre))


def _listen_to_tracks(
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


def _with_faults(session: Session, findings: Sequence[Finding]) -> Session:
    """Write into the session what is wrong with the recordings themselves."""
    faults: dict[str, list[str]] = {}
    for finding in findings:
        if finding.check.startswith("recording/") and finding.weight != "info":
            faults.setdefault(finding.strip, []).append(finding.check)
    tracks = tuple(
        replace(t, wrong=tuple(dict.fromkeys((*t.wrong, *faults.get(t.name, ())))))
        for t in session.tracks
    )
    return replace(session, tracks=tracks)


def _plain_sum(
    session: Session, project: Project, sources: list[Source]
) -> tuple[Source, TrackFeatures]:
    """Add the raw tracks up as they are: what the record is compared with."""
    summed = Sum(sources, [1.0] * len(sources))
    path = project.cache / "raw_sum.wav"
    with WavSink(path, session.rate_hz, bits=32, frames=summed.frames) as sink:
        for start in range(0, summed.frames, 65536):
            sink.write(summed.read(start, min(65536, summed.frames - start)))
    raw = file_source(path)
    return raw, features_of(raw, light=True)


def _reference(project: Project, wishes: Wishes) -> TrackFeatures | None:
    if wishes.reference is None:
        return None
    return features_of(file_source(wishes.reference, project=project), light=True)


def _nothing_plays(session: Session, project: Project) -> str:
    out = ", ".join(f"{t.name} ({t.why_not})" for t in session.tracks[:6])
    return (
        f"nothing in {project.song_folder} goes into the mix: {out}; "
        f"set use = true in {project.session_file}"
    )
