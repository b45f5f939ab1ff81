"""Trying a mastering chain on pieces of the song that stand for the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tonmeister.flow.hosting import Hosting
from tonmeister.flow.mastering import Measured, Play, driven, play_master
from tonmeister.listening import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Decision, RecallSheet
from tonmeister.producer.level import limiter_of, with_limiter, with_master
from tonmeister.producer.reference import Profile, after_curves, profile_of
from tonmeister.signal import Audio, Samples, Source
from tonmeister.signal.loudness import LoudnessMeter, integrated_lufs
from tonmeister.signal.mixing import collage

PIECES_S, PIECE_S = 36.0, 1.5
ROUGHLY_LU, NEARER_LU = 0.5, 0.04
TRIES = 8
MOST_LOST_LU = 3.5
"""How much loudness the limiter may eat before the target is given up for the sound's sake."""
WORTH_LU = 0.3
LEVELS = 16


@dataclass(frozen=True, slots=True)
class Tried:
    """A sheet whose limiter brings the pieces to the target, and what came of it."""

    sheet: RecallSheet
    slope: float
    lost_lu: float
    came_out: Audio


class Rehearsal:
    """Pieces of a mix, played through chains. What comes before the limiter is played once."""

    def __init__(self, mix: Source, heard: TrackFeatures, hosting: Hosting | None = None) -> None:
        self._hosting = hosting
        self._pieces = collage(mix, length_s=PIECES_S, piece_s=PIECE_S)
        self._whole = profile_of(heard, "whole")
        steps = features_of(self._pieces, light=True)
        self._part = profile_of(steps, "pieces")
        self._heard, self._steps = heard, steps
        self._ready: tuple[tuple[Decision, ...], Audio, float] | None = None

    def at_level(self, sheet: RecallSheet, slope: float = 1.0, near_lu: float = NEARER_LU) -> Tried:
        """Set the limiter so that the whole song will measure what the target says.

        The target is lowered to what the limiter can do without eating more than it may. A
        limiter that a person holds, or none, is played as it stands.
        """
        head, tail = _split(sheet)
        ready, ready_lufs = self._before_level(sheet, head)
        level = with_master(sheet, tail)
        took: list[Samples] = []

        def once(tried: RecallSheet) -> Measured:
            took.clear()
            measured = play_master(tried, ready, took.append, peaks=False, hosting=self._hosting)
            return replace(measured, loudness_lufs=self._of_the_whole(took, sheet))

        move = limiter_of(level)
        if move is not None and not move.hold and slope == 1.0:
            first = level.target.loudness_lufs - ready_lufs
            level = with_limiter(level, {"gain_db": round(min(36.0, max(-24.0, first)), 2)})
        level, measured, slope = driven(level, once, slope, TRIES, near_lu)
        lost_lu = _lost_lu(level, ready_lufs, measured)
        if lost_lu > MOST_LOST_LU and move is not None and not move.hold:
            gentler, less_lu = self._gentler(level, once, ready_lufs)
            if level.target.loudness_lufs - gentler.target.loudness_lufs >= WORTH_LU:
                level, lost_lu = gentler, less_lu
        target = replace(level.target, loudness_lufs=round(level.target.loudness_lufs, 2))
        done = replace(with_master(sheet, (*head, *level.master.decisions)), target=target)
        return Tried(done, slope, lost_lu, Audio(np.concatenate(took, axis=1), sheet.rate_hz))

    def profile_after(self, tried: Tried) -> Profile:
        """Return what the whole will measure: as it came, and what the chain did to the pieces."""
        after = profile_of(features_of(tried.came_out, light=True), "after")
        was, part = self._whole, self._part
        return Profile(
            name="after",
            mid_db=was.mid_db + (after.mid_db - part.mid_db),
            side_db=was.side_db + (after.side_db - part.side_db),
            spread_db=was.spread_db + (after.spread_db - part.spread_db),
            loudness_lufs=was.loudness_lufs + after.loudness_lufs - part.loudness_lufs,
        )

    def _before_level(self, sheet: RecallSheet, head: tuple[Decision, ...]) -> tuple[Audio, float]:
        """Play all that comes before the limiter, unless it was just played."""
        if self._ready is None or self._ready[0] != head:
            took: list[Samples] = []
            before = with_master(sheet, head)
            play_master(before, self._pieces, took.append, peaks=False, hosting=self._hosting)
            sound = Audio(np.concatenate(took, axis=1), sheet.rate_hz)
            self._ready = (head, sound, self._of_the_whole(took, sheet))
        return self._ready[1], self._ready[2]

    def _of_the_whole(self, took: list[Samples], sheet: RecallSheet) -> float:
        """Return the loudness that the whole song will have, from what became of its pieces.

        What the curves do to every tenth of a second is known from its third octaves. How much
        louder or softer the rest of the chain makes it depends on how loud it is then: that is
        learnt from the pieces and applied to the whole song.
        """
        rate_hz, curves = sheet.rate_hz, _split(sheet)[0]
        meter = LoudnessMeter(rate_hz, peaks=False)
        for block in took:
            meter.add(block)
        if self._pieces.frames == round(self._heard.length_s * rate_hz):
            return meter.integrated_lufs()
        now = meter.k_power
        was = after_curves(self._steps, curves)[: now.size]
        now = now[: was.size]
        heard = np.flatnonzero(was > 1e-8)
        if heard.size < 2 * LEVELS:
            return meter.integrated_lufs()
        groups = np.array_split(heard[np.argsort(was[heard], kind="stable")], LEVELS)
        at_db = [10.0 * np.log10(was[g].mean()) for g in groups]
        turned_db = [10.0 * np.log10(max(now[g].sum(), 1e-12) / was[g].sum()) for g in groups]
        whole = np.maximum(after_curves(self._heard, curves), 1e-12)
        gain_db = np.interp(10.0 * np.log10(whole), at_db, turned_db)
        return integrated_lufs(whole * 10.0 ** (gain_db / 10.0))

    def _gentler(
        self, level: RecallSheet, once: Play, ready_lufs: float
    ) -> tuple[RecallSheet, float]:
        """Find the drive at which the limiter eats as much as it may; aim at what that gives."""
        move = limiter_of(level)
        assert move is not None
        high = float(move.settings["gain_db"])
        low, lost_lu, lufs = high - 16.0, 0.0, ready_lufs
        for _ in range(7):
            middle = round((low + high) / 2.0, 2)
            level = with_limiter(level, {"gain_db": middle})
            lufs = once(level).loudness_lufs
            lost_lu = ready_lufs + middle - lufs
            low, high = (low, middle) if lost_lu > MOST_LOST_LU else (middle, high)
        return replace(level, target=replace(level.target, loudness_lufs=lufs)), lost_lu


def _split(sheet: RecallSheet) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Cut the chain before its first clipper or limiter."""
    moves = sheet.master.decisions
    cut = next((i for i, m in enumerate(moves) if m.effect in ("clipper", "limiter")), len(moves))
    return moves[:cut], moves[cut:]


def _lost_lu(level: RecallSheet, ready_lufs: float, measured: Measured) -> float:
    move = limiter_of(level)
    if move is None:
        return 0.0
    return ready_lufs + float(move.settings["gain_db"]) - measured.loudness_lufs
