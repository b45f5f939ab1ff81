"""Beats set straight, and the bars they make."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening import tempo as tempi
from tonmeister.listening.facts_onsets import peaks
from tonmeister.listening.features import HOP_S, ONSET_HOP_S, TrackFeatures
from tonmeister.listening.tempo import FPS, Pulse, near
from tonmeister.model import TempoMap

Real = NDArray[np.float64]

LATE_S = 0.0055
"""How much later than the sound the centre of its onset peak lies."""
STEADY_S = 0.015
SURE, SURE_OF_DRIFT = 0.30, 0.48
"""How sure a tempo must be: an even grid seldom fits by chance, beats that drift may."""


def harmonic_change(chroma: Real) -> Real:
    """Return how much the harmony changes at each frame of 10 ms, about 0 to 1.

    ``chroma`` [12, T]. The third of a second before is compared with the one after.
    """
    frames = chroma.shape[1]
    out = np.zeros(frames)
    w = 4
    if frames < 2 * w + 2:
        return np.repeat(out, round(HOP_S / ONSET_HOP_S))
    sums = np.concatenate([np.zeros((12, 1)), np.cumsum(np.sqrt(chroma), axis=1)], axis=1)
    i = np.arange(w, frames - w)
    before, after = sums[:, i] - sums[:, i - w], sums[:, i + w] - sums[:, i]
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    out[i] = np.where(lengths > 0, 1 - (before * after).sum(axis=0) / (lengths + 1e-12), 0.0)
    energy = chroma.sum(axis=0)
    out *= energy > 0.04 * np.percentile(energy, 95)
    out /= np.percentile(out, 99) + 1e-6
    fine = np.arange(frames * 10) / 10.0
    return np.interp(fine, np.arange(frames), out)


def tempo_map(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str], chroma: Real, length_s: float
) -> TempoMap | None:
    """Find tempo, beats and bars. None where there is no beat to be sure of."""
    heard = tempi.pulse(tracks, roles)
    if heard is None:
        return None
    found = tempi.follow(heard.act)
    if len(found) < 6:
        return None
    harmony = np.zeros(heard.frames)
    change = harmonic_change(chroma)[: heard.frames]
    harmony[: len(change)] = change
    beats, others = tempi.best_reading(found.astype(np.float64), heard, harmony)
    beats = _centre(beats, heard.act)
    strength = near(heard.act, beats, 2)
    beats_s, steady = straighten(beats * ONSET_HOP_S - LATE_S, strength, length_s)
    confidence = _confidence((beats_s + LATE_S) * FPS, heard)
    if confidence < (SURE if steady else SURE_OF_DRIFT):
        return None
    beats_s = beats_s[(beats_s >= -0.03) & (beats_s < length_s)]
    if len(beats_s) < 6:
        return None
    meter, downs, bar_sure = bars(beats_s * FPS, heard, chroma, from_bar_line=steady)
    bpm = 60.0 / float(np.median(np.diff(beats_s)))
    if steady:
        bpm = 60.0 * (len(beats_s) - 1) / float(beats_s[-1] - beats_s[0])
    return TempoMap(
        tempo_bpm=round(bpm, 2),
        meter=meter,
        beats_s=tuple(round(max(0.0, float(at)), 4) for at in beats_s),
        downbeats=tuple(int(i) for i in downs),
        confidence=round(confidence * (0.6 + 0.4 * bar_sure), 3),
        alternatives_bpm=tuple(round(other, 1) for other in others),
    )


def _centre(beats: Real, act: Real) -> Real:
    """Move each beat to the centre of the onset it stands on, where there is one."""
    out = beats.copy()
    for i, beat in enumerate(beats):
        at = round(float(beat))
        low, high = max(0, at - 3), min(len(act), at + 4)
        if high - low < 3 or act[low:high].max() < 0.1:
            continue
        top = low + int(act[low:high].argmax())
        a, b = max(0, top - 1), min(len(act), top + 2)
        weights = act[a:b]
        out[i] = float((np.arange(a, b) * weights).sum() / weights.sum())
    return out


def _confidence(beats: Real, heard: Pulse) -> float:
    """Say how far the beats stand out (0 to 1): over what lies between, and how evenly they come.

    Beats where nothing is heard for a while count neither way.
    """
    on, off = near(heard.act, beats[:-1], 3), near(heard.act, (beats[:-1] + beats[1:]) / 2, 3)
    sounding = (on > 0.02) | (off > 0.02)
    if sounding.sum() < 6:
        return 0.0
    hit = float(np.mean(on[sounding] > 0.3))
    stands_out = float(on[sounding].mean()) - _usual_near(heard.act)
    gaps = np.diff(beats)
    uneven = float(np.median(np.abs(gaps - np.median(gaps))) / np.median(gaps))
    even = float(np.clip(1.0 - 8.0 * uneven, 0.0, 1.0))
    clear = float(np.clip(1.6 * stands_out, 0.0, 1.0) ** 0.5 * hit**0.5)
    return clear * even * float(np.clip(2.5 * _in_time(beats, heard.act) - 0.5, 0.0, 1.0))


def _in_time(beats: Real, act: Real) -> float:
    """Say how well all that begins falls on halves, thirds or quarters of the beats (0 to 1)."""
    rises = peaks(act.astype(np.float32), least=0.25)
    index = np.searchsorted(beats, rises, side="right") - 1
    inside = (index >= 0) & (index < len(beats) - 1)
    index, rises = index[inside], rises[inside]
    if len(rises) < 8:
        return 0.0
    place = (rises - beats[index]) / (beats[index + 1] - beats[index])
    turns = [abs(np.exp(2j * np.pi * parts * place).mean()) for parts in (2, 3, 4)]
    return float(max(turns))


def _usual_near(act: Real) -> float:
    """Return what a beat placed anywhere would find."""
    return float(near(act, np.arange(0, len(act), 7, dtype=np.float64), 3).mean())


def straighten(beats_s: Real, strength: Real, length_s: float) -> tuple[Real, bool]:
    """Take the jitter of the measurement out of the beats; say whether the tempo is constant.

    A song to a click gets an even grid from beginning to end; one that breathes keeps its drift
    (a line through nine beats). ``strength`` says how much is heard on each beat.
    """
    heard = strength > 0.3
    if heard.sum() >= 6:
        period_s, start_s = _grid(
            beats_s[heard], strength[heard], float(np.median(np.diff(beats_s)))
        )
        off = (beats_s[heard] - start_s) / (period_s / 2)
        off_s = (off - np.round(off)) * (period_s / 2)
        on_it = np.round(off) % 2 == 0
        close = np.abs(off_s) < 0.03
        drift_s = float(np.percentile(np.abs(_medians(off_s[np.abs(off_s) < 0.06])), 80))
        if close.mean() >= 0.72 and on_it[close].mean() >= 0.5 and drift_s < STEADY_S:
            first = np.ceil((-0.03 - start_s) / period_s)
            count = int((length_s - start_s - first * period_s) / period_s) + 1
            return start_s + period_s * (first + np.arange(count)), True
    n = len(beats_s)
    smooth = np.empty(n)
    for i in range(n):
        low, high = max(0, min(i - 4, n - 9)), min(n, max(i + 5, 9))
        near_slope, near_start = _robust_line(np.arange(low, high, dtype=float), beats_s[low:high])
        smooth[i] = near_start + near_slope * i
    moved = np.abs(smooth - beats_s) < 0.03
    return np.where(moved, smooth, beats_s), False


def _grid(beats_s: Real, strength: Real, period_s: float) -> tuple[float, float]:
    """Find the even grid that fits the beats best: its period and one of its lines.

    Half periods are fitted first, so that stretches in which the off-beats were taken for the
    beats do not mislead; then the half on which more is heard is chosen.
    """
    half_s = period_s / 2
    span_s = max(float(beats_s[-1] - beats_s[0]), period_s)
    halves_s = half_s * np.arange(0.97, 1.03, min(0.1 * half_s / span_s, 0.002))
    turns = np.exp(2j * np.pi * beats_s[None, :] / halves_s[:, None])
    half_s = float(halves_s[np.abs(turns.mean(axis=1)).argmax()])
    start_s = float(np.angle(np.exp(2j * np.pi * beats_s / half_s).mean())) / (2 * np.pi) * half_s
    index = np.round((beats_s - start_s) / half_s)
    close = np.abs(beats_s - start_s - index * half_s) < 0.25 * half_s
    if close.sum() >= 4:
        half_s, start_s = _robust_line(index[close], beats_s[close])
        index = np.round((beats_s - start_s) / half_s)
    odd = index % 2 == 1
    if strength[odd].sum() > strength[~odd].sum():
        start_s += half_s
    return 2 * half_s, start_s


def _medians(values: Real, width: int = 17) -> Real:
    """Return running medians, which show a drift and not the jitter."""
    if len(values) < width:
        return np.array([np.median(values)])
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    return np.asarray(np.median(windows, axis=1))


def _robust_line(x: Real, y: Real) -> tuple[float, float]:
    """Fit a line, three times, each time trusting what lies off it less."""
    weight = np.ones(len(x))
    slope, start = 0.0, 0.0
    for _ in range(3):
        slope, start = np.polyfit(x, y, 1, w=weight)
        off = np.abs(y - (start + slope * x))
        weight = 1.0 / (1.0 + (off / max(float(np.median(off)), 1e-4)) ** 2)
    return float(slope), float(start)


def bars(
    beats: Real, heard: Pulse, chroma: Real, *, from_bar_line: bool = False
) -> tuple[int, NDArray[np.int64], float]:
    """Return the meter, which beats start a bar, and how sure that is (0 to 1).

    A bar starts where the harmony changes, low drums play and the snare does not. With
    ``from_bar_line``, a beat at the very beginning of the files is likely a bar's first, since
    sessions are exported from a bar line.
    """
    evidence = _bar_evidence(beats, heard, chroma)
    results = []
    for meter, bonus in ((4, 0.08), (3, 0.0)):
        shaped = evidence + (_backbeat(beats, heard) if meter == 4 else 0.0)
        if from_bar_line and abs(beats[0]) <= 4.0:
            shaped[::meter] += 0.25
        phases, score = _phases(shaped, meter, cost=40.0 if from_bar_line else 10.0)
        results.append((score + bonus, meter, phases))
    results.sort(key=lambda item: -item[0])
    score, meter, phases = results[0]
    downs = np.flatnonzero(phases == 0)
    return meter, downs, float(np.clip(score / 0.5, 0.0, 1.0))


def _backbeat(beats: Real, heard: Pulse) -> Real:
    """Return for each beat how far the snare plays one and three beats later rather than now."""
    snare = _even(near(heard.middle, beats) + near(heard.high, beats) - near(heard.low, beats))
    padded = np.concatenate([snare, np.zeros(3)])
    n = len(beats)
    later = padded[1 : n + 1] + padded[3 : n + 3]
    return np.asarray(0.3 * (later - padded[:n] - padded[2 : n + 2]))


def _phases(evidence: Real, meter: int, *, cost: float) -> tuple[NDArray[np.int64], float]:
    """Find the best count of 1, 2, 3, (4) along the beats; losing count costs."""
    n = len(evidence)
    places = np.arange(meter)
    score = np.zeros(meter)
    origin = np.zeros((n, meter), np.int64)
    for i in range(n):
        stay = np.roll(score, 1)
        source = (places - 1) % meter
        jump = score.max() - cost
        jumped = jump > stay
        origin[i] = np.where(jumped, score.argmax(), source)
        score = np.where(jumped, jump, stay)
        score = score + np.where(places == 0, evidence[i] * (1 - 1 / meter), -evidence[i] / meter)
    place = int(score.argmax())
    phases = np.zeros(n, np.int64)
    for i in range(n - 1, -1, -1):
        phases[i] = place
        place = int(origin[i][place])
    return phases, float(score.max()) / n


def _bar_evidence(beats: Real, heard: Pulse, chroma: Real) -> Real:
    """Return for each beat how much it looks like the first of a bar."""
    n = len(beats)
    edges = np.append(beats, beats[-1] + np.median(np.diff(beats))) / 10.0
    sums = np.concatenate([np.zeros((12, 1)), np.cumsum(np.sqrt(chroma), axis=1)], axis=1)
    at = np.clip(edges, 0, sums.shape[1] - 1)
    low = np.floor(at).astype(int)
    part = at - low
    whole = sums[:, low] * (1 - part) + sums[:, np.minimum(low + 1, sums.shape[1] - 1)] * part
    classes = np.diff(whole, axis=1)
    classes /= np.linalg.norm(classes, axis=0) + 1e-9
    change = np.zeros(n)
    for i in range(1, n):
        before = classes[:, max(0, i - 2) : i].mean(axis=1)
        after = classes[:, i : i + 2].mean(axis=1)
        length = np.linalg.norm(before) * np.linalg.norm(after)
        change[i] = 1.0 - float(before @ after) / length if length > 0 else 0.0
    low_hit, high_hit = near(heard.low, beats), near(heard.high, beats)
    return _even(change) + 0.5 * _even(low_hit) - 0.3 * _even(high_hit)


def _even(values: Real) -> Real:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / spread if spread > 1e-9 else np.zeros(len(values)))
