"""The steps that turn something down: noise, bleed, pauses, breaths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tonmeister.flow.editing.clean_work import Work
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.cleaning.breaths import breaths_in
from tonmeister.listening.cleaning.pauses import Pause, pauses_in
from tonmeister.listening.cleaning.running import presence_lost_db
from tonmeister.listening.cleaning.strokes import KEYS_HZ, bleed_in, can_close
from tonmeister.model import Edit
from tonmeister.model.finding import Span
from tonmeister.producer.edits.clean_gains import (
    breath_edits,
    denoise_edit,
    gate_edits,
    silence_edits,
)
from tonmeister.signal import Samples, db

VOICES = ("lead vocal", "backing vocal", "rap", "choir", "speech")
KIT = ("kick", "snare", "tom", "hi-hat", "overheads", "drum room", "drums", "percussion")
PRINT_S = 0.5
NOISE_GAIN_DB, MOST_LOST_DB = 4.0, 1.5
LEAST_GATED_DB = 3.0


def breaths(work: Work) -> None:
    """Turn a voice's breaths down."""
    if work.role not in VOICES:
        return
    edits = breath_edits(work.name, breaths_in(work.frames), work.wish.breaths_db)
    if edits:
        played = work.bench.play(work.now, edits)
        work.keep(_levels(work, edits, played, "breath_dbfs"), played)


def pauses(work: Work) -> None:
    """Fade pauses down in which something is left to hear."""
    if work.role in KIT:
        return
    taken = breaths_in(work.frames) if work.role in VOICES else ()
    edits = silence_edits(work.name, pauses_in(work.frames, taken), work.wish.silence_db)
    if edits:
        played = work.bench.play(work.now, edits)
        work.keep(_levels(work, edits, played, "pause_dbfs"), played)


def bleed(work: Work) -> None:
    """Close a drum's microphone between its strokes, where that helps."""
    if work.role not in KEYS_HZ:
        return
    heard = bleed_in(work.now, work.rate_hz, work.role)
    if heard is None:
        return
    if not can_close(heard):
        if heard.gap_db <= 12.0:
            work.notes.append(
                f"{work.name}: the others are {heard.gap_db:.0f} dB under its strokes: closing it "
                "would be heard more than they are"
            )
        return
    edits = gate_edits(work.name, heard, work.wish.gate_db)
    if not edits:
        return
    played = work.bench.play(work.now, edits)
    measured = _levels(work, edits, played, "between_strokes_dbfs")
    gains = [e.before["between_strokes_dbfs"] - e.after["between_strokes_dbfs"] for e in measured]
    work.judge(measured, played, float(np.median(gains)), LEAST_GATED_DB, "the bleed")


def noise(work: Work) -> None:
    """Take steady noise down; only where somebody asks, and with a stretch to learn it from."""
    length_s = work.now.shape[1] / work.rate_hz
    said = work.wish.noise_from_s
    if said is not None:
        if said[1] > length_s:
            raise BadWish(
                f"--noise-from ends at {said[1]:.1f} s, but {work.name} is {length_s:.1f} s long"
            )
        if said[1] - said[0] < 0.1:
            raise BadWish("--noise-from is shorter than 0.1 s: half a second or more would do")
        learned = Pause(*said, _rms_dbfs(work.now, *said, work.rate_hz))
    else:
        found = pauses_in(work.frames, least_s=PRINT_S)
        if not found:
            work.notes.append(
                f"{work.name}: no pause in which only noise is heard: not denoised (name one with "
                "--noise-from)"
            )
            return
        learned = max(found, key=lambda pause: pause.end_s - pause.start_s)
    edit = denoise_edit(work.name, length_s, learned, work.wish.denoise_db, asked=said is not None)
    played = work.bench.play(work.now, [edit])
    span = (learned.start_s, learned.end_s)
    levels = [_rms_dbfs(x, *span, work.rate_hz) for x in (work.now, played)]
    lost_db = presence_lost_db(work.now, played, work.rate_hz)
    edit = replace(edit, before={"noise_dbfs": levels[0]}, after={"noise_dbfs": levels[1]})
    if levels[0] - levels[1] < NOISE_GAIN_DB:
        work.take_back([edit], f"the noise came down by {levels[0] - levels[1]:.1f} dB only")
    elif lost_db > MOST_LOST_DB:
        work.take_back([edit], f"2 to 8 kHz lost {lost_db:.1f} dB where it is loud")
    else:
        work.keep([edit], played)
        work.notes.append(
            f"{work.name}: noise learned from {Span(*span)}; 2 to 8 kHz lost {lost_db:.1f} dB "
            "where it is loud"
        )


def _levels(work: Work, edits: list[Edit], played: Samples, name: str) -> list[Edit]:
    """Return edits with the level of what they turn down, before and after."""
    measured = []
    for edit in edits:
        where = work.part(edit)
        was, now = work.now[:, where], played[:, where]
        turned = np.any(was != now, axis=0)
        levels = [db(float(np.sqrt(np.mean(x[:, turned] ** 2)))) if turned.any() else -200.0
                  for x in (was, now)]  # fmt: skip
        measured.append(replace(edit, before={name: levels[0]}, after={name: levels[1]}))
    return measured


def _rms_dbfs(sound: Samples, start_s: float, end_s: float, rate_hz: int) -> float:
    part = sound[:, round(start_s * rate_hz) : round(end_s * rate_hz)]
    return db(float(np.sqrt(np.mean(part**2)))) if part.size else -200.0
