"""The master's tone, judged after the limiter: what it takes from the bottom, it shows here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge import Genre
from tonmeister.knowledge.voices import voice
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Decision, Finding, RecallSheet
from tonmeister.producer.bands import tone_db, tone_range_db
from tonmeister.producer.buses import (
    NOTHING_THERE_DB,
    TONE_HZ,
    TONE_MOST_DB,
    TONE_MOVES,
    outside,
    wanted_spectrum,
)
from tonmeister.producer.explain import explain
from tonmeister.producer.fit import nice_hz, word_of
from tonmeister.producer.level import limiter_of, with_master
from tonmeister.producer.plan import move

RULE = "print/tone_limited"
WORTH_DB = 0.6


def tone_after(
    sheet: RecallSheet,
    heard: TrackFeatures,
    genre: Genre,
    reference: TrackFeatures | None,
    findings: Sequence[Finding],
) -> RecallSheet:
    """Correct the master's bells by what was measured after the limiter; add one where none is.

    ``heard`` is the limited print (or pieces of it). At most ``TONE_MOVES`` bells in all; what a
    person holds is left alone, and so is a master without a limiter of ours.
    """
    limiter = limiter_of(sheet)
    if limiter is None or limiter.hold or not heard.active.any():
        return sheet
    power = 2.0 * heard.power.astype(np.float64).sum(axis=0)[:, heard.active].mean(axis=1)
    wide = tone_range_db(genre)
    wanted = tone_db(10.0 ** (wanted_spectrum(genre, reference) / 10.0))
    half = (wide[1] - wide[0]) / 2.0
    limits = np.stack([wanted - half, wanted + half])
    tone = tone_db(power)
    off = outside(tone, limits)
    off[off < -NOTHING_THERE_DB] = 0.0
    told = {finding.id: finding for finding in findings}
    moves = list(sheet.master.decisions)
    free = TONE_MOVES - sum(m.rule.startswith("print/tone") for m in moves)
    for band in np.argsort(-np.abs(off)):
        if abs(off[band]) < WORTH_DB:
            break
        name = f"{sheet.master.name}/master/{word_of(TONE_HZ[band])}"
        at = next((i for i, m in enumerate(moves) if m.id == name), None)
        if at is None and free <= 0:
            continue
        old = moves[at] if at is not None else None
        if old is not None and (old.hold or not old.rule.startswith("print/tone")):
            continue
        made = _bell(sheet, int(band), float(off[band]), float(tone[band]), limits, old, limiter)
        reason = explain(made, sheet.master.name, told, voice("plain"), genre)
        made = replace(made, reason=reason)
        if at is not None:
            moves[at] = made
        else:
            free -= 1
            moves.insert(_before_level(moves), made)
    return with_master(sheet, moves)


def _bell(
    sheet: RecallSheet,
    band: int,
    off_db: float,
    level_db: float,
    limits: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    old: Decision | None,
    limiter: Decision,
) -> Decision:
    """Return a bell that brings one band back, starting from the one that is there."""
    frequency_hz = nice_hz(TONE_HZ[band])
    before_db = float(old.settings["gain_db"]) if old is not None else 0.0
    gain_db = round(float(np.clip(before_db - off_db, -TONE_MOST_DB, TONE_MOST_DB)), 1)
    measured = {
        "outside_db": off_db,
        "level_db": level_db,
        "wanted_low_db": float(limits[0][band]),
        "wanted_high_db": float(limits[1][band]),
    }
    made = move(
        sheet.master.name, "master", word_of(TONE_HZ[band]), "bell",
        {"frequency_hz": frequency_hz, "gain_db": gain_db, "width_q": 0.8},
        rule=RULE,
        because=old.because if old is not None else limiter.because,
        predicted=measured,
    )  # fmt: skip
    if old is None:
        return made
    return replace(made, settings={**old.settings, "gain_db": gain_db})


def _before_level(moves: Sequence[Decision]) -> int:
    return next(i for i, m in enumerate(moves) if m.effect in ("clipper", "limiter"))
