"""Playing the edits of a song into files beside the recordings, which stay as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from os.path import relpath
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.flow.tell import Teller
from tonmeister.listening.pitch import PitchCurve, pitch_curve
from tonmeister.model import Edit, Session, Track
from tonmeister.producer.edits.tighten_group import same_in_group
from tonmeister.signal import Samples
from tonmeister.studio import (
    Project,
    WavSink,
    engine_version,
    open_source,
    track_key,
    write_text,
)
from tonmeister.studio.edits_file import EditsError, read_edits, words_of
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.kits import kit_problems, kit_sounds
from tonmeister.studio.pitch_model import pitch_model


def at_hand() -> AtHand:
    """Return what edits need: a model that hears pitch, opened when it is first asked.

    The pitch of the same sound is heard only once.
    """
    known: dict[bytes, PitchCurve] = {}

    def hear(sound: Samples, rate_hz: int) -> PitchCurve:
        told = sha256(np.ascontiguousarray(sound).data)
        told.update(repr((sound.shape, rate_hz)).encode())
        if told.digest() not in known:
            known[told.digest()] = pitch_curve(sound, rate_hz, pitch_model())
        return known[told.digest()]

    return AtHand(pitch=hear)


def sound_of(track: Track, session: Session, project: Project) -> Samples:
    """Return a recording as it came: float64 [1 or 2, n] at the session's rate, in song time."""
    source = open_source(track, session, project, as_it_came=True)
    sound = source.read(0, source.frames)
    return np.ascontiguousarray(sound[:1] if track.layout == "mono" else sound)


def played_session(
    session: Session,
    project: Project,
    tell: Teller,
    hands: AtHand | None = None,
    *,
    whole: bool = True,
) -> Session:
    """Play the edits of every track that has some; returns the session that plays them.

    A file that was played from the same recording and the same edits before is used again. A
    track whose edits were all undone plays as it came. ``whole``: the session has all tracks of
    the song, so that edits of others are worth a word.
    """
    edits = same_in_group(read_edits(project))
    names = {track.name for track in session.tracks}
    for strange in sorted({e.track for e in edits.edits} - names) if whole else ():
        tell.say(f"edits.toml: there is no track {strange!r} here; its edits wait", kind="problem")
    book = _book(project)
    hands = hands or at_hand()
    tracks = []
    for track in session.tracks:
        mine = [e for e in edits.of(track.name) if e.plays]
        if not mine:
            book.pop(track.name, None)
            tracks.append(replace(track, edited="", edited_sha256=""))
            continue
        tell.check()
        missing = kit_problems(mine, project)
        for line in missing:
            tell.say(f"{track.name}: {line}", kind="problem")
        tracks.append(_played(track, session, project, mine, book, hands, missing))
        write_text(_book_file(project), json.dumps(book, ensure_ascii=False, indent=0))
    write_text(_book_file(project), json.dumps(book, ensure_ascii=False, indent=0))
    return replace(session, tracks=tuple(tracks))


def _played(
    track: Track,
    session: Session,
    project: Project,
    edits: Sequence[Edit],
    book: dict[str, Any],
    hands: AtHand,
    missing: Sequence[str] = (),
) -> Track:
    path = project.edited / f"{track.name}.wav"
    key = "".join([_key(track, session, edits), *missing])
    known = book.get(track.name, {})
    if not (known.get("key") == key and path.is_file()):
        sounds = kit_sounds(edits, session.rate_hz, project)
        sound = sound_of(track, session, project)
        try:
            played = play_edits(sound, session.rate_hz, edits, replace(hands, sounds=sounds))
        except KeyError as unset:
            raise EditsError(
                f"edits.toml: an edit of {track.name} has no setting {unset}; take the edit "
                "out, or write the setting as others of its kind have it"
            ) from unset
        with WavSink(path, session.rate_hz, bits=32, channels=len(played)) as sink:
            sink.write(played)
        book[track.name] = {"key": key}
    inside = Path(relpath(path, project.song_folder)).as_posix()
    return replace(track, edited=inside, edited_sha256=content_hash(path, project))


def _key(track: Track, session: Session, edits: Sequence[Edit]) -> str:
    heard = ("settings", "curves", "amount_percent", "start_s", "end_s", "kind")
    said = [{k: v for k, v in words_of(e).items() if k in heard} for e in edits]
    plain = replace(track, edited="", edited_sha256="")
    told = (track_key(plain, session), engine_version(), json.dumps(said, sort_keys=True))
    return sha256(repr(told).encode()).hexdigest()


def _book_file(project: Project) -> Path:
    return project.hidden / "edited.json"


def _book(project: Project) -> dict[str, Any]:
    try:
        return dict(json.loads(_book_file(project).read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return {}  # what is not known is played again
