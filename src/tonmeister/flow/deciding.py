"""From what was heard to a recall sheet that respects what a person wrote."""

from __future__ import annotations

from tonmeister.flow.hearing import Hearing
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.model import RecallSheet, Target
from tonmeister.producer import decide, merge, target_of
from tonmeister.studio import Project, read_proposal, read_sheet, write_proposal, write_sheet


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
            exclude=wishes.exclude,
            target=_target(hearing, wishes),
        )
        sheet, told = merge(last, new, hers)
        for line in told:
            tell.say(line)
        keep(project, sheet, hearing)
        return sheet


def keep(project: Project, sheet: RecallSheet, hearing: Hearing) -> None:
    """Write the sheet, and remember it as what the machine wrote last."""
    write_sheet(project, sheet, hearing.findings)
    write_proposal(project, sheet)


def _target(hearing: Hearing, wishes: Wishes) -> Target:
    usual = target_of(hearing.genre)
    loudness, ceiling = wishes.loudness_lufs, wishes.ceiling_dbtp
    return Target(
        loudness_lufs=usual.loudness_lufs if loudness is None else loudness,
        ceiling_dbtp=usual.ceiling_dbtp if ceiling is None else ceiling,
    )
