"""Finding the takes of each part among the tracks of a session, by their names and folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tonmeister.knowledge.roles import KEPT_OUT
from tonmeister.model import Part, PartKind, Session, Take, Track
from tonmeister.studio.takes_names import (
    TakeName,
    is_made_of_takes,
    take_folder,
    take_name,
    takes_folder,
)

_KINDS: Mapping[str, PartKind] = {
    "lead vocal": "voice", "backing vocal": "voice", "choir": "voice",
    "kick": "drums", "snare": "drums", "hi-hat": "drums", "tom": "drums", "overheads": "drums",
    "drum room": "drums", "percussion": "drums", "drums": "drums", "bass": "bass",
    "acoustic guitar": "guitar", "electric guitar": "guitar", "lead guitar": "guitar",
    "piano": "keys", "keys": "keys", "organ": "keys", "synth": "keys", "pad": "keys",
}  # fmt: skip
_KIT = ("kick", "snare", "hi-hat", "tom", "overheads", "drum room")
FEW = 3
"""Two lead vocals with bare numbers may be a voice and its double; three are takes."""
SHARED = 0.5
"""Takes with bare numbers lie over each other for at least so much of the shorter one."""


@dataclass(frozen=True, slots=True)
class _Found:
    track: Track
    said: TakeName
    part: str
    key: str
    by_folder: bool


def kind_of(role: str) -> PartKind:
    """Return what sort of part a role plays."""
    return _KINDS.get(role, "other")


def parts_of(session: Session) -> tuple[Part, ...]:
    """Return the parts that were played several times, as names and folders say it.

    A take word, a DAW's playlist or the moment of recording in the name, or a folder of takes
    decide. "Gtr 1" and "Gtr 2" stay two tracks. Parts in the order of the session.
    """
    return tuple(
        _part(rows, session)
        for rows in _grouped(session).values()
        if len(rows) > 1 and not _by_number_only(rows)
    )


def maybe_parts_of(session: Session) -> tuple[Part, ...]:
    """Return the lead vocals that only a number tells apart: the sound must say if it is one part.

    There are at least three, and they lie over each other in time (``found_by`` is ``sound``).
    """
    return tuple(
        _part(rows, session, found_by="sound")
        for rows in _grouped(session).values()
        if len(rows) >= FEW
        and _by_number_only(rows)
        and all(row.track.role == "lead vocal" for row in rows)
        and _overlap([row.track for row in rows])
    )


def loop_part(track: Track, repeats: Sequence[tuple[float, float]]) -> Part:
    """Return the takes of a loop recording: one long track, cut at its ``repeats`` (seconds of
    the file, as ``listening.takes.loops.repeats`` finds them).
    """
    first_s = repeats[0][0]
    takes = tuple(
        Take(
            part=track.name,
            name=f"{track.name} pass {number}",
            number=number,
            track=track.name,
            begins_s=round(track.start_s + begins_s, 6),
            ends_s=round(track.start_s + ends_s, 6),
            offset_s=round(first_s - begins_s, 6),
        )
        for number, (begins_s, ends_s) in enumerate(repeats, 1)
    )
    return Part(
        name=track.name, kind=kind_of(track.role), role=track.role, takes=takes, found_by="loop"
    )


def _grouped(session: Session) -> dict[tuple[str, str], list[_Found]]:
    """Bring together what has one part's name, in the order of recording."""
    groups: dict[tuple[str, str], list[_Found]] = {}
    for track in session.tracks:
        if track.role in KEPT_OUT or "file/copy" in track.wrong or not track.files:
            continue
        found = _read(track)
        if found.key:
            groups.setdefault((found.key, found.said.lane), []).append(found)
    return {key: _sorted(rows) for key, rows in groups.items()}


def _read(track: Track) -> _Found:
    """Read the name of a track's file, and of the folders around it."""
    path = PurePosixPath(track.files[0])
    said = take_name(path.stem)
    folders = [part for part in path.parts[:-1] if part not in (".", "..")]
    part, by_folder = said.base, False
    for depth, folder in enumerate(reversed(folders)):
        number = take_folder(folder)
        if number is not None:  # "Take 2/Lead Vox.wav"
            said = TakeName(said.base or part, ("", number, said.number), "take", said.lane)
            by_folder = True
            break
        whose = takes_folder(folder)
        if whose is None:
            continue
        inner = folders[len(folders) - depth :]  # "takes/Lead Vox/1.wav"
        by_folder = True
        part = (take_name(inner[0]).base if inner else whose) or said.base
        if not inner and whose and said.base and said.clearness == "none":
            part = whose  # "Lead Vox takes/the good one.wav"
        break
    key = TakeName(part, ("", 0, 0), "none").key
    return _Found(track, said, part, key, by_folder)


def _sorted(rows: list[_Found]) -> list[_Found]:
    """Put takes in the order of recording, and leave out what is no take of its name.

    A name without a number is the first take, unless there is a take 1: then it is what was
    made of them.
    """
    if any(row.said.clearness not in ("none", "number") or row.by_folder for row in rows):
        rows = [row for row in rows if not is_made_of_takes(PurePosixPath(row.track.files[0]).stem)]
        numbered = {row.said.number for row in rows if row.said.clearness == "take"}
        if 1 in numbered:
            rows = [row for row in rows if row.said.clearness != "none" or row.by_folder]
        if any(row.said.clearness == "playlist" for row in rows):
            return sorted(rows, key=_by_playlist)
        clear = [row for row in rows if row.said.clearness != "number" or row.by_folder]
        if len(clear) > 1:
            rows = clear
    return sorted(rows, key=lambda row: row.said.order)


def _by_playlist(row: _Found) -> tuple[str, int, int]:
    """Put the first playlist in front: its passes have a bare number ("Vox_02", then "Vox.01")."""
    stamp, number, then = row.said.order
    return (stamp, 0, number) if row.said.clearness == "number" else (stamp, number, then)


def _by_number_only(rows: Sequence[_Found]) -> bool:
    clear = [r for r in rows if r.by_folder or r.said.clearness not in ("none", "number")]
    return not clear


def _overlap(tracks: Sequence[Track]) -> bool:
    first = tracks[0]
    for track in tracks[1:]:
        start_s = max(first.start_s, track.start_s)
        end_s = min(first.start_s + first.length_s, track.start_s + track.length_s)
        if end_s - start_s < SHARED * min(first.length_s, track.length_s):
            return False
    return True


def _part(rows: Sequence[_Found], session: Session, found_by: str = "") -> Part:
    surest = max((row.track for row in rows), key=lambda track: track.confidence)
    name = min((row.part for row in rows), key=len) or surest.name
    short = take_name(surest.name).base  # the song's title is cut off there
    if short and short.casefold() in name.casefold() and kind_of(surest.role) != "other":
        name = short
    takes = tuple(
        Take(
            part=name,
            name=row.track.name,
            number=number,
            track=row.track.name,
            begins_s=row.track.start_s,
            ends_s=round(row.track.start_s + row.track.length_s, 6),
        )
        for number, row in enumerate(rows, 1)
    )
    problems: tuple[str, ...] = ()
    if surest.role in _KIT and _has_other_mics(rows, session):
        problems = (
            f"{name} is one microphone of a kit: take all its microphones from the same take",
        )
    how = found_by or ("folder" if all(row.by_folder for row in rows) else "names")
    return Part(
        name=name, kind=kind_of(surest.role), role=surest.role, takes=takes, found_by=how,
        problems=problems,
    )  # fmt: skip


def _has_other_mics(rows: Sequence[_Found], session: Session) -> bool:
    mine = {row.track.name for row in rows}
    return any(t.role in _KIT and t.name not in mine for t in session.tracks)
