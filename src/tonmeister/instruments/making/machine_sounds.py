"""The voices of two drum machines, as their circuits make them. 48 kHz, one row a stroke.

TR-808: bridged-T oscillators, six square waves as metal (K. Werner, J. Abel & J. Smith, "A
physically-informed, circuit-bendable, digital model of the Roland TR-808 bass drum circuit" and
"The TR-808 cymbal", DAFx and ICMC 2014, for frequencies). TR-909: a falling oscillator with a
click, noise in bands, and struck metal where the machine plays samples.
"""

from __future__ import annotations

import numpy as np

from tonmeister.instruments.making.filtering import passed_row
from tonmeister.instruments.making.strokes import fade, fall, frames_of, modes, noise_band
from tonmeister.instruments.making.tape import Row, smooth_step
from tonmeister.instruments.making.waves import partials_under, table_size, wave_table
from tonmeister.signal.instruments.filters import RATE_HZ

_METAL_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)


def kick_808(v: float, decay_s: float, rng: np.random.Generator) -> Row:
    """A sine that starts higher for 6 ms, sinks a little further, and booms."""
    n = frames_of(7.0 * decay_s + 0.05)
    t = np.arange(n) / RATE_HZ
    f = 49.5 * (1.0 + 1.3 * np.exp(-t / 0.006) + 0.10 * np.exp(-t / (0.4 * decay_s)))
    boom = np.sin(2.0 * np.pi * np.cumsum(f) / RATE_HZ) * fade(n, 0.0012, decay_s)
    click = noise_band(n, 0.0, 1800.0, rng, 1) * fade(n, 0.0004, 0.0016)
    return v * (boom * smooth_step((n / RATE_HZ - t) / 0.05) + (0.05 + 0.12 * v) * click)


def kick_909(v: float, decay_s: float, rng: np.random.Generator) -> Row:
    """A fast fall into 50 Hz, rounded off hard, with a click in front."""
    n = frames_of(6.0 * decay_s + 0.05)
    t = np.arange(n) / RATE_HZ
    f = 50.0 + 65.0 * np.exp(-t / 0.045) + 190.0 * v * np.exp(-t / 0.009)
    body = np.sin(2.0 * np.pi * np.cumsum(f) / RATE_HZ) * fade(n, 0.0008, decay_s)
    click = noise_band(n, 900.0, 7000.0, rng, 1) * fade(n, 0.0003, 0.004)
    bent: Row = np.tanh(1.9 * body) / np.tanh(1.9)
    return v * (bent * smooth_step((n / RATE_HZ - t) / 0.04) + 0.25 * v * click)


def snare_808(v: float, snap: float, rng: np.random.Generator) -> Row:
    """Two ringing circuits and a puff of noise above them."""
    n = frames_of(0.42)
    body = modes((181.0, 331.0), (0.055, 0.028), (0.8, 0.45), n)
    noise = noise_band(n, 1200.0, 9500.0, rng, 1) * fade(n, 0.0008, 0.055)
    return v * (body + snap * (0.35 + 0.25 * v) * noise)


def snare_909(v: float, snap: float, rng: np.random.Generator) -> Row:
    """Two falling tones, tight, and long noise in two bands."""
    n = frames_of(0.5)
    body = 0.7 * fall(290.0, 172.0, 0.012, n) * fade(n, 0.0006, 0.06)
    body += 0.4 * fall(420.0, 268.0, 0.010, n) * fade(n, 0.0006, 0.03)
    low = noise_band(n, 700.0, 4500.0, rng, 1) * fade(n, 0.0006, 0.05)
    high = noise_band(n, 3500.0, 12000.0, rng, 1) * fade(n, 0.0008, 0.10)
    return v * (body + snap * (0.3 * low + (0.3 + 0.2 * v) * high))


def _metal(count: int, rng: np.random.Generator) -> Row:
    """Return the six squares of the 808's cymbal circuit, free running."""
    out = np.zeros(count)
    for hz in _METAL_HZ:
        partials = partials_under(hz, RATE_HZ)
        table = wave_table("square", partials, table_size(partials))
        turns = (rng.random() + np.arange(count) * hz / RATE_HZ) % 1.0
        out += np.interp(turns * (table.size - 1), np.arange(table.size), table)
    return out / 6.0


def hat_808(v: float, decay_s: float, rng: np.random.Generator) -> Row:
    """The squares through a narrow band and a high-pass."""
    n = frames_of(7.0 * decay_s + 0.02)
    tone = passed_row(_metal(n, rng), 6800.0, 11500.0, RATE_HZ, 2)
    return v * 2.6 * tone * fade(n, 0.0006, decay_s)


def cymbal_808(v: float, decay_s: float, rng: np.random.Generator) -> Row:
    """The squares in two bands that die at their own speed."""
    n = frames_of(5.0 * decay_s)
    metal = _metal(n, rng)
    low = passed_row(metal, 2300.0, 5200.0, RATE_HZ, 2) * fade(n, 0.001, 0.45 * decay_s)
    high = passed_row(metal, 6200.0, 13000.0, RATE_HZ, 2) * fade(n, 0.002, decay_s)
    return v * 1.6 * (0.7 * low + high)


def cowbell_808(v: float, rng: np.random.Generator) -> Row:
    """Two squares a hair over a fifth apart, loud for a moment, then ringing."""
    n = frames_of(0.6)
    out = np.zeros(n)
    for hz in (540.0, 800.0):
        partials = partials_under(hz, RATE_HZ)
        table = wave_table("square", partials, table_size(partials))
        turns = (rng.random() + np.arange(n) * hz / RATE_HZ) % 1.0
        out += np.interp(turns * (table.size - 1), np.arange(table.size), table)
    tone = passed_row(out, 450.0, 3200.0, RATE_HZ, 1)
    return v * 0.5 * tone * (0.55 * fade(n, 0.0008, 0.016) + 0.45 * fade(n, 0.0008, 0.11))


def rim_808(v: float, rng: np.random.Generator) -> Row:
    """A short, hard knock of two circuits."""
    n = frames_of(0.08)
    tone = modes((455.0, 1667.0), (0.011, 0.009), (0.4, 0.8), n)
    return v * passed_row(np.tanh(2.5 * tone), 300.0, 0.0, RATE_HZ, 1)


def tom_808(pitch_hz: float, v: float, rng: np.random.Generator) -> Row:
    """A sine that sinks by a third of a tone over a little dull noise."""
    n = frames_of(0.9)
    tone = fall(pitch_hz * 1.18, pitch_hz, 0.06, n) * fade(n, 0.001, 0.15)
    return v * (tone + 0.05 * noise_band(n, 0.0, 900.0, rng, 1) * fade(n, 0.002, 0.12))


def tom_909(pitch_hz: float, v: float, rng: np.random.Generator) -> Row:
    """Three falling tones and a stick of noise."""
    n = frames_of(0.9)
    tone = fall(pitch_hz * 1.7, pitch_hz, 0.035, n) * fade(n, 0.0008, 0.17)
    tone += 0.35 * fall(pitch_hz * 2.6, pitch_hz * 1.5, 0.03, n) * fade(n, 0.0008, 0.08)
    bent: Row = np.tanh(1.3 * tone)
    return v * (bent + 0.12 * noise_band(n, 500.0, 5000.0, rng, 1) * fade(n, 0.0006, 0.02))


def struck_metal(v: float, low_hz: float, decay_s: float, rng: np.random.Generator) -> Row:
    """Return a thin plate: many modes that keep their places, the high ones die first."""
    n = frames_of(5.5 * decay_s + 0.02)
    plate = np.random.default_rng(round(low_hz))
    f = low_hz + (17500.0 - low_hz) * plate.random(220) ** 1.1
    decays = decay_s * (f / low_hz) ** -0.35 * (0.6 + 0.8 * plate.random(220))
    levels = (plate.standard_normal(220) + 0.3 * rng.standard_normal(220)) / 15.0
    sizzle = noise_band(n, 6500.0, 15000.0, rng, 1) * fade(n, 0.0008, 0.45 * decay_s)
    return v * (1.3 * modes(f, decays, levels, n) + 0.35 * sizzle)
