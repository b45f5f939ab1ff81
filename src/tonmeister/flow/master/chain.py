"""From ears to a chain that was rehearsed: decide, merge with the person's sheet, correct once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.master.ears import Ears
from tonmeister.flow.master.rehearsal import (
    MOST_LOST_LU,
    NEARER_LU,
    ROUGHLY_LU,
    WORTH_LU,
    Rehearsal,
    Tried,
)
from tonmeister.flow.master.wishes import MasterWishes
from tonmeister.flow.tell import Teller
from tonmeister.model import Decision, Finding, RecallSheet, Strip, TakenBack, Target
from tonmeister.producer import merge
from tonmeister.producer.level import limiter_of, with_master
from tonmeister.producer.reference import (
    Asked,
    Outcome,
    Profile,
    measured,
    propose,
    reasoned,
    refined,
    told,
    towards,
    unhelpful,
)
from tonmeister.studio import read_sheet
from tonmeister.units import say


@dataclass(frozen=True, slots=True)
class Found:
    """A chain that was rehearsed, on what, and what one dB of drive is worth at its end."""

    sheet: RecallSheet
    rehearsal: Rehearsal
    slope: float


def proposal(
    ears: Ears, wishes: MasterWishes, name: str
) -> tuple[RecallSheet, tuple[Finding, ...]]:
    """Decide the chain anew: towards the goal, or as a saved sheet has it."""
    asked = Asked(
        mix=ears.mix, profile=ears.profile, goal=ears.goal, target=ears.target,
        amounts=wishes.amounts, most_db=ears.most_db, genre=ears.genre,
    )  # fmt: skip
    made = propose(asked)
    sheet = RecallSheet(
        song=name,
        rate_hz=ears.sound.rate_hz,
        length_s=round(ears.mix.length_s, 3),
        genre=ears.genre.name,
        target=ears.target,
        strips=(Strip(name="Master", kind="master", decisions=made.moves),),
        reference=", ".join(r.path.name for r in wishes.references),
        notes=made.notes,
    )
    if wishes.sheet is None:
        return sheet, made.findings
    return replace(with_saved(sheet, wishes.sheet, ears, wishes), notes=()), made.findings


def with_saved(sheet: RecallSheet, path: Path, ears: Ears, wishes: MasterWishes) -> RecallSheet:
    """Return the sheet with the chain of another song's: thresholds go with the loudness.

    What is held there stays as it is; the level is searched again. Its target holds unless
    another one was asked for.
    """
    saved = read_sheet(path)
    level = limiter_of(saved)
    was_lufs = float(level.predicted.get("mix_lufs", 0.0)) if level is not None else 0.0
    louder_lu = ears.profile.loudness_lufs - was_lufs if was_lufs else 0.0
    moves = [_shifted(m, louder_lu) for m in saved.master.decisions]
    asked = wishes.references or wishes.target_lufs is not None or wishes.genre
    target = ears.target if asked else Target(
        loudness_lufs=saved.target.loudness_lufs + wishes.offset_lu,
        ceiling_dbtp=saved.target.ceiling_dbtp
        if wishes.ceiling_dbtp is None else wishes.ceiling_dbtp,
    )  # fmt: skip
    return replace(with_master(sheet, moves), target=target, reference=saved.reference)


def _shifted(m: Decision, louder_lu: float) -> Decision:
    if m.hold or m.effect == "clipper":
        return m
    settings = {
        k: round(min(0.0, max(-80.0, float(v) + louder_lu)), 1)
        if k.endswith("threshold_db") and float(v) < 0.0 else v
        for k, v in m.settings.items()
    }  # fmt: skip
    predicted = dict(m.predicted)
    if "mix_lufs" in predicted:
        predicted["mix_lufs"] = round(predicted["mix_lufs"] + louder_lu, 2)
    return replace(m, settings=settings, predicted=predicted)


def merged(
    last: RecallSheet | None, new: RecallSheet, hers: RecallSheet | None, tell: Teller
) -> RecallSheet:
    """Put what a person wrote into the new sheet, and say so."""
    sheet, lines = merge(last, new, hers)
    for line in lines:
        tell.say(line)
    return sheet


def rehearsed(
    sheet: RecallSheet,
    findings: tuple[Finding, ...],
    ears: Ears,
    wishes: MasterWishes,
    tell: Teller,
) -> Found:
    """Find the level, correct the curves after the limiter, take back what did not help."""
    parts = wishes.amounts
    wanted = towards(
        ears.profile, ears.goal, parts.tone / 100.0, parts.width / 100.0, parts.loudness / 100.0
    )
    asked_lufs = sheet.target.loudness_lufs
    with tell.stage("rehearse", "Rehearsing the chain on pieces of the song") as on:
        rehearsal = Rehearsal(ears.sound, ears.mix, ears.hosting)
        on(0.1)
        tried = rehearsal.at_level(sheet, near_lu=ROUGHLY_LU if wishes.sheet is None else NEARER_LU)
        on(0.5)
        if wishes.sheet is None:
            again = refined(
                tried.sheet.master.decisions, rehearsal.profile_after(tried), wanted, ears.most_db
            )
            again_sheet = with_master(_aimed_at(tried.sheet, asked_lufs), again)
            tried = rehearsal.at_level(again_sheet, tried.slope)
            before = Outcome.of(ears.profile, ears.goal)
            after = Outcome.of(rehearsal.profile_after(tried), ears.goal)
            back = unhelpful(tried.sheet.master.decisions, before, after, ears.goal.name)
            if back:
                tried = without(rehearsal, tried.sheet, back, asked_lufs, tell)
        on(0.95)
    return Found(told_again(tried, asked_lufs, findings, ears, tell), rehearsal, tried.slope)


def told_again(
    tried: Tried, asked_lufs: float, findings: tuple[Finding, ...], ears: Ears, tell: Teller
) -> RecallSheet:
    """Return the sheet with its reasons made from the settings it has now."""
    sheet = _said(tried, asked_lufs, tell)
    return with_master(sheet, reasoned(list(sheet.master.decisions), findings, ears.genre))


def without(
    rehearsal: Rehearsal, sheet: RecallSheet, back: Sequence[TakenBack], lufs: float, tell: Teller
) -> Tried:
    """Take moves back, say why, and set the level again."""
    gone = {taken.decision.id for taken in back}
    for taken in back:
        tell.say(f"{taken.decision.id}, taken back: {taken.reason}")
    kept = [m for m in sheet.master.decisions if m.id not in gone]
    left = replace(with_master(sheet, kept), taken_back=(*sheet.taken_back, *back))
    return rehearsal.at_level(_aimed_at(left, lufs))


def _aimed_at(sheet: RecallSheet, lufs: float) -> RecallSheet:
    return replace(sheet, target=replace(sheet.target, loudness_lufs=lufs))


def _said(tried: Tried, asked_lufs: float, tell: Teller) -> RecallSheet:
    """Note where the target was given up, with the figures."""
    sheet, at_lufs = tried.sheet, tried.sheet.target.loudness_lufs
    if asked_lufs - at_lufs < WORTH_LU:
        return sheet
    note = told(
        "master/stopped_short", at_lufs=at_lufs, wanted_lufs=asked_lufs,
        lost_lu=f"more than {say('most_lu', MOST_LOST_LU)}", most_lu=MOST_LOST_LU,
    )  # fmt: skip
    tell.say(note)
    return replace(sheet, notes=(*sheet.notes, note))


def with_measured(
    sheet: RecallSheet, before: Profile, after: Profile, goal: Profile
) -> RecallSheet:
    """Write down with the moves what the finished master measures."""
    moves = measured(sheet.master.decisions, Outcome.of(before, goal), Outcome.of(after, goal))
    out = []
    for m in moves:
        if m.rule == "match/level":
            m = replace(m, measured={"loudness_lufs": round(after.loudness_lufs, 2)})
        out.append(m)
    return with_master(sheet, out)
