"""A comp as it came out: its notes heard again, and whether a cut can be heard."""

from __future__ import annotations

import numpy as np

from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.seams_levels import place_s
from tonmeister.listening.takes.seams_notes import CENTS, cents_off
from tonmeister.model import Comp, Region
from tonmeister.signal import Samples

NEAR_S, AROUND_S = 0.02, 0.25


def played_costs(comp: Comp, played: PitchCurve, aligned: AlignedTakes) -> dict[str, float]:
    """Return what each region costs as played, by its id: what was foreseen, and what its pitch
    lost or gained on the way.

    ``played`` is the pitch of the played comp on the reference clock. Each note of a region is
    compared with the same note of the take that it comes from. Where nothing has a pitch (drums),
    the costs are those foreseen.
    """
    return {r.id: round(r.cost_score + _lost(r, played, aligned), 4) for r in comp.regions}


def _lost(region: Region, played: PitchCurve, aligned: AlignedTakes) -> float:
    """Return by how much more the notes are off than in the take, in cents / 25."""
    if region.take not in aligned.heard:
        return 0.0
    heard, clock = aligned.heard[region.take], aligned.on_clock[region.take]
    at_s = place_s(aligned, region.take)
    sums = np.zeros(2)
    for i, note in enumerate(aligned.notes):
        start_s, end_s = float(clock.onsets_s[i]), float(clock.ends_s[i])
        end_s = start_s + note.end_s - note.start_s if np.isnan(end_s) else end_s
        middle_s = at_s + 0.5 * (start_s + end_s)
        if np.isnan(start_s) or not region.start_s <= middle_s < region.end_s:
            continue
        pitch = note.pitch - clock.transposed_semitones
        before = cents_off(heard.pitch, start_s, end_s, pitch)
        after = cents_off(played, start_s + at_s, end_s + at_s, pitch)
        if not np.isnan(before):
            lost = 4.0 if np.isnan(after) else (abs(after) - abs(before)) / CENTS
            sums += np.array([lost, 1.0]) * (end_s - start_s)
    return float(sums[0] / sums[1]) if sums[1] > 0.0 else 0.0


def click_score(sound: Samples, rate_hz: int, at_s: float) -> float:
    """Return how much a place clicks: the largest second difference within 20 ms of it, against
    what 99 % of those within a quarter of a second stay under. Up to about 1.3 nothing is heard.
    """
    row = np.abs(np.diff(sound.mean(axis=0), 2))
    at = round(at_s * rate_hz) - 1
    near, around = round(NEAR_S * rate_hz), round(AROUND_S * rate_hz)
    close = row[max(0, at - near) : at + near]
    wide = row[max(0, at - around) : at + around]
    usual = float(np.percentile(wide, 99)) if wide.size else 0.0
    highest = float(close.max(initial=0.0))
    return highest / usual if usual > 0.0 else (0.0 if highest == 0.0 else float("inf"))
