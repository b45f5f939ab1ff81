"""What an assistant may look at: songs, tracks, the sheet, the shelf of effects."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from tonmeister.effects import Effect, Knob, effects, knobs_of
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.moves import strip_of
from tonmeister.flow.mcp.results import (
    EffectRow,
    KnobRow,
    MoveRow,
    Sheet,
    Shelf,
    SongRow,
    Songs,
    StripRow,
    TrackRow,
    Tracks,
)
from tonmeister.flow.mcp.rooms import Room, rooms
from tonmeister.flow.mcp.signing import read
from tonmeister.flow.mcp.versions import name_of, text_of, versions
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Decision, Strip
from tonmeister.studio import SessionError, SheetError, read_session, read_sheet
from tonmeister.studio.probe import SOUND
from tonmeister.units import unit_of

MOST_FILES = 60


def songs(desk: Desk) -> Songs:
    """Tell which songs there are, and how far each is."""
    rows = [_song(room) for room in rooms(desk.roots)]
    may = f"changes are signed {desk.author}" if desk.may_write else "nothing may be changed"
    there = ", ".join(f"{row.name} ({row.state})" for row in rows)
    return Songs(said=f"{there}; {may}.", may_write=desk.may_write, author=desk.author, songs=rows)


def tracks(desk: Desk, song: str) -> Tracks:
    """Tell what was recorded."""
    room = desk.room(song)
    if not room.project.session_file.exists():
        raise BadWish(f"{room.name} was not listened to yet: `decide` does")
    session = read_session(room.project)
    rows = [
        TrackRow(
            name=t.name, role=t.role, role_from=t.role_from,
            sure_percent=round(100.0 * t.confidence), plays=t.use, why_not=t.why_not,
            layout=t.layout, length_s=round(t.length_s, 3), wrong=list(t.wrong),
        )
        for t in session.tracks
    ]  # fmt: skip
    wrong = [f"{t.name}: {', '.join(t.wrong)}" for t in rows if t.wrong]
    said = f"{len(rows)} tracks, {sum(t.plays for t in rows)} in the mix."
    said += f" Wrong with them: {'; '.join(wrong)}." if wrong else ""
    return Tracks(said=said, song=room.name, tracks=rows, problems=list(session.problems))


def sheet(desk: Desk, song: str, strip: str | None = None) -> Sheet:
    """Tell the sheet, or one strip of it; reasons come with a strip, as the whole is long."""
    room = desk.room(song)
    whole = read(desk, room)
    chosen = whole.strips if strip is None else (strip_of(whole, strip),)
    moves = [m for s in chosen for m in s.decisions]
    held, reasons = sum(m.hold for m in moves), strip is not None
    return Sheet(
        said=f"{len(chosen)} strips, {len(moves)} moves, {held} of them held."
        + ("" if strip else " Reasons: ask for one strip, or `why`."),
        song=room.name, genre=whole.genre, tempo_bpm=whole.tempo_bpm, length_s=whole.length_s,
        loudness_lufs=whole.target.loudness_lufs, ceiling_dbtp=whole.target.ceiling_dbtp,
        version=name_of(text_of(room)), strips=[_strip(s, reasons) for s in chosen],
        taken_back=[f"{back.decision.id}: {back.reason}" for back in whole.taken_back],
        notes=list(whole.notes),
        changes=[f"{v.author}: {'; '.join(v.changes)}. {v.because}" for v in versions(room)],
    )  # fmt: skip


def shelf(name: str | None = None) -> Shelf:
    """Tell the effects, or one of them with its knobs."""
    known = effects()
    if name is None:
        rows = [_effect(each, cls, knobs=False) for each, cls in known.items()]
        return Shelf(said=f"{len(rows)} effects; ask for one by name to see its knobs.",
                     effects=rows)  # fmt: skip
    if name not in known:
        raise BadWish(f"there is no effect {name!r}; there are {', '.join(known)}")
    row = _effect(name, known[name], knobs=True)
    return Shelf(said=f"{name}: {row.does}", effects=[row])


def sounds_of(room: Room) -> list[str]:
    """Return the sound files that may be heard and compared, as they are to be named."""
    found: list[str] = []
    for base in (room.project.song_folder, room.project.delivery):
        for path in sorted(p for p in base.glob("*") if p.suffix.lower() in SOUND):
            near = path.relative_to(
                base if base == room.project.song_folder else room.project.folder
            )
            if path.is_file():
                found.append(near.as_posix())
    return found[:MOST_FILES]


def _song(room: Room) -> SongRow:
    state: Literal["recordings", "decided", "rendered"] = "recordings"
    if not room.begun or not room.project.recall_file.exists():
        return SongRow(name=room.name, state=state, files=sounds_of(room))
    state = "rendered" if (room.stage / "mix.wav").is_file() else "decided"
    try:
        whole = read_sheet(room.project.recall_file)
    except (SheetError, SessionError) as error:
        return SongRow(name=room.name, state=f"the sheet cannot be read: {error}")
    return SongRow(
        name=room.name, state=state, genre=whole.genre, length_s=whole.length_s,
        tracks_count=sum(s.kind == "track" for s in whole.strips),
        moves_count=sum(len(s.decisions) for s in whole.strips), files=sounds_of(room),
    )  # fmt: skip


def _strip(strip: Strip, reasons: bool) -> StripRow:
    return StripRow(
        name=strip.name, kind=strip.kind, role=strip.role,
        output="" if strip.kind == "master" else strip.output,
        moves=[_move(m, reasons) for m in strip.decisions],
    )  # fmt: skip


def _move(move: Decision, reasons: bool) -> MoveRow:
    return MoveRow(
        id=move.id, stage=move.stage, effect=move.effect, settings=dict(move.settings),
        rides=list(move.curves), key=move.key, amount_percent=move.amount_percent,
        bypass=move.bypass, held=move.hold, author=move.author,
        reason=move.reason if reasons else "", measured=dict(move.measured),
    )  # fmt: skip


def _effect(name: str, cls: type[Effect], *, knobs: bool) -> EffectRow:
    does = (cls.__doc__ or "").strip().split("\n\n")[0]
    return EffectRow(
        name=name, does=" ".join(does.split()), source=cls.source, needs_key=cls.needs_key,
        knobs=[_knob(k) for k in knobs_of(cls)] if knobs else [],
    )  # fmt: skip


def _knob(k: Knob) -> KnobRow:
    return KnobRow(
        name=k.name, does=k.doc, default=k.default,
        unit=unit_of(k.name).symbol if k.is_number else "",
        low=k.low if k.is_number else None, high=k.high if k.is_number else None,
        choices=list(k.choices), rides=k.automatable,
    )  # fmt: skip


def relative(room: Room, path: Path) -> str:
    """Name a file as seen from the project, or from the song's folder."""
    for base in (room.project.folder, room.project.song_folder):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.name
