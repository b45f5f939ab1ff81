"""Percussion in the hand and on stands: wood, metal, skin and shells. 48 kHz, one row a stroke."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tonmeister.instruments.making.strokes import fade, fall, frames_of, modes, noise_band
from tonmeister.instruments.making.tape import Row
from tonmeister.signal.instruments.drum_kit import tambourine

Strike = Callable[[float, np.random.Generator], Row]


def side_stick(v: float, rng: np.random.Generator) -> Row:
    """The stick laid over the snare, its butt on the rim: wood, and a little of the drum."""
    n = frames_of(0.16)
    wood = modes([430.0, 925.0, 1690.0, 2650.0, 3900.0], [0.018, 0.014, 0.012, 0.009, 0.006],
                 [0.3, 0.5, 0.6, 0.35, 0.2], n)  # fmt: skip
    drum = modes([188.0, 331.0], [0.03, 0.02], [0.25, 0.12], n)
    click = noise_band(n, 1500.0, 9000.0, rng) * fade(n, 0.0003, 0.002)
    return v * (wood + drum + 0.5 * v * click)


def clap(v: float, rng: np.random.Generator) -> Row:
    """Hands: a handful of slaps within 30 ms, then the room between the palms."""
    n = frames_of(0.35)
    level = np.zeros(n)
    for number, at_s in enumerate((0.0, 0.0095, 0.0185, 0.029)):
        at = frames_of(at_s + (0.0015 * rng.random() if number else 0.0))
        level[at:] = np.maximum(level[at:], fade(n - at, 0.0004, 0.005 if number < 3 else 0.045))
    body = noise_band(n, 800.0, 2600.0, rng, 1) + 0.35 * noise_band(n, 2600.0, 9000.0, rng, 1)
    return v * 0.9 * body * level


def cowbell(v: float, rng: np.random.Generator) -> Row:
    """A cowbell under a stick."""
    n = frames_of(0.5)
    tone = modes([587.0, 845.0, 1390.0, 1880.0, 2560.0, 3420.0],
                      [0.10, 0.13, 0.06, 0.05, 0.04, 0.03],
                      [0.5, 0.6, 0.25, 0.22, 0.2 * v, 0.15 * v], n)  # fmt: skip
    click = noise_band(n, 2000.0, 9000.0, rng) * fade(n, 0.0004, 0.003)
    return v * (tone + 0.3 * v * click)


def conga(pitch_hz: float, decay_s: float) -> Strike:
    """Return a conga: a skin that falls a little, its overtones, a palm or fingers."""

    def strike(v: float, rng: np.random.Generator) -> Row:
        n = frames_of(4.0 * decay_s + 0.1)
        body = fall(pitch_hz * (1.06 + 0.1 * v), pitch_hz, 0.02, n) * fade(n, 0.0012, decay_s)
        over = modes(np.array([1.59, 2.14, 2.65, 3.5]) * pitch_hz,
                     np.array([0.35, 0.25, 0.2, 0.15]) * decay_s,
                     np.array([0.3, 0.2, 0.15, 0.1]) * v, n)  # fmt: skip
        slap = noise_band(n, 700.0, 5500.0, rng, 1) * fade(n, 0.0006, 0.007)
        return v * (0.8 * body + over + 0.4 * v * slap)

    return strike


def shaker(v: float, rng: np.random.Generator) -> Row:
    """A shaker: grains thrown one way, arriving over 60 ms."""
    n = frames_of(0.16)
    t = np.linspace(0.0, 1.0, n)
    swell: Row = np.sin(np.pi * np.minimum(1.0, t / 0.75) ** 0.7) ** 2
    grains: Row = 0.45 * noise_band(n, 4800.0, 14000.0, rng, 2) * (0.7 + 0.3 * rng.random(n))
    return v * grains * swell


def cabasa(v: float, rng: np.random.Generator) -> Row:
    """A cabasa, turned quickly: beads over ridges."""
    n = frames_of(0.12)
    ridges: Row = 0.6 + 0.4 * np.sin(2.0 * np.pi * 190.0 * np.arange(n) / 48000.0)
    return v * 0.5 * noise_band(n, 3200.0, 12000.0, rng) * ridges * fade(n, 0.008, 0.03)


def guiro(length_s: float) -> Strike:
    """Return a scrape over a notched gourd."""

    def strike(v: float, rng: np.random.Generator) -> Row:
        n, gone = frames_of(length_s + 0.06), 0.0
        out = np.zeros(n)
        tick = modes([2350.0, 3900.0, 5200.0], [0.004, 0.003, 0.002], [0.5, 0.4, 0.3],
                     frames_of(0.03))  # fmt: skip
        while gone < length_s:
            at = frames_of(gone)
            part = tick[: n - at] * (0.6 + 0.4 * rng.random())
            out[at : at + part.size] += part * np.sin(np.pi * (gone / length_s * 0.9 + 0.05))
            gone += (0.0085 + 0.002 * rng.random()) * (0.08 + length_s) / (0.1 + length_s)
        return v * 0.7 * out

    return strike


def wood(frequency_hz: tuple[float, ...], decay_s: float) -> Strike:
    """Return a piece of wood: claves, blocks."""

    def strike(v: float, rng: np.random.Generator) -> Row:
        n, f = frames_of(8.0 * decay_s), np.array(frequency_hz)
        body = modes(f, decay_s * (f[0] / f) ** 0.7, 0.8 / np.arange(1, f.size + 1), n)
        return v * (body + 0.15 * v * noise_band(n, 3000.0, 12000.0, rng) * fade(n, 2e-4, 0.001))

    return strike


def steel(decay_s: float) -> Strike:
    """Return a triangle, ringing or held."""

    def strike(v: float, rng: np.random.Generator) -> Row:
        n = frames_of(min(2.4, 6.0 * decay_s))
        f = np.array([1230.0, 2760.0, 4210.0, 5480.0, 6920.0, 8350.0, 10120.0, 12400.0, 14900.0])
        levels = np.array([0.08, 0.3, 0.4, 0.35, 0.4, 0.3, 0.22, 0.15, 0.1]) * (
            0.8 + 0.4 * rng.random(9)
        )
        return v * 0.7 * modes(f, decay_s * (2760.0 / f) ** 0.4, levels, n)

    return strike


def bell_of_ride(v: float, rng: np.random.Generator) -> Row:
    """The cup of the ride under the shoulder of the stick."""
    n = frames_of(1.8)
    f = np.array([742.0, 1180.0, 1835.0, 2610.0, 3540.0, 4490.0, 5720.0, 7150.0])
    tone = modes(f * (1.0 + 0.002 * rng.standard_normal(8)), 0.5 * (742.0 / f) ** 0.45,
                 np.array([0.3, 0.45, 0.5, 0.42, 0.35, 0.3, 0.2, 0.15]), n)  # fmt: skip
    end = np.minimum(1.0, (n - np.arange(n)) / 9600.0)
    return v * end * (0.6 * tone + 0.3 * noise_band(n, 3000.0, 14000.0, rng) * fade(n, 3e-4, 0.004))


def whistle(length_s: float) -> Strike:
    """Return a referee's whistle: two near tones with a pea between them."""

    def strike(v: float, rng: np.random.Generator) -> Row:
        n = frames_of(length_s)
        t = np.arange(n) / 48000.0
        pea = 1.0 + 0.02 * np.sin(2.0 * np.pi * 34.0 * t + 6.28 * rng.random())
        tone = np.sin(2.0 * np.pi * np.cumsum(2350.0 * pea) / 48000.0)
        level = np.minimum(1.0, t / 0.008) * np.minimum(1.0, (t[-1] - t) / 0.02)
        air = 0.1 * noise_band(n, 1800.0, 6000.0, rng)
        made: Row = level * (tone * (0.7 + 0.3 * np.sin(2.0 * np.pi * 34.0 * t)) + air)
        return v * 0.4 * made

    return strike


def cuica(v: float, rng: np.random.Generator) -> Row:
    """A cuica: a damp cloth on the stick inside, the pitch pressed up."""
    n = frames_of(0.28)
    t = np.arange(n) / 48000.0
    f = 420.0 * (1.0 + 0.35 * np.sin(np.pi * np.minimum(1.0, t / 0.22)))
    phase = 2.0 * np.pi * np.cumsum(f) / 48000.0
    tone = np.sin(phase) + 0.5 * np.sin(2.0 * phase) + 0.25 * np.sin(3.0 * phase)
    rub = 1.0 + 0.3 * noise_band(n, 20.0, 120.0, rng)
    return v * 0.4 * tone * rub * np.sin(np.pi * np.minimum(1.0, t / 0.26)) ** 1.5


PERCUSSION: dict[str, Strike] = {
    "side-stick": side_stick, "clap": clap, "cowbell": cowbell, "shaker": shaker,
    "cabasa": cabasa, "conga-high": conga(262.0, 0.11), "conga-low": conga(175.0, 0.16),
    "conga-muted": conga(275.0, 0.035), "guiro": guiro(0.09), "guiro-long": guiro(0.38),
    "claves": wood((2480.0, 5050.0), 0.03), "block": wood((1210.0, 1990.0, 3180.0), 0.022),
    "triangle": steel(0.9), "triangle-muted": steel(0.06), "ride-bell": bell_of_ride,
    "tambourine": tambourine, "whistle": whistle(0.14), "whistle-long": whistle(0.5),
    "cuica": cuica,
}  # fmt: skip
"""What is not part of the kit, by name."""
