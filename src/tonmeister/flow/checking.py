"""Listening to the rendered sound, and taking back what did not help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.deciding import keep
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.mastering import Measured, play_master, to_target
from tonmeister.flow.rendering import Played, play, stage_folder, strips_in_mix
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of, listen
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, RecallSheet
from tonmeister.producer import revise
from tonmeister.studio import Project, WavSink, file_source, write_check

ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Record:
    """A finished mix and master on disk, and what was heard in them."""

    sheet: RecallSheet
    played: Played
    master: Path
    measured: Measured
    heard: Heard
    findings: tuple[Finding, ...]


def try_listen_revise(
    project: Project, hearing: Hearing, sheet: RecallSheet, tell: Teller, workers: int
) -> tuple[RecallSheet, Played, Heard]:
    """Render, listen, revise, until nothing is worth a change; at most three renders."""
    for number in range(1, ROUNDS + 1):
        played = play(project, hearing, sheet, tell, workers)
        after = hear_print(project, hearing, sheet, played, tell)
        findings = listen(after)
        write_check(project, number, findings)
        sheet, changed = revise(sheet, hearing.heard, after, hearing.findings, findings, number)
        keep(project, sheet, hearing)
        if not changed or number == ROUNDS:
            break
        tell.say(f"Round {number}: not everything came out as meant; revising")
    return sheet, played, after


def hear_print(
    project: Project, hearing: Hearing, sheet: RecallSheet, played: Played, tell: Teller
) -> Heard:
    """Listen to a rendered mix and to its strips with the ears that heard the raw tracks."""
    with tell.stage("check", "Listening to the mix"):
        return replace(
            hearing.heard,
            strips=strips_in_mix(project, hearing, sheet, played),
            roles={s.name: s.role for s in sheet.strips if s.kind == "track"},
            mix=features_of(file_source(played.mix), light=True),
            rendered=True,
            target_lufs=sheet.target.loudness_lufs,
            ceiling_dbtp=sheet.target.ceiling_dbtp,
        )


def make_master(
    project: Project,
    sheet: RecallSheet,
    played: Played,
    after: Heard,
    tell: Teller,
    *,
    once_only: bool = False,
) -> Record:
    """Master the mix to its target and listen to the master.

    With ``once_only`` the sheet is played as it stands, whatever that measures.
    """
    path = stage_folder(project) / "master.wav"
    mix = file_source(played.mix)
    with tell.stage("master", "Mastering") as on:

        def once(tried: RecallSheet) -> Measured:
            with WavSink(path, sheet.rate_hz, bits=32, frames=mix.frames) as sink:
                return play_master(tried, mix, sink.write, progress=on, cancel=tell.cancelled)

        if once_only:
            measured = once(sheet)
        else:
            sheet, measured = to_target(sheet, sheet.target, once)
        heard = replace(after, mastered=features_of(file_source(path), light=True))
        findings = listen(heard)
        write_check(project, "master", findings)
    return Record(
        sheet=sheet,
        played=played,
        master=path,
        measured=measured,
        heard=heard,
        findings=findings,
    )
