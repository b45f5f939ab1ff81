"""A drum kit: each drum a membrane's modes and noise, each cymbal hundreds of modes.

One dry lane a drum; ``drum_mics`` sets up the microphones. A few strokes of each drum are struck
once and used in turn, soft and hard ones apart, as the ear notices an exact repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tonmeister.signal.instruments.filters import RATE_HZ, Note, Row, band, empty, put
from tonmeister.signal.instruments.kernels import ring

LAYERS = 4  # of strength
TURNS = 3  # different strokes of one strength


def _fade(count: int, attack_s: float, decay_s: float) -> Row:
    t = np.arange(count) / RATE_HZ
    fade: Row = np.minimum(t / attack_s, 1.0) * np.exp(-t / decay_s)
    return fade


def _sweep(start_hz: float, end_hz: float, fall_s: float, count: int) -> Row:
    """Return a sine that falls to its pitch, as a struck skin does."""
    t = np.arange(count) / RATE_HZ
    wave: Row = np.sin(
        2 * np.pi * np.cumsum(end_hz + (start_hz - end_hz) * np.exp(-t / fall_s)) / RATE_HZ
    )
    return wave


def kick(v: float, rng: np.random.Generator) -> Row:
    """A felt beater on a 22 inch drum: the fall to 58 Hz, the shell, the click."""
    count = round(0.55 * RATE_HZ)
    body = _sweep(190.0 + 40 * v, 57.0, 0.022, count) * _fade(count, 0.0015, 0.12)
    shell = ring(
        np.array([96.0, 152.0, 233.0, 347.0, 505.0]) * (1 + 0.01 * rng.standard_normal(5)),
        np.array([0.09, 0.06, 0.05, 0.04, 0.03]),
        np.array([0.16, 0.10, 0.08, 0.06, 0.05]),
        RATE_HZ,
        count,
    )
    noise = rng.standard_normal(count)
    click = band(noise, 1800, 6500) * _fade(count, 0.0004, 0.005) * (0.3 + 0.8 * v * v)
    skin = band(noise, 150, 1500) * _fade(count, 0.001, 0.025) * 0.2
    return np.tanh(1.3 * (body + shell)) * (0.35 + 0.65 * v) + (click + skin) * v


def snare(v: float, rng: np.random.Generator) -> Row:
    """A 14 inch snare: two heads, wires that buzz longer when hit hard, the stick's crack."""
    count = round(0.6 * RATE_HZ)
    modes = np.array([186.0, 226.0, 331.0, 427.0, 512.0, 640.0, 771.0, 958.0])
    heads = ring(
        modes * (1 + 0.012 * rng.standard_normal(8)),
        np.array([0.085, 0.06, 0.07, 0.045, 0.05, 0.03, 0.03, 0.02]),
        np.array([0.9, 0.35, 0.5, 0.22, 0.28, 0.16, 0.14, 0.1]) * (0.7 + 0.6 * rng.random(8)),
        RATE_HZ,
        count,
    )
    noise = rng.standard_normal(count)
    wires = band(noise, 1500, 9000, 1) * _fade(count, 0.002, 0.075 + 0.055 * v)
    crack = band(rng.standard_normal(count), 900, 12000, 1) * _fade(count, 0.0003, 0.006)
    bend = _sweep(260.0, 188.0, 0.012, count) * _fade(count, 0.0008, 0.06)
    return v * (0.42 * heads + 0.5 * bend + (0.45 + 0.25 * v) * wires + 0.7 * v * crack)


def _plate(rng: np.random.Generator, count: int, low_hz: float, modes: int, decay_s: float) -> Row:
    """Return a metal plate's ring: its modes lie evenly, the high ones are weaker and die first.

    A cymbal keeps its modes; only how much each is struck differs from stroke to stroke.
    """
    metal = np.random.default_rng((modes, round(low_hz)))
    f = low_hz + (19000.0 - low_hz) * metal.random(modes) ** 1.5
    decays = decay_s * (f / low_hz) ** -0.5 * (0.6 + 0.8 * metal.random(modes))
    struck = metal.standard_normal(modes) + 0.5 * rng.standard_normal(modes)
    levels = struck / np.sqrt(modes) * np.minimum(1.0, (f / 2500.0) ** 0.7)
    return ring(f, decays, levels, RATE_HZ, count)


def hat(v: float, rng: np.random.Generator, decay_s: float = 0.035) -> Row:
    """Closed hi-hats: a short bright chick that opens a little when hit harder."""
    count = round((0.12 + 5 * decay_s) * RATE_HZ)
    decay_s *= 0.8 + 0.5 * v
    metal = _plate(rng, count, 900.0, 120, 5.0 * decay_s) * _fade(count, 0.0006, 2.5 * decay_s)
    sizzle = band(rng.standard_normal(count), 6000, 15500, 2) * _fade(count, 0.0008, decay_s)
    stick = band(rng.standard_normal(count), 2500, 8000, 1) * _fade(count, 0.0002, 0.003)
    return v * (0.8 * metal + 0.55 * sizzle + 0.5 * v * stick)


def hat_open(v: float, rng: np.random.Generator) -> Row:
    """Half-open hi-hats, sizzling."""
    return hat(v, rng, 0.16)


def hat_foot(v: float, rng: np.random.Generator) -> Row:
    """Hi-hats closed with the foot."""
    return 0.5 * band(hat(v, rng, 0.025), 0, 9000, 1)


def crash(v: float, rng: np.random.Generator) -> Row:
    """A 16 inch crash: blooms within 30 ms and dies over two seconds, the highs first."""
    count = round(2.6 * RATE_HZ)
    t = np.arange(count) / RATE_HZ
    metal = _plate(rng, count, 320.0, 400, 2.0) * np.minimum(1.0, 0.35 + t / 0.03)
    wash = band(rng.standard_normal(count), 4500, 17000, 1) * _fade(count, 0.012, 0.34)
    low = band(rng.standard_normal(count), 500, 4000, 1) * _fade(count, 0.008, 0.22)
    return (
        v
        * (1.0 * metal + 0.30 * wash + 0.14 * low)
        * np.minimum(1.0, (count - np.arange(count)) / 9600)
    )


def ride(v: float, rng: np.random.Generator) -> Row:
    """A ride cymbal: the ping of the stick over a quiet wash."""
    count = round(1.6 * RATE_HZ)
    ping = ring(
        np.array([1310.0, 2240.0, 3170.0, 4380.0, 5630.0, 7080.0])
        * (1 + 0.003 * rng.standard_normal(6)),
        np.array([0.25, 0.3, 0.28, 0.22, 0.18, 0.12]),
        np.array([0.10, 0.14, 0.16, 0.14, 0.10, 0.08]),
        RATE_HZ,
        count,
    )
    metal = _plate(rng, count, 450.0, 300, 1.3)
    tick = band(rng.standard_normal(count), 3000, 14000, 1) * _fade(count, 0.0003, 0.004)
    wash = band(rng.standard_normal(count), 3500, 15000, 1) * _fade(count, 0.003, 0.3)
    end = np.minimum(1.0, (count - np.arange(count)) / 9600)
    return v * (ping + (0.25 + 0.25 * v) * metal + 0.4 * tick + 0.12 * wash) * end


def tambourine(v: float, rng: np.random.Generator) -> Row:
    """A tambourine: a dozen pairs of jingles that each meet a few times."""
    count = round(0.30 * RATE_HZ)
    out = np.zeros(count)
    for at_s in np.sort(rng.random(7)) * 0.035:
        tone = ring(
            np.array([4600.0, 6300.0, 7900.0, 9400.0, 11800.0])
            * (1 + 0.03 * rng.standard_normal(5)),
            np.array([0.045, 0.05, 0.04, 0.035, 0.025]),
            rng.standard_normal(5) * 0.3,
            RATE_HZ,
            count,
        )
        put(out, tone, float(at_s), float(0.4 + 0.6 * rng.random()))
    shake = band(rng.standard_normal(count), 5500, 16000) * _fade(count, 0.006, 0.04)
    hand = band(rng.standard_normal(count), 250, 1200) * _fade(count, 0.001, 0.012) * 0.25 * v
    return v * (out + 0.5 * shake + hand)


def tom(pitch_hz: float) -> Callable[[float, np.random.Generator], Row]:
    """Return a tom of a pitch: a skin that falls a tone, a shell, a stick."""

    def strike(v: float, rng: np.random.Generator) -> Row:
        count = round(0.9 * RATE_HZ)
        body = _sweep(pitch_hz * (1.25 + 0.2 * v), pitch_hz, 0.045, count) * _fade(
            count, 0.0012, 0.2
        )
        modes = ring(
            pitch_hz * np.array([1.59, 2.14, 2.65, 3.16]),
            np.array([0.12, 0.09, 0.06, 0.05]),
            np.array([0.32, 0.2, 0.14, 0.1]) * (0.7 + 0.6 * rng.random(4)),
            RATE_HZ,
            count,
        )
        stick = band(rng.standard_normal(count), 800, 7000, 1) * _fade(count, 0.0005, 0.008)
        return v * (body + modes + 0.5 * v * stick)

    return strike


PIECES: dict[int, tuple[str, Callable[[float, np.random.Generator], Row]]] = {
    36: ("kick", kick),
    38: ("snare", snare),
    42: ("hats", hat),
    44: ("hats", hat_foot),
    46: ("hats", hat_open),
    49: ("crash", crash),
    51: ("ride", ride),
    54: ("tambourine", tambourine),
    48: ("toms", tom(132.0)),
    45: ("toms", tom(104.0)),
    41: ("toms", tom(79.0)),
}


def play_drums(notes: Sequence[Note], length_s: float, seed: int) -> dict[str, Row]:
    """Play the kit: from General MIDI strokes to one dry lane for each piece."""
    lanes = {name: empty(length_s) for name, _ in PIECES.values()}
    struck: dict[tuple[int, int, int], Row] = {}
    turns: dict[int, int] = {}
    for start_s, _, pitch, v in notes:
        piece = int(pitch)
        name, strike = PIECES[piece]
        layer = min(LAYERS - 1, int(v * LAYERS))
        turns[piece] = turns.get(piece, -1) + 1
        key = (piece, layer, turns[piece] % TURNS)
        strength = (layer + 0.5) / LAYERS
        if key not in struck:
            stroke = strike(strength, np.random.default_rng((seed, *key)))
            stroke[-960:] *= np.linspace(1.0, 0.0, 960)
            struck[key] = stroke
        put(lanes[name], struck[key], start_s, v / strength)
    return lanes
