"""Taking in a folder and listening to it, track by track and as a song."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tonmeister.flow.hosting import Hosting
from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Teller
from tonmeister.flow.tracks import listen_to_tracks
from tonmeister.flow.wishes import Wishes
from tonmeister.knowledge import Genre, genre
from tonmeister.listening import features_of, listen, song_map
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Layout, Session
from tonmeister.producer import guess_genre
from tonmeister.signal import Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import (
    Project,
    WavSink,
    file_source,
    open_source,
    track_key,
    write_findings,
    write_session,
)


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A song as it came in, heard. ``raw`` is the plain sum of what plays, as a sound.

    ``hosting`` plays the plug-ins of its sheet.
    """

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
    hosting: Hosting


def hear(project: Project, wishes: Wishes, tell: Teller) -> Hearing:
    """Take stock of the folder, listen to every track once, find the song's form."""
    session, tracks = take_stock(project, wishes, tell)
    with tell.stage("song", "Hearing the song as a whole") as on:
        return _as_a_song(session, project, wishes, tracks, on, tell)


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
    song = song_map(playing, roles, session.length_s)
    on(0.2)
    came = [open_source(t, session, project, as_it_came=True) for t in session.playing]
    raw, raw_features = _plain_sum(session, project, came)
    on(0.5)
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
    if wishes.edits:
        heard = _edited(heard, tracks, project, wishes, tell)
        session = heard.session
    on(0.8)
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
        sources={t.name: open_source(t, session, project) for t in session.playing},
        hashes={track.name: track_key(track, session) for track in session.playing},
        layouts={track.name: track.layout for track in session.playing},
        raw=raw,
        reference=_reference(project, wishes),
        hosting=Hosting(project, tell, wishes.workers),
    )


def _edited(
    heard: Heard,
    tracks: Mapping[str, TrackFeatures],
    project: Project,
    wishes: Wishes,
    tell: Teller,
) -> Heard:
    """Edit the recordings lightly, as the genre does, and listen to what was edited again."""
    from tonmeister.flow.editing.lightly import edited_lightly

    before = heard.session
    session = edited_lightly(heard, project, tracks, tell)
    sha = {track.name: track.edited_sha256 for track in before.tracks}
    again = [t for t in session.playing if t.edited_sha256 != sha[t.name]]
    if not again:
        return replace(heard, session=session)
    with tell.stage("listen", f"Listening to what was edited ({len(again)})") as on:
        now = listen_to_tracks(again, session, project, wishes.workers, on, tell)
    strips = {**heard.strips, **now}
    song = song_map(strips, heard.roles, session.length_s)
    return replace(heard, session=session, strips=strips, song=song)


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
