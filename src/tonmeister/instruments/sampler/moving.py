"""What moves while a note sounds: its pitch, its filter, its volume."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.instruments.sampler.bank import Envelope, Filter
from tonmeister.instruments.sampler.voices import Voice
from tonmeister.model import SoundBend

HOP = 32
"""Frames between two points of what moves."""
_OPEN_HZ = 19000.0

Row = NDArray[np.float64]


def bend_semitones(bends: Sequence[SoundBend], at_s: Row) -> Row:
    """Return where the pitch stands at some times: even from bend to bend, on the key before."""
    if not bends:
        return np.zeros_like(at_s)
    ordered = sorted(bends, key=lambda b: b.at_s)
    times, values = [b.at_s for b in ordered], [b.semitones for b in ordered]
    return np.asarray(np.interp(at_s, times, values, left=0.0), dtype=np.float64)


def bent(bends: Sequence[SoundBend], start_s: float, end_s: float) -> bool:
    """Say whether the pitch leaves the key anywhere between two times."""
    inside = [b.at_s for b in bends if start_s < b.at_s < end_s]
    return bool(bend_semitones(bends, np.array([start_s, *inside, end_s])).any())


def pitch_cents(voice: Voice, bends: Sequence[SoundBend], seconds: Row) -> Row:
    """Return how far a voice is off its key at some times after its start, in cents."""
    out = 100.0 * bend_semitones(bends, voice.start_s + seconds)
    if voice.zone.sweep is not None and voice.zone.sweep.pitch_cents:
        out += voice.zone.sweep.pitch_cents * shape(voice, voice.zone.sweep.envelope, seconds)
    for swing in voice.zone.swings:
        if swing.pitch_cents:
            out += swing.pitch_cents * _wave(swing.delay_s, swing.rate_hz, seconds)
    return out


def gains(voice: Voice, seconds: Row) -> Row:
    """Return how the volume moves: 1 is as it is."""
    moved_db = np.zeros_like(seconds)
    for swing in voice.zone.swings:
        if swing.volume_db:
            moved_db += swing.volume_db * _wave(swing.delay_s, swing.rate_hz, seconds)
    out: Row = 10.0 ** (moved_db / 20.0)
    return out


def moved_alike(voice: Voice) -> tuple[object, ...]:
    """Return what two voices of one key have in common if pitch and filter move alike in both."""
    zone = voice.zone
    key: tuple[object, ...] = (zone.filter, zone.swings)
    if zone.filter is not None and zone.filter.key_cents:
        key += (voice.midi,)
    if zone.filter is not None and zone.filter.velocity_cents:
        key += (voice.velocity,)
    if zone.sweep is not None and (zone.sweep.filter_cents or zone.sweep.pitch_cents):
        key += (zone.sweep, voice.held_s, voice.midi)
    return key


def filter_rows(voice: Voice, seconds: Row, rate_hz: float) -> tuple[Row, Row]:
    """Return a voice's filter as the kernel takes it: moving values [2, k] (none: [2, 0]), mix."""
    none = np.zeros((2, 0)), np.zeros(4)
    zone = voice.zone
    wanted = zone.filter
    if wanted is None:
        return none
    cents = wanted.key_cents * (voice.midi - 60.0) + wanted.velocity_cents * voice.velocity
    moved = np.full(seconds.size, cents)
    if zone.sweep is not None and zone.sweep.filter_cents:
        moved += zone.sweep.filter_cents * shape(voice, zone.sweep.envelope, seconds)
    for swing in zone.swings:
        if swing.filter_cents:
            moved += swing.filter_cents * _wave(swing.delay_s, swing.rate_hz, seconds)
    cutoff_hz = wanted.cutoff_hz * 2.0 ** (moved / 1200.0)
    if wanted.kind.startswith("low") and cutoff_hz.min() >= _OPEN_HZ and wanted.resonance_db <= 0:
        return none
    top_hz = min(0.45 * rate_hz, 20000.0)
    values = np.tan(np.pi * np.clip(cutoff_hz, 5.0, top_hz) / rate_hz)
    damping = 1.0 / _quality(wanted)
    return np.stack([values, np.full(seconds.size, damping)]), _mix(wanted, damping)


def _quality(wanted: Filter) -> float:
    return float(np.sqrt(0.5) * 10.0 ** (min(max(wanted.resonance_db, -10.0), 60.0) / 20.0))


def _mix(wanted: Filter, damping: float) -> Row:
    gain = 10.0 ** (-wanted.resonance_db / 40.0) if wanted.keeps_power else 1.0
    rows = {
        "lowpass": (0.0, 0.0, 1.0, 0.0),
        "highpass": (1.0, -damping, -1.0, 0.0),
        "bandpass": (0.0, damping, 0.0, 0.0),
        "lowpass-1": (0.0, 0.0, 1.0, 1.0),
        "highpass-1": (1.0, 0.0, -1.0, 1.0),
    }
    row = np.array(rows[wanted.kind])
    row[:3] *= gain
    return row


def _wave(delay_s: float, rate_hz: float, seconds: Row) -> Row:
    """Return a triangle from its start on: up, down, up."""
    turns = np.maximum(seconds - delay_s, 0.0) * rate_hz + 0.25
    out: Row = 1.0 - 4.0 * np.abs(turns - np.floor(turns) - 0.5)
    return out


def shape(voice: Voice, envelope: Envelope, seconds: Row) -> Row:
    """Return a sweep's course from 0 to 1: it rises and falls evenly."""
    hold_s, decay_s = keyed(envelope, voice.midi)
    top_s = envelope.delay_s + max(envelope.attack_s, 1e-4)
    points_s = [envelope.delay_s, top_s, top_s + hold_s]
    values = [0.0, 1.0, 1.0]
    fall_s = max(decay_s * (1.0 - envelope.sustain_ratio), 1e-4)
    points_s.append(points_s[-1] + fall_s)
    values.append(envelope.sustain_ratio)
    held = np.interp(seconds, points_s, values)
    let_go = float(np.interp(voice.held_s, points_s, values))
    after = np.maximum(seconds - voice.held_s, 0.0) / max(envelope.release_s, 1e-4)
    out: Row = np.where(seconds < voice.held_s, held, np.maximum(let_go - after, 0.0))
    return out


def keyed(envelope: Envelope, midi: float) -> tuple[float, float]:
    """Return how long an envelope holds and decays at a key."""
    below = 60.0 - midi
    return (
        float(envelope.hold_s * 2.0 ** (envelope.hold_key_octaves * below)),
        float(envelope.decay_s * 2.0 ** (envelope.decay_key_octaves * below)),
    )
