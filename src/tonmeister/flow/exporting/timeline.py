"""The song's bars as a workstation's tempo map."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tonmeister.model import DawMeter, DawTempo, TempoMap

STEADY_S = 0.015
"""A song whose beats lie so near to a metronome gets one tempo."""
CLICK_S = 0.003
"""A plain tempo from the file's first frame on is taken where no beat lies further from it."""
PLAIN_S = 0.003
"""So much further from the beats a plain tempo may lie than the one that fits best."""
SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0

Map = tuple[tuple[DawTempo, ...], tuple[DawMeter, ...]]


def tempo_map(tempo: TempoMap | None) -> Map:
    """Return tempos and meters such that bar lines lie where bars begin in the song.

    A steady song has one tempo after its lead-in, another has one for each bar. What comes before
    the first bar becomes bars of its own (a short one first, where need be).
    """
    if tempo is None or len(tempo.beats_s) < 2 or not tempo.downbeats:
        return (DawTempo(at_s=0.0, quarter_bpm=120.0),), (DawMeter(at_quarters=0.0),)
    beats = np.array(tempo.beats_s[tempo.downbeats[0] :])
    if len(beats) < 2:
        return (DawTempo(at_s=0.0, quarter_bpm=_held(tempo.tempo_bpm)),), (
            DawMeter(at_quarters=0.0, beats=tempo.meter),
        )
    steps = np.arange(len(beats))
    beat_s, first_s = (float(v) for v in np.polyfit(steps, beats, 1))
    if float(np.abs(first_s + steps * beat_s - beats).max()) > STEADY_S:
        return _bar_by_bar(tempo, beats)
    plain = _plain(beats, first_s, beat_s)
    if plain is not None:
        whole_bars = round(first_s * plain / 60.0)
        return (DawTempo(at_s=0.0, quarter_bpm=plain),), _meters(whole_bars, tempo.meter)
    first_s, bpm = _rounded(beats, first_s, beat_s)
    return _with_lead_in(max(first_s, 0.0), [(max(first_s, 0.0), bpm)], tempo.meter)


def _plain(beats: np.ndarray, first_s: float, beat_s: float) -> float | None:
    """Return the tempo of a click that began with the file, if the song was played to one."""
    for digits in (0, 1, 2, 3):
        bpm = round(60.0 / beat_s, digits)
        if not bpm:
            continue
        lead = round(first_s * bpm / 60.0)
        grid = (lead + np.arange(len(beats))) * 60.0 / bpm
        if lead >= 0 and float(np.abs(grid - beats).max()) <= CLICK_S:
            return bpm
    return None


def _rounded(beats: np.ndarray, first_s: float, beat_s: float) -> tuple[float, float]:
    """Return where a steady song's first beat lies and its tempo, as plain a number as fits."""
    steps = np.arange(len(beats))
    near_s = float(np.abs(first_s + steps * beat_s - beats).max()) + PLAIN_S
    for digits in (0, 1, 2):
        bpm = round(60.0 / beat_s, digits)
        first = float(np.mean(beats - steps * 60.0 / bpm)) if bpm else 0.0
        if bpm and float(np.abs(first + steps * 60.0 / bpm - beats).max()) <= near_s:
            return first, bpm
    return first_s, 60.0 / beat_s


def _bar_by_bar(tempo: TempoMap, beats: np.ndarray) -> Map:
    bars = list(range(0, len(beats), tempo.meter))
    starts = [float(beats[i]) for i in bars]
    tempos = [(a, _held(60.0 * tempo.meter / (b - a))) for a, b in pairwise(starts) if b - a > 1e-3]
    last = starts[-1]
    left = len(beats) - 1 - bars[-1]
    if left > 0:
        tempos.append((last, _held(60.0 * left / float(beats[-1] - last))))
    return _with_lead_in(starts[0], tempos, tempo.meter)


def _with_lead_in(first_s: float, tempos: list[tuple[float, float]], meter: int) -> Map:
    """Put bars before the first downbeat, at a tempo at which they end on it."""
    bpm = tempos[0][1]
    lead = round(first_s * bpm / 60.0)
    if lead == 0 and first_s > 0.0:  # too short for a beat: the first bar begins with the file
        then_s = tempos[1][0] if len(tempos) > 1 else first_s + meter * 60.0 / bpm
        bars = max(1.0, round((then_s - first_s) * bpm / 60.0 / meter))
        tempos = [(0.0, bars * meter * 60.0 / then_s), *(tempos[1:] or [(then_s, bpm)])]
    elif lead:
        tempos = [(0.0, _held(lead * 60.0 / first_s)), *tempos]
    rows = tuple(DawTempo(at_s=at_s, quarter_bpm=value) for at_s, value in tempos)
    return rows, _meters(lead, meter)


def _meters(lead: int, meter: int) -> tuple[DawMeter, ...]:
    short = lead % meter
    if not short:
        return (DawMeter(at_quarters=0.0, beats=meter),)
    return DawMeter(at_quarters=0.0, beats=short), DawMeter(at_quarters=float(short), beats=meter)


def _held(bpm: float) -> float:
    return min(max(bpm, SLOWEST_BPM), FASTEST_BPM)
