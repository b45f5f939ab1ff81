"""From what was heard to a recall sheet that respects what a person wrote."""

from __future__ import annotations

from dataclasses import replace

from tonmeister.effects import effects
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.knowledge.roles import group_of
from tonmeister.model import Decision, RecallSheet, Target
from tonmeister.producer import decide, merge, target_of
from tonmeister.studio import Project, read_proposal, read_sheet, write_proposal, write_sheet

_OTHERS = ("Room", "Plate", "Delay", "Master")


def settle(project: Project, hearing: Hearing, wishes: Wishes, tell: Teller) -> RecallSheet:
    """Decide anew, merge with what a person changed, and write ``recall.toml``."""
    with tell.stage("decide", "Deciding"):
        last = read_proposal(project)
        hers = read_sheet(project.recall_file) if project.recall_file.exists() else None
        amounts = {**(hers.amounts if hers else {}), **wishes.amounts}
        new = decide(
            hearing.heard,
            hearing.findings,
            genre=hearing.genre,
            reference=hearing.reference,
            amounts=amounts,
            exclude=_excluded(wishes.exclude, hearing),
            target=_target(hearing, wishes),
        )
        if wishes.reference is not None:
            new = replace(new, reference=wishes.reference.name)
        sheet, told = merge(last, new, hers)
        for line in told:
            tell.say(line)
        keep(project, sheet, hearing, tell)
        return sheet


def keep(
    project: Project, sheet: RecallSheet, hearing: Hearing, tell: Teller | None = None
) -> None:
    """Write the sheet, and remember it as what the machine wrote last."""
    _write(project, sheet, hearing, tell)
    write_proposal(project, sheet)


def keep_played(
    project: Project, stood: RecallSheet, played: RecallSheet, hearing: Hearing, tell: Teller
) -> None:
    """Write a sheet that was played as it stood, with what playing it changed (the drive).

    Only these changes are the machine's: what a person wrote stays a person's.
    """
    _write(project, played, hearing, tell)
    last = read_proposal(project)
    if last is None:
        return
    before = {move.id: move for strip in stood.strips for move in strip.decisions}
    now = {move.id: move for strip in played.strips for move in strip.decisions}

    def known(move: Decision) -> Decision:
        same = move.id not in now or now[move.id] == before.get(move.id)
        return move if same else now[move.id]

    strips = tuple(replace(s, decisions=tuple(map(known, s.decisions))) for s in last.strips)
    write_proposal(project, replace(last, strips=strips))


def _write(project: Project, sheet: RecallSheet, hearing: Hearing, tell: Teller | None) -> None:
    aside = write_sheet(project, sheet, hearing.findings)
    if aside is not None and tell is not None:
        tell.say(
            f"recall.toml was written in a way that cannot be changed in place: your text is kept "
            f"as {aside.name}, its values are in the new one",
            kind="problem",
        )


def _excluded(words: tuple[str, ...], hearing: Hearing) -> tuple[str, ...]:
    """Return what ``--exclude`` means: a strip by its name or role, an effect, a rule."""
    playing = hearing.session.playing
    groups = {group_of(track.role) for track in playing}
    found: list[str] = []
    for word in words:
        said = word.casefold()
        tracks = [t.name for t in playing if said in (t.name.casefold(), t.role)]
        others = [n for n in (*groups, *_OTHERS, *effects()) if n and n.casefold() == said]
        if not (tracks or others or "/" in word):
            there = ", ".join(track.name for track in playing)
            raise BadWish(f"--exclude {word}: there is no such track; there are {there}")
        found += [*tracks, *others, *([word] if "/" in word else [])]
    return tuple(found)


def _target(hearing: Hearing, wishes: Wishes) -> Target:
    usual = target_of(hearing.genre)
    loudness, ceiling = wishes.loudness_lufs, wishes.ceiling_dbtp
    return Target(
        loudness_lufs=usual.loudness_lufs if loudness is None else loudness,
        ceiling_dbtp=usual.ceiling_dbtp if ceiling is None else ceiling,
    )
