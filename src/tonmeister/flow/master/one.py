"""One mix to its master, into a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.master.chain import (
    merged,
    proposal,
    rehearsed,
    told_again,
    with_measured,
    without,
)
from tonmeister.flow.master.ears import Ears, check, listen
from tonmeister.flow.master.mastered import Mastered
from tonmeister.flow.master.page import Page, page
from tonmeister.flow.master.playing import into_file, played
from tonmeister.flow.master.wishes import MasterWishes
from tonmeister.flow.mastering import Measured, target_missed
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of
from tonmeister.model import RecallSheet
from tonmeister.producer.reference import Outcome, Profile, profile_of, unhelpful
from tonmeister.studio import (
    Project,
    file_source,
    read_proposal,
    read_sheet,
    write_proposal,
    write_sheet,
    write_text,
)

if TYPE_CHECKING:
    from tonmeister.flow.platforms import Delivered


def master_one(mix: Path, wishes: MasterWishes, folder: Path, tell: Teller) -> Mastered:
    """Master one finished mix into ``folder``; the mix is never touched.

    A sheet that is there already is gone by: what a person wrote or holds in it wins.
    """
    check(mix, wishes)
    project = Project.open(mix.parent, folder)
    with project.lock():
        ears = listen(mix, wishes, project, tell)
        hers = read_sheet(project.recall_file) if project.recall_file.is_file() else None
        new, findings = proposal(ears, wishes, mix.stem)
        sheet = merged(read_proposal(project), new, hers, tell)
        asked = sheet.target
        found = rehearsed(sheet, findings, ears, wishes, tell)
        path = project.folder / f"{mix.stem}_Master.wav"
        before = Outcome.of(ears.profile, ears.goal)
        sheet, measured = played(found.sheet, ears.sound, path, found.slope, tell, ears.hosting)
        result = _heard(path, measured)
        back = unhelpful(
            sheet.master.decisions, before, Outcome.of(result, ears.goal), ears.goal.name
        )
        if back and wishes.sheet is None:  # the pieces did not tell it: the whole does
            tried = without(found.rehearsal, sheet, back, asked.loudness_lufs, tell)
            sheet = told_again(tried, asked.loudness_lufs, findings, ears, tell)
            sheet, measured = played(sheet, ears.sound, path, tried.slope, tell, ears.hosting)
            result = _heard(path, measured)
        sheet = with_measured(sheet, ears.profile, result, ears.goal)
        sheet = replace(sheet, revision=_revision(sheet, hers))
        aside = write_sheet(project, sheet, findings)
        if aside is not None:
            tell.say(f"recall.toml was written afresh; your text is kept as {aside.name}")
        write_proposal(project, sheet)
        delivered = _delivered(sheet, ears, project, mix.stem, wishes, tell)
        done = Mastered(
            master=path, sheet=sheet, recall=project.recall_file,
            report=project.report_file if wishes.report else None,
            mix=ears.profile, goal=ears.goal, result=result, measured=measured,
            before=before, after=Outcome.of(result, ears.goal),
            refused=target_missed(asked, measured), files=tuple(d.path for d in delivered),
            proposed=tuple(move for d in delivered for move in d.proposed),
            problems=tuple(ears.hosting.problems.values()),
        )  # fmt: skip
        if wishes.report:
            peak_dbtp = ears.mix.facts["true_peak_dbtp"]
            write_text(project.report_file, page(Page(done, findings, peak_dbtp)))
        return done


def _heard(path: Path, measured: Measured) -> Profile:
    """Return the profile of the finished file."""
    result = profile_of(features_of(file_source(path), light=True), "master")
    return replace(result, loudness_lufs=measured.loudness_lufs)


def _delivered(
    sheet: RecallSheet,
    ears: Ears,
    project: Project,
    name: str,
    wishes: MasterWishes,
    tell: Teller,
) -> tuple[Delivered, ...]:
    """Make the files for the platforms that were asked for."""
    if not wishes.platforms:
        return ()
    from tonmeister.flow.platforms import deliver_for
    from tonmeister.knowledge.platform_targets import platform

    def play(tried: RecallSheet, path: Path) -> Measured:
        return into_file(tried, ears.sound, path, 32, tell, hosting=ears.hosting)

    render: Callable[[RecallSheet, Path], Measured] = play
    made = []
    for word in wishes.platforms:
        delivered = deliver_for(
            platform(word), render, sheet, project.folder / word, name, wishes.tags, tell,
            loudness_lufs=wishes.target_lufs, ceiling_dbtp=wishes.ceiling_dbtp,
            side_minutes=wishes.side_minutes,
        )  # fmt: skip
        made.append(delivered)
    return tuple(made)


def _revision(sheet: RecallSheet, hers: RecallSheet | None) -> int:
    """Return the number of the sheet: one more only where it says something else than before."""
    if hers is None:
        return 1
    same = _sounding(sheet) == _sounding(hers)
    return hers.revision if same else hers.revision + 1


def _sounding(sheet: RecallSheet) -> list[object]:
    """Return all of a sheet that can be heard."""
    moves = sheet.master.decisions
    chain = [(m.id, m.effect, dict(m.settings), m.amount_percent, m.bypass) for m in moves]
    return [sheet.target, *chain]
