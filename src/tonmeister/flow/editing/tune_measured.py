"""Measuring tuned notes on the sound, and taking back what did not help or did harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tonmeister.flow.editing.bench import Bench
from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.pitch.retuned import Retuned, heard, retuned_note
from tonmeister.model import Edit, EditTakenBack
from tonmeister.signal import Samples

ROUNDS = 3
AROUND, GAP_S = 5, 0.3
MOST_PIECES = 0.7
"""From this share of changed sound on, all of it is heard again."""


def measured(
    bench: Bench, sound: Samples, curve: PitchCurve, edits: Sequence[Edit]
) -> tuple[list[Edit], list[EditTakenBack]]:
    """Play the edits of one track and measure each; play again without those taken back."""
    before = heard(sound, bench.rate_hz, curve)
    kept, back = list(edits), list[EditTakenBack]()
    for _ in range(ROUNDS):
        if not kept:
            break
        played = bench.play(sound, kept)
        after = heard(played, bench.rate_hz, _heard_again(bench, sound, curve, played))
        good, bad = [], []
        for edit in kept:
            now = retuned_note(before, after, bench.rate_hz, edit.start_s, edit.end_s)
            told, why_not = _told(edit, now)
            if why_not:
                bad.append(EditTakenBack(edit=told, reason=why_not))
            else:
                good.append(told)
        kept = good
        back += bad
        if not bad:
            break
    return kept, back


def _heard_again(bench: Bench, sound: Samples, curve: PitchCurve, played: Samples) -> PitchCurve:
    """Hear the pitch again where something was changed; elsewhere it is what it was."""
    pieces = _changed(sound, played, bench.rate_hz)
    if sum(last - first for first, last in pieces) > MOST_PIECES * sound.shape[1]:
        return bench.hands.pitch(played, bench.rate_hz)
    gap = np.zeros((len(played), round(GAP_S * bench.rate_hz)))
    row = [x for first, last in pieces for x in (played[:, first:last], gap)]
    again = bench.hands.pitch(np.concatenate(row, axis=1), bench.rate_hz)
    f0, sure = curve.f0_hz.copy(), curve.confidence.copy()
    at = 0
    for first, last in pieces:
        here = round(first / bench.rate_hz / curve.step_s)
        there = round(at / bench.rate_hz / curve.step_s)
        count = min(round((last - first) / bench.rate_hz / curve.step_s), f0.size - here)
        f0[here : here + count] = again.f0_hz[there : there + count]
        sure[here : here + count] = again.confidence[there : there + count]
        at += last - first + gap.shape[1]
    return replace(curve, f0_hz=f0, confidence=sure)


def _changed(sound: Samples, played: Samples, rate_hz: int) -> list[tuple[int, int]]:
    """Return where two sounds differ, with half a second around it, in whole steps of 0.1 s."""
    step = round(0.1 * rate_hz)
    count = sound.shape[1]
    other = (sound != played).any(axis=0)
    steps = np.flatnonzero(np.add.reduceat(other, np.arange(0, count, step)))
    out: list[tuple[int, int]] = []
    for at in steps:
        first, last = max(0, int(at) - AROUND) * step, min(count, (int(at) + 1 + AROUND) * step)
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def _told(edit: Edit, now: Retuned) -> tuple[Edit, str]:
    """Return the edit with what was measured after it, and why to take it back, if so."""
    if now.pitch is None:
        return edit, "after it no pitch is heard there any more"
    off_cents = float(edit.before["off_cents"])
    target = float(edit.settings["centre_semitones"]) - off_cents / 100.0
    after_cents = 100.0 * (now.pitch - target)
    told = replace(
        edit,
        after={
            "off_cents": round(after_cents, 2),
            "tone_db": round(now.tone_db, 2),
            "level_db": round(now.level_db, 2),
        },
        before={"off_cents": off_cents, "tone_db": 0.0, "level_db": 0.0},
    )
    if now.harm:
        return told, f"{now.harm}: it stays as it was sung"
    if edit.rule != "tune.hard" and abs(after_cents) >= abs(off_cents) - 2.0:
        return told, (
            f"played, it lies {abs(after_cents):.0f} cents away instead of "
            f"{abs(off_cents):.0f}: it did not help"
        )
    return told, ""
