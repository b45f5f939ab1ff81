"""Deciding anew and playing the sheet, for an assistant: long work that can be stopped."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tonmeister.flow.deciding import keep, settle
from tonmeister.flow.hearing import hear
from tonmeister.flow.mastering import measure
from tonmeister.flow.mcp.desk import Desk, Hand
from tonmeister.flow.mcp.ears import PLAYED, rendered_version, rows
from tonmeister.flow.mcp.looking import relative
from tonmeister.flow.mcp.moves import strip_of
from tonmeister.flow.mcp.results import Changed, Rendered
from tonmeister.flow.mcp.rooms import Room, sound_in
from tonmeister.flow.mcp.signing import check_new, done, known, sheet_in, unchanged
from tonmeister.flow.mcp.theirs import persons, touched_ids
from tonmeister.flow.mcp.versions import beside, name_of, restore, text_of
from tonmeister.flow.produce import check_only
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.knowledge import genres
from tonmeister.model import STAGES, Decision, RecallSheet
from tonmeister.studio import Project, file_source, write_sheet, write_text
from tonmeister.studio.findings_file import read_lines

_RENDERS = ("mix", "master")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What deciding anew is held to; ``None`` and empty leave it to the house.

    ``amounts`` scales stages (0 to 100), ``hold`` names strips whose moves stay as they are,
    ``leave_alone`` names tracks (or an effect, or a rule) that nothing is done about.
    """

    amounts: Mapping[str, float] = field(default_factory=dict)
    genre: str | None = None
    reference: str | None = None
    loudness_lufs: float | None = None
    ceiling_dbtp: float | None = None
    hold: Sequence[str] = ()
    leave_alone: Sequence[str] = ()


def decide(desk: Desk, song: str, wanted: Wanted, because: str, tell: Teller) -> Changed:
    """Listen and decide anew; what a person or an assistant holds stays.

    The sheet is only written if nobody changed it meanwhile.
    """
    room, hand = desk.room(song), desk.hand(because)
    begun = Project.open(room.project.song_folder, room.project.folder)
    room = replace(room, project=begun, begun=True)
    with begun.lock():
        text = known(desk, room)
        old = sheet_in(room) if text else None
        wishes = _wishes(room, wanted, old)
        hearing = hear(begun, wishes, tell)
        before = beside(room)
        unchanged(room, text)
        try:
            mine: set[str] = set()
            if old is not None and wanted.hold:
                theirs = persons(room, old, hand.author)
                holding = _holding(old, wanted.hold, hand, theirs)
                mine = touched_ids(old, holding)
                write_sheet(begun, holding)
            new = settle(begun, hearing, wishes, tell)
            new = replace(new, notes=(*new.notes, f"{hand.author} decided anew: {hand.because}"))
            check_new(new)
            keep(begun, new, hearing, tell)
            return done(desk, room, hand, text, old, before, mine)
        except BaseException:
            restore(room, text, before)
            raise


def render(desk: Desk, song: str, tell: Teller) -> Rendered:
    """Play the sheet as it stands and listen to it; the render before it is kept to compare."""
    room = desk.room(song)
    desk.hand("the sheet is played as it stands")
    sheet = sheet_in(room)
    check_new(sheet)
    text = text_of(room)
    before = rendered_version(room)
    if before != name_of(text):
        _set_aside(room)
    check_only(Wishes(song=room.project.song_folder, out=room.project.folder), tell)
    same = text_of(room) == text
    version = name_of(text) if same else "unknown"
    write_text(room.kept / "rendered", version)
    mix, master = (sound_in(room, each) for each in _RENDERS)
    read = measure(file_source(master))
    findings = read_lines(room.project.checks / f"{PLAYED}.jsonl")
    told = rows(room, findings, {}, everything=False)
    worth = " ".join(row.sentence for row in told[:4]) or "nothing that needs mending."
    worth += "" if same else " The sheet was changed while it was played: render it again."
    return Rendered(
        said=f"{room.name} plays: {read.loudness_lufs:.1f} LUFS, {read.true_peak_dbtp:.1f} dBTP, "
        f"{read.range_lu:.1f} LU of range. Heard in it: {worth}",
        song=room.name, version=version, mix=relative(room, mix),
        master=relative(room, master), loudness_lufs=_finite(read.loudness_lufs),
        true_peak_dbtp=_finite(read.true_peak_dbtp), range_lu=_finite(read.range_lu),
        findings=told,
    )  # fmt: skip


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def _wishes(room: Room, wanted: Wanted, old: RecallSheet | None) -> Wishes:
    for stage, amount in wanted.amounts.items():
        if stage not in STAGES:
            raise BadWish(f"there is no stage {stage!r}; there are {', '.join(STAGES)}")
        if not 0.0 <= amount <= 100.0:
            raise BadWish(f"{stage} is {amount:g} %, but goes from 0 % to 100 %")
    if wanted.genre is not None and wanted.genre not in genres():
        raise BadWish(f"there is no genre {wanted.genre!r}; there are {', '.join(genres())}")
    if old is not None:
        held = {strip_of(old, name).name for name in wanted.hold}
        if bare := [name for name in held if not old.strip(name).decisions]:
            raise BadWish(f"{', '.join(sorted(bare))}: there are no moves on it to hold")
    elif wanted.hold:
        raise BadWish(f"{room.name} has no sheet yet: there is nothing to hold")
    else:
        held = set()
    tracks = {s.name for s in old.strips if s.kind == "track"} if old is not None else set()
    return Wishes(
        song=room.project.song_folder, out=room.project.folder,
        genre=wanted.genre or (old.genre if old is not None else None),
        reference=sound_in(room, wanted.reference) if wanted.reference else None,
        loudness_lufs=wanted.loudness_lufs, ceiling_dbtp=wanted.ceiling_dbtp,
        amounts=dict(wanted.amounts), exclude=(*wanted.leave_alone, *sorted(held & tracks)),
    )  # fmt: skip


def _holding(
    sheet: RecallSheet, names: Sequence[str], hand: Hand, theirs: Collection[str]
) -> RecallSheet:
    """Hold all moves of strips; what a person set stays theirs (deciding anew keeps it, too)."""
    held = {strip_of(sheet, name).name for name in names}

    def kept(move: Decision) -> Decision:
        if move.hold or move.id in theirs:
            return move
        reason = f"{move.reason} {hand.author} held it: {hand.because}".strip()
        return replace(move, hold=True, author=hand.author, reason=reason)

    strips = tuple(
        replace(s, decisions=tuple(map(kept, s.decisions))) if s.name in held else s
        for s in sheet.strips
    )
    return replace(sheet, strips=strips)


def _set_aside(room: Room) -> None:
    """Keep the last render beside the new one. The new one comes as a new file."""
    for name in _RENDERS:
        now, before = room.stage / f"{name}.wav", room.stage / f"{name} before.wav"
        if now.is_file():
            before.unlink(missing_ok=True)
            _same_sound(now, before)


def _same_sound(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)
