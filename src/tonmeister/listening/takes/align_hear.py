"""Hearing one take, and saying clearly why it cannot be compared."""

from __future__ import annotations

import numpy as np

from tonmeister.listening.pitch import F0Model, PitchCurve, notes_of, pitch_curve
from tonmeister.listening.pitch.notes import own_tuning_cents
from tonmeister.listening.takes.aligned import HeardTake
from tonmeister.listening.takes.alike import Ear
from tonmeister.listening.takes.warp_features import COARSE_S, STEP_S, Real, traits, tune
from tonmeister.model import PartKind, Take
from tonmeister.signal import Samples

SHORTEST_S, LONGEST_S = 1.0, 900.0
QUIETEST_DBFS = -60.0
SUNG_KINDS: tuple[PartKind, ...] = ("voice", "bass", "other")
"""What is heard by its pitch: one note at a time."""
BLOCK_S, PAUSE_BLOCKS, PAUSE_DB = 0.1, 4, 50.0
STEADY = 0.45
"""Less of the pitch than this stands still where somebody speaks."""


def hear_take(take: Take, sound: Samples, rate_hz: int, model: F0Model | None) -> HeardTake:
    """Hear a take's pitch and notes; ``sound`` [channels, n] is the take alone, cut from its track.

    Without a model (drums, chords) it has none. A take that is far too long for a song is not
    listened to: ``align`` says so.
    """
    mono = np.ascontiguousarray(sound.mean(axis=0, keepdims=True))
    nothing = PitchCurve(np.zeros(0), np.zeros(0))
    length_s = mono.shape[1] / rate_hz
    if model is None or not SHORTEST_S <= length_s <= LONGEST_S:
        return HeardTake(take=take, sound=mono, rate_hz=rate_hz, pitch=nothing, notes=())
    curve = _pitch_where_it_sounds(mono, rate_hz, model)
    notes = tuple(notes_of(curve))
    return HeardTake(take=take, sound=mono, rate_hz=rate_hz, pitch=curve, notes=notes)


def _pitch_where_it_sounds(mono: Samples, rate_hz: int, model: F0Model) -> PitchCurve:
    """Return the pitch of a take; its pauses are not listened to (most takes are half pauses)."""
    every = round(BLOCK_S * rate_hz)
    count = mono.shape[1] // every
    power = np.square(mono[0, : count * every]).reshape(count, every).mean(axis=1)
    on = power > float(np.percentile(power, 95)) * 10.0 ** (-PAUSE_DB / 10.0)
    wide = np.convolve(on, np.ones(2 * PAUSE_BLOCKS + 1), "same") > 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wide.astype(np.int8), [0]])))
    steps = np.arange(0.0, mono.shape[1] / rate_hz, STEP_S).size
    f0_hz, sure = np.zeros(steps), np.zeros(steps)
    for start, stop in edges.reshape(-1, 2):
        end = mono.shape[1] if stop == count else stop * every
        part = pitch_curve(mono[:, start * every : end], rate_hz, model)
        at = round(start * every / rate_hz / STEP_S)
        kept = min(part.f0_hz.size, steps - at)
        f0_hz[at : at + kept] = part.f0_hz[:kept]
        sure[at : at + kept] = part.confidence[:kept]
    return PitchCurve(f0_hz, sure)


def ear_of(heard: HeardTake) -> Ear:
    """Return what of a take is compared: its tune only where it has one, not where it is spoken."""
    found = traits(heard.sound, heard.rate_hz)
    curve = heard.pitch
    if curve.f0_hz.size and steady_share(curve) < STEADY:  # rap is compared by its rhythm
        curve = PitchCurve(np.zeros(0), np.zeros(0))
    return Ear(found, tune(curve, found, COARSE_S), own_tuning_cents(heard.pitch) / 100.0)


def steady_share(curve: PitchCurve) -> float:
    """Return how much of a voice's pitch stands still for a tenth of a second (0 to 1)."""
    midi = curve.midi
    if midi.size < 40:
        return 0.0
    moved: Real = np.abs(midi[20:] - midi[:-20])
    both = ~np.isnan(moved)
    return float((moved[both] < 0.6).mean()) if both.sum() > 20 else 0.0


def cannot_be_used(heard: HeardTake) -> str:
    """Say why a take cannot be compared with others at all; empty if it can."""
    length_s = heard.sound.shape[1] / heard.rate_hz
    name = heard.take.name
    if length_s < SHORTEST_S:
        return (
            f"{name}: it is {length_s:.2g} s long; a take needs at least {SHORTEST_S:g} s: left out"
        )
    if length_s > LONGEST_S:
        return (
            f"{name}: it is {length_s / 60.0:.0f} min long, and no repeats were found in it; "
            f"cut it into takes of at most {LONGEST_S / 60.0:.0f} min: left out"
        )
    peak_db = 20.0 * np.log10(float(np.abs(heard.sound).max(initial=0.0)) + 1e-12)
    if peak_db < QUIETEST_DBFS:
        level = "nothing at all" if peak_db < -200.0 else f"its peak is {peak_db:.0f} dBFS"
        return f"{name}: silence ({level}): left out"
    return ""


def another(heard: HeardTake, first: str, kind: PartKind, score: float) -> str:
    """Say that a take is not the part that the others are."""
    name, percent = heard.take.name, f"{100.0 * score:.0f} % alike"
    if kind == "voice" and heard.pitch.f0_hz.size:
        share = float(heard.pitch.voiced.mean())
        if share < 0.02:
            return f"{name}: nothing is sung in it (no pitch is heard): left out"
        if steady_share(heard.pitch) < STEADY:
            return (
                f"{name}: spoken or played by several, not sung as {first} is ({percent}): left out"
            )
    return (
        f"{name}: not the part that {first} is, another song or another instrument ({percent}): "
        "left out"
    )


def transposed(name: str, first: str, semitones: int) -> str:
    """Say in which key a take is sung against the first; ``semitones`` bring it there."""
    away = abs(semitones)
    how = {12: "an octave", 24: "two octaves"}.get(away, f"{away} semitone{'s' * (away != 1)}")
    where = "lower" if semitones > 0 else "higher"
    return f"{name} is {how} {where} than {first}: compared as if in its key"
