"""The project of an imported song: what was recorded, and every move as it stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.exchange.daw.timeline import longest_tempo_bpm
from tonmeister.flow.importing.sounds import Recorded, Sounds
from tonmeister.flow.importing.strips import Trim, strip_of
from tonmeister.flow.importing.words import LeftOut
from tonmeister.knowledge import genre
from tonmeister.knowledge.roles import RoleGuess, role_names, roles
from tonmeister.model import (
    STAGES,
    DawLane,
    DawSession,
    DawTrack,
    Decision,
    RecallSheet,
    Session,
    Stage,
    Track,
)
from tonmeister.producer import target_of
from tonmeister.studio.placing import with_length
from tonmeister.studio.takes_names import take_name

KEPT: tuple[Stage, ...] = ("repair", "balance", "pan", "space", "duck", "ride", "bus")
"""Stages in which a producer makes no moves of his own: they are how the mix stood."""


@dataclass(frozen=True, kw_only=True)
class LaidIn:
    """An imported song: its tracks, its sheet, its sound files, the devices left behind.

    ``as_they_were`` counts the recordings that were copied as they are.
    """

    session: Session
    sheet: RecallSheet
    files: tuple[Path, ...]
    left: tuple[LeftOut, ...]
    as_they_were: int


def laid_in(
    session: DawSession, folder: Path, told: str, on: Callable[[float], None], style: str
) -> LaidIn:
    """Write the sound of a session that fits our console, and say what it is.

    ``told`` names the session in every reason.
    """
    sounds = Sounds(session, folder, on, _frames(session))
    names = {track.name for track in session.tracks}
    rows: list[Track] = []
    trims: dict[str, Trim] = {}
    for track in session.tracks:
        if track.kind != "track":
            continue
        made = sounds.write(track, track.name)
        trims[track.name] = made.trim
        rows.append(_playing(track, made, told))
        waiting = _takes(track, names, told)
        rows += [_waiting(t, sounds.write(t.alone, t.name, turned=False)) for t in waiting]
    by_name = role_names([row.name for row in rows])
    rows = [_with_role(row, by_name[row.name]) for row in rows]
    roles_of = {row.name: row.role for row in rows}
    carried = [
        strip_of(
            track, trims.get(track.name, Trim()), told, session.rate_hz,
            roles_of.get(track.name, ""),
        )
        for track in session.tracks
    ]  # fmt: skip
    kept = Session(song=session.title, rate_hz=session.rate_hz, length_s=0.0, tracks=tuple(rows))
    sheet = RecallSheet(
        song=session.title,
        rate_hz=session.rate_hz,
        length_s=_length_frames(session) / session.rate_hz,
        genre=style,
        target=target_of(genre(style)),
        strips=tuple(one.strip for one in carried),
        tempo_bpm=longest_tempo_bpm(session.tempos, _length_frames(session) / session.rate_hz),
        amounts=_amounts(tuple(d for one in carried for d in one.strip.decisions)),
    )
    left = (LeftOut(track=c.strip.name, device=d) for c in carried for d in c.left)
    return LaidIn(
        session=with_length(kept), sheet=sheet, files=tuple(sounds.files),
        left=tuple(left), as_they_were=sounds.copied,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Take:
    """A layer that waits under a track, as a track of its own."""

    name: str
    number: int
    of: str
    alone: DawTrack
    why: str


def _frames(session: DawSession) -> int:
    """Return how much sound there is to write."""
    lanes = (lane for track in session.tracks for lane in track.lanes)
    return sum(max((clip.end_frames for clip in lane.clips), default=0) for lane in lanes)


def _length_frames(session: DawSession) -> int:
    """Return how long the song is: as it is said, or until the last clip that plays has ended."""
    ends = (clip.end_frames for track in session.tracks for clip in track.clips)
    return max(session.length_frames, *ends)


def _takes(track: DawTrack, names: set[str], told: str) -> Iterator[_Take]:
    waiting = [lane for lane in track.lanes[1:] if any(not c.muted for c in lane.clips)]
    numbers = [lane.take or _number_in(lane.name) for lane in waiting]
    if not any(numbers):
        numbers = list(range(1, len(waiting) + 1))
    for at, (lane, number) in enumerate(zip(waiting, numbers, strict=True), 1):
        what = f"take {number}" if number else "a layer"
        wanted = _lane_name(track, lane, number, at)
        name, again = wanted, 2
        while name in names:
            name, again = f"{wanted} {again}", again + 1
        names.add(name)
        alone = replace(track, name=name, lanes=(lane,), muted=False)
        yield _Take(
            name=name,
            number=number,
            of=track.name if number else "",
            alone=alone,
            why=f"{what} of {track.name} in {told}: another one plays",
        )


def _number_in(name: str) -> int:
    """Return the take that a layer's name says it is; 0 where it says none."""
    said = take_name(name)
    return said.number if said.clearness == "take" else 0


def _lane_name(track: DawTrack, lane: DawLane, number: int, at: int) -> str:
    said = " ".join(lane.name.split())
    if not said or said == track.name:
        return f"{track.name} take {number}" if number else f"{track.name} layer {at}"
    return said if track.name.casefold() in said.casefold() else f"{track.name} {said}"


def _playing(track: DawTrack, made: Recorded, told: str) -> Track:
    why = f"muted in {told}" if track.muted else "" if made.sounds else "nothing sounds on it"
    return replace(
        _row(track, track.name, made),
        flip_polarity=made.trim.flip != track.flip_polarity,
        use=why == "",
        why_not=why,
    )


def _waiting(take: _Take, made: Recorded) -> Track:
    row = _row(take.alone, take.name, made)
    return replace(
        row,
        use=False,
        why_not=take.why,
        take_of=take.of,
        take=take.number,
    )


def _row(track: DawTrack, name: str, made: Recorded) -> Track:
    """Return a track of the session file; its layout says by which law it is panned."""
    about, told = made.about, track.role in roles()
    return Track(
        name=name,
        files=(made.path.name,),
        role=track.role if told else "other",
        role_from="person" if told else "name",
        confidence=1.0 if told else 0.0,
        layout="mono" if track.law == "sine" else "stereo",
        rate_hz=about.rate_hz,
        bits=about.bits,
        length_s=round(about.length_s, 6),
        start_s=made.start_s,
    )


def _with_role(row: Track, guess: RoleGuess | None) -> Track:
    """Let the name say what plays, where the session did not; else the sound will."""
    if row.role_from == "person":
        return row
    if guess is None:
        return replace(row, role_from="sound")
    return replace(row, role=guess.role, confidence=guess.confidence)


def _amounts(moves: tuple[Decision, ...]) -> dict[str, float]:
    """Return the stages in which the mix is kept as it stood: these, and where it has inserts."""
    brought = {move.stage for move in moves if not move.bypass}
    return {stage: 0.0 for stage in STAGES if stage in KEPT or stage in brought}
