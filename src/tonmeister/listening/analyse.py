"""Listen to one track, once, from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tonmeister.listening import facts_faults as faults
from tonmeister.listening import facts_levels as levels
from tonmeister.listening import facts_onsets as onsets
from tonmeister.listening import facts_samples as samples
from tonmeister.listening import facts_spectrum as spectrum
from tonmeister.listening import facts_windows as windows
from tonmeister.listening.facts_peak import LoudestPeaks
from tonmeister.listening.facts_pitch import PITCH_FRAMES, alone, pitches
from tonmeister.listening.features import BANDS_HZ, HOP_S, TrackFeatures
from tonmeister.signal.audio import Samples, Source
from tonmeister.signal.loudness import k_sections

FINE_PER_STEP = 10
FINE_PER_STEP_LIGHT = 4
HUM_STEPS_KEPT = 6000


@dataclass(frozen=True, slots=True)
class Block:
    """Some steps of sound, with what the windows need on both sides.

    ``edges`` are the frames in ``x`` at which the steps begin and end; ``first`` is the number of
    the first step, ``origin`` the place of the first frame of ``x`` in the recording.
    """

    x: Samples
    edges: NDArray[np.int64]
    first: int
    origin: int
    mono: bool

    @property
    def steps(self) -> slice:
        return slice(self.first, self.first + len(self.edges) - 1)


@dataclass(slots=True)
class Notebook:
    """What is written down while listening; ``T`` steps."""

    sums: NDArray[np.float64]
    power: NDArray[np.float64]
    chroma: NDArray[np.float64]
    pitch: NDArray[np.float32]
    fine: NDArray[np.float32]
    low: NDArray[np.float32]
    low_every: int


def features_of(
    source: Source, *, chunk_frames: int = 1 << 18, light: bool = False
) -> TrackFeatures:
    """Listen to a track and write down what is measured about it.

    The sound is read once, about ``chunk_frames`` at a time. ``light`` leaves out what only raw
    tracks are asked for (onsets, pitch classes, pitch, hum): those arrays are zero.
    """
    plan = spectrum.plan(source.rate_hz)
    steps = int(np.ceil(source.frames / (source.rate_hz * HOP_S) - 1e-9))
    every = max(1, steps // HUM_STEPS_KEPT)
    per_step = FINE_PER_STEP_LIGHT if light else FINE_PER_STEP
    notes = Notebook(
        sums=np.zeros((10, steps)),
        power=np.zeros((2, len(BANDS_HZ), steps)),
        chroma=np.zeros((12, 0 if light else steps)),
        pitch=np.zeros(steps, np.float32),
        fine=np.zeros((0 if light else steps * FINE_PER_STEP, onsets.FLUX_BANDS), np.float32),
        low=np.zeros((0 if light else -(-steps // every), spectrum.HUM_BINS), np.float32),
        low_every=every,
    )
    walk = samples.SampleWalk(source.rate_hz, k_sections(source.rate_hz))
    loudest = LoudestPeaks()
    for block in _blocks(source, steps, plan.margin_frames, chunk_frames):
        if not block.x.any():
            walk.rest()
            continue
        notes.sums[:, block.steps] = walk.block(block.x, block.edges, mono=block.mono)
        loudest.add(block.x[:, : block.edges[-1]], int(block.edges[0]), mono=block.mono)
        if notes.sums[samples.PEAK, block.steps].any():
            _look(block, plan, notes, per_step, light=light)
    return _write_up(source, notes, loudest.true_peak_dbtp(), plan, light=light)


def _blocks(source: Source, steps: int, margin: int, chunk_frames: int) -> Iterator[Block]:
    """Read a source once from beginning to end, in whole steps with margins."""
    edges = np.round(np.arange(steps + 1) * (source.rate_hz * HOP_S)).astype(np.int64)
    each = max(1, round(chunk_frames / (source.rate_hz * HOP_S)))
    held = np.zeros((2, 2 * margin))
    held[:, margin:] = source.read(0, margin)
    for first in range(0, steps, each):
        block_edges = edges[first : first + each + 1]
        start, end = int(block_edges[0]), int(block_edges[-1])
        new = source.read(start + margin, end - start)
        x = np.concatenate([held, new], axis=1)
        held = x[:, end - start :].copy()
        mono = bool(np.array_equal(x[0], x[1]))
        yield Block(x, block_edges - start + margin, first, start - margin, mono)


def _look(
    block: Block, plan: spectrum.Plan, notes: Notebook, per_step: int, *, light: bool
) -> None:
    """Take the spectra of a block: a short window for the highs, a long one for the lows."""
    x, edges, steps = block.x, block.edges, block.steps
    count = len(edges) - 1
    power = np.zeros((2, len(BANDS_HZ), count))
    total = np.zeros((2, count))
    width = (edges[1:] - edges[:-1])[:, None]
    places = edges[:-1, None] + width * ((np.arange(per_step) + 0.5) / per_step)
    starts = np.round(places.ravel()).astype(np.int64) - plan.fine_frames // 2
    pairs = block.mono
    frames = np.empty((_halves(len(starts), pairs), plan.fine_frames), np.complex64)
    windows.frame(x, starts, plan.fine_window, pairs, frames)
    fine = notes.fine[steps.start * per_step : steps.stop * per_step]
    windows.sum_bands(
        spectrum.transform(frames), pairs, per_step, *plan.fine_map, plan.flux_map,
        power, total, fine,
    )  # fmt: skip
    half = len(plan.taps) // 2
    begin = half + -(block.origin + half) % plan.decimation
    slow = np.empty((x.shape[1] - half - begin) // plan.decimation, np.complex64)
    windows.decimate(x, plan.taps, plan.decimation, begin, len(slow), block.mono, slow)
    middles = ((edges[:-1] + edges[1:]) // 2 - begin) // plan.decimation
    frames = np.empty((_halves(count, pairs), spectrum.LOW_FRAMES), np.complex64)
    windows.frame_slow(slow, middles - spectrum.LOW_FRAMES // 2, plan.low_window, pairs, frames)
    spectra = spectrum.transform(frames)
    nothing = np.zeros((0, onsets.FLUX_BANDS), np.float32)
    windows.sum_bands(spectra, pairs, 1, *plan.low_map, plan.flux_map, power, total, nothing)
    notes.power[:, :, steps] = _true_to_time(power, total, notes.sums[:, steps], width[:, 0])
    if light:
        return
    chroma = np.zeros((count, 12))
    low = np.zeros((count, spectrum.HUM_BINS), np.float32)
    windows.sum_classes(spectra, pairs, plan.class_of_bin, chroma, low)
    notes.chroma[:, steps] = chroma.T
    kept = np.arange(steps.start, steps.stop) % notes.low_every == 0
    notes.low[(np.arange(steps.start, steps.stop) // notes.low_every)[kept]] = low[kept]
    ear = slow.real + np.float32(0.5) * slow.imag
    voices = sliding_window_view(ear, PITCH_FRAMES)[middles - PITCH_FRAMES // 2]
    found = pitches(voices, plan.low_rate_hz)
    notes.pitch[steps] = alone(found, notes.power[:, :, steps].sum(axis=0))


def _halves(count: int, pairs: bool) -> int:
    return -(-count // 2) if pairs else count


def _true_to_time(
    power: NDArray[np.float64],
    total: NDArray[np.float64],
    sums: NDArray[np.float64],
    width: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Give each step the energy it really has, shared out over the bands as the windows saw it.

    The windows reach over the edges of a step; its mean square does not.
    """
    left, right, cross = sums[samples.LEFT], sums[samples.RIGHT], sums[samples.CROSS]
    real = np.maximum(np.stack([left + right + 2 * cross, left + right - 2 * cross]), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(total > 0.0, real / (4.0 * width) / total, 0.0)
    return np.asarray(power * scale[:, None, :])


def _write_up(
    source: Source, notes: Notebook, true_peak_dbtp: float, plan: spectrum.Plan, *, light: bool
) -> TrackFeatures:
    """Draw the facts from what was written down."""
    step_frames = source.rate_hz * HOP_S
    sums = notes.sums
    left_right = (sums[[samples.LEFT, samples.RIGHT]] / step_frames).astype(np.float32)
    k_power = (sums[samples.K_POWER] / step_frames).astype(np.float32)
    peak = sums[samples.PEAK].astype(np.float32)
    power = notes.power.astype(np.float32)
    active = levels.when_active(k_power)
    facts = levels.dynamics(left_right, k_power, peak, active)
    facts["true_peak_dbtp"] = max(true_peak_dbtp, facts["sample_peak_dbfs"])
    facts |= levels.picture(left_right, sums[samples.CROSS] / step_frames, power)
    facts["dc_dbfs"] = faults.offset_dbfs(sums, step_frames)
    clipped_count, clipped = faults.clipped(sums)
    dropout_count, dropouts = faults.dropouts(sums)
    facts |= {"clipped_count": float(clipped_count), "dropout_count": float(dropout_count)}
    steps = len(k_power)
    onset = np.zeros((3, steps * FINE_PER_STEP), np.float32)
    chroma = np.zeros((12, steps), np.float32)
    if not light:
        onset = onsets.curves(notes.fine)
        chroma = notes.chroma.astype(np.float32)
        facts |= onsets.playing(notes.fine, onset, active)
        facts |= onsets.melody(notes.pitch, active)
        facts |= faults.hum(notes.low, plan.low_rate_hz / spectrum.LOW_FRAMES)
    return TrackFeatures(
        length_s=source.frames / source.rate_hz,
        rate_hz=source.rate_hz,
        power=power,
        left_right=left_right,
        k_power=k_power,
        peak=peak,
        active=active,
        onset=onset,
        chroma=chroma,
        pitch_hz=np.where(active, notes.pitch, 0.0).astype(np.float32),
        facts=facts,
        places={"clipped": clipped, "dropouts": dropouts},
    )
