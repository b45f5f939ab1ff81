"""Listening to the rendered sound, and taking back what did not help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tonmeister.exchange.encode import write_mp3
from tonmeister.flow.deciding import keep
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.hosting import Hosting
from tonmeister.flow.mastering import Measured, measure, play_master, target_missed, to_target
from tonmeister.flow.rehearsing import EXCERPT_S, rehearse
from tonmeister.flow.rendering import Played, play, stage_folder, strips_in_mix
from tonmeister.flow.tell import Teller
from tonmeister.flow.without import leave_out
from tonmeister.listening import features_of, listen
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, RecallSheet
from tonmeister.producer import revise, target_of
from tonmeister.producer.mastered import stopped_short, tell_limiter
from tonmeister.producer.tone_after import tone_after
from tonmeister.signal import Source
from tonmeister.signal.mixing import Excerpt
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
    """Render, listen, revise, until nothing is worth a change; at most three renders.

    From the second render on the stems are written along, since it is most often the last.
    """
    for number in range(1, ROUNDS + 1):
        played, after = hear_print(project, hearing, sheet, tell, workers, stems=number > 1)
        findings = listen(after)
        write_check(project, number, findings)
        without = leave_out(project, hearing, sheet, after, tell, workers)
        sheet, changed = revise(
            sheet, hearing.heard, after, hearing.findings, findings, number, without
        )
        keep(project, sheet, hearing)
        if not changed or number == ROUNDS:
            break
        tell.say(f"Round {number}: not everything came out as meant; revising")
    return sheet, played, after


def hear_print(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    tell: Teller,
    workers: int,
    *,
    stems: bool,
) -> tuple[Played, Heard]:
    """Render a mix and listen to it and to its strips with the ears that heard the raw tracks."""
    played = play(project, hearing, sheet, tell, workers, stems=stems)
    with tell.stage("check", "Listening to the mix"):
        heard = replace(
            hearing.heard,
            strips=strips_in_mix(project, hearing, sheet, workers),
            roles={s.name: s.role for s in sheet.strips if s.kind == "track"},
            mix=features_of(file_source(played.mix), light=True),
            rendered=True,
            target_lufs=sheet.target.loudness_lufs,
            ceiling_dbtp=sheet.target.ceiling_dbtp,
        )
    return played, heard


def make_master(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    played: Played,
    after: Heard,
    tell: Teller,
    *,
    once_only: bool = False,
    asked: bool = False,
) -> Record:
    """Master the mix to its target and listen to the master.

    With ``once_only`` the sheet is played as it stands, whatever that measures. A loudness that
    was ``asked`` for is never lowered.
    """
    path = stage_folder(project) / "master.wav"
    sound, hosting = file_source(played.mix), hearing.hosting
    with tell.stage("master", "Mastering") as on:

        def once(tried: RecallSheet) -> Measured:
            with WavSink(path, sheet.rate_hz, bits=32, frames=sound.frames) as sink:
                return play_master(
                    tried, sound, sink.write, progress=on, cancel=tell.cancelled, hosting=hosting
                )

        def retone(tried: RecallSheet, pieces: Source) -> RecallSheet:
            limited = stage_folder(project) / "pieces.wav"
            with WavSink(limited, sheet.rate_hz, bits=32, frames=pieces.frames) as sink:
                play_master(
                    tried, pieces, sink.write, peaks=False, cancel=tell.cancelled, hosting=hosting
                )
            tone = features_of(file_source(limited), light=True)
            return tone_after(tried, tone, hearing.genre, hearing.reference, hearing.findings)

        if once_only:
            measured = once(sheet)
        else:
            codec = _Codec(project, hosting)
            usual = target_of(hearing.genre).loudness_lufs
            free = not asked and sheet.target.loudness_lufs == usual
            found = rehearse(
                sheet,
                sound,
                _loudest(sound, after),
                codec,
                retone=retone,
                peak_dbtp=after.mix.facts["true_peak_dbtp"],
                may_lower=free,
                hosting=hosting,
            )
            sheet, measured = to_target(found.sheet, once, found.slope)
            if sheet.target.loudness_lufs != usual and free:
                note = stopped_short(
                    hearing.genre, usual, sheet.target.loudness_lufs, found.lost_lu
                )
                sheet = replace(sheet, notes=(*sheet.notes, note))
                tell.say(note)
            sheet = tell_limiter(sheet, hearing.findings, hearing.genre, measured.loudness_lufs)
        if missed := target_missed(sheet.target, measured):
            tell.say(missed, kind="problem")
        heard = replace(
            after,
            mastered=features_of(file_source(path), light=True),
            sound=file_source(path),
            target_lufs=sheet.target.loudness_lufs,
        )
        findings = listen(heard)
        write_check(project, "master", findings)
    return Record(
        sheet=sheet, played=played, master=path, measured=measured, heard=heard, findings=findings
    )


def _loudest(sound: Source, after: Heard) -> Excerpt:
    """Return the loudest stretch of a mix."""
    steps = max(1, round(EXCERPT_S / HOP_S))
    power = np.concatenate(([0.0], np.cumsum(after.mix.k_power.astype(np.float64))))
    first = int(np.argmax(power[steps:] - power[:-steps])) if power.size > steps else 0
    start = round(first * HOP_S * sound.rate_hz)
    length = min(round(EXCERPT_S * sound.rate_hz), sound.frames - start)
    return Excerpt(sound, start, length)


class _Codec:
    """Measures how far a lossy file of a master goes over the ceiling."""

    def __init__(self, project: Project, hosting: Hosting) -> None:
        self._folder, self._hosting = stage_folder(project), hosting

    def __call__(self, sheet: RecallSheet, excerpt: Source) -> float:
        """Return by how many dB the decoded MP3 of an excerpt lies over the ceiling."""
        wav, mp3 = self._folder / "excerpt.wav", self._folder / "excerpt.mp3"
        with WavSink(wav, sheet.rate_hz, bits=32, frames=excerpt.frames) as sink:
            play_master(sheet, excerpt, sink.write, hosting=self._hosting)
        write_mp3(mp3, wav, {})
        peak_dbtp = measure(file_source(mp3)).true_peak_dbtp
        return peak_dbtp - sheet.target.ceiling_dbtp
