"""The piano."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.declare import Instrument, instrument, knob
from tonmeister.instruments.making.filtering import passed
from tonmeister.instruments.making.strokes import modes
from tonmeister.instruments.making.struck import Stroke, Struck, faded
from tonmeister.instruments.making.tape import Row, hz
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain

_LAYERS, _TURNS = 6, 1
_TOP_HZ, _MOST = 11000.0, 64


@instrument(
    "piano",
    source="partials of a stiff string (Fletcher, J. Acoust. Soc. Am. 36, 1964); stiffness by key "
    "after Rauhala, Lehtonen & Valimaki, IEEE Signal Processing Mag. 24(2), 2007",
)
class Piano(Instrument):
    """A modest piano, made of sums of ringing partials: no samples, no soundboard of its own.

    Each note is a stiff string's partials, struck by a felt that hardens with force at an eighth
    of the length, falling at first fast and then slowly as the strings of one key part company,
    and a knock of wood. No sympathetic strings, no half pedal. For a sketch, not for a recital.
    """

    bright_percent: float = knob(default=50.0, low=0.0, high=100.0, doc="how hard the felt is")
    ring_percent: float = knob(
        default=100.0, low=10.0, high=300.0, curve="log", doc="how long the strings ring"
    )
    apart_cents: float = knob(
        default=0.5, low=0.0, high=15.0, doc="how far the strings of one key lie apart"
    )
    knock_db: float = knob(default=-20.0, low=-60.0, high=6.0, doc="the hammer on the wood")
    width_percent: float = knob(default=50.0, low=0.0, high=100.0, doc="how wide it stands")
    mute_ms: float = knob(
        default=260.0, low=20.0, high=3000.0, curve="log", doc="down 60 dB under the damper"
    )
    level_db: float = knob(default=-12.0, low=-60.0, high=12.0, doc="how loud it is")

    def tail_s(self) -> float:
        return self.mute_ms / 1000.0 + 0.01

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        struck = Struck(
            lambda stroke: self._key(stroke, rate_hz, seed), _LAYERS, _TURNS,
            self.mute_ms / 1000.0, 20.0,
        )  # fmt: skip
        return struck.play(notes, bends, length_s, rate_hz)

    def _key(self, stroke: Stroke, rate_hz: int, seed: int) -> Samples:
        key = np.random.default_rng((seed, round(stroke.midi * 100)))  # a key keeps its strings
        f1, v = float(hz(stroke.midi)), stroke.velocity
        stiff = stiffness(stroke.midi)
        n = np.arange(1, _MOST + 1)
        f = n * f1 * np.sqrt((1.0 + stiff * n * n) / (1.0 + stiff))
        n, f = n[f < _TOP_HZ], f[f < _TOP_HZ]
        level = self._struck(n, f, f1, v)
        fast_s = self._decay_s(f, stroke.midi)
        apart = np.exp2(self.apart_cents / 1200.0 * (0.4 + 0.6 * key.random(f.size)))
        lean = 0.5 * self.width_percent / 100.0 * (2.0 * key.random(f.size) - 1.0)
        lean[0] *= 0.3
        side = self.width_percent / 100.0 * min(0.35, max(-0.35, (stroke.midi - 62.0) / 70.0))
        count = round(stroke.ring_s * rate_hz)
        rows = []
        for sign in (-1.0, 1.0):
            share = level * (1.0 + sign * (side + lean))
            rows.append(modes(
                np.concatenate([f, f * apart]), np.concatenate([fast_s, 3.2 * fast_s]),
                np.concatenate([0.78 * share, 0.22 * share]), count, rate_hz,
            ))  # fmt: skip
        sound = np.stack(rows) * gain(self.level_db)
        self._knock(sound, stroke, rate_hz, stroke.rng(seed))
        return faded(passed(sound, 22.0, 0.0, rate_hz, 1), rate_hz)

    def _struck(self, n: Row, f: Row, f1: float, v: float) -> Row:
        """Return how strong each partial begins."""
        hard = 0.5 + self.bright_percent / 100.0
        edge_hz = hard * (500.0 + 3000.0 * v**1.5) * (f1 / 262.0) ** 0.3
        felt = 1.0 / (1.0 + (f / edge_hz) ** 2)
        place = 0.15 + 0.85 * np.abs(np.sin(np.pi * n / 8.3))
        low = f * f / (f * f + 70.0**2)  # a board of this size does not carry the lowest
        return np.asarray(v * place / n**0.55 * felt * low * 1.4)

    def _decay_s(self, f: Row, midi: float) -> Row:
        """Return in what time each partial falls to a third at first."""
        slow = 0.32 * 2.0 ** ((midi - 60.0) / 14.0)
        return np.asarray(self.ring_percent / 100.0 / (slow + 0.3 + 3.0e-7 * f * f))

    def _knock(
        self, sound: Samples, stroke: Stroke, rate_hz: int, rng: np.random.Generator
    ) -> None:
        f = 70.0 * np.exp2(4.2 * rng.random(24))
        board = modes(f, 0.05 * (70.0 / f) ** 0.5, rng.standard_normal(24) / 5.0,
                      min(sound.shape[1], round(0.3 * rate_hz)), rate_hz)  # fmt: skip
        sound[:, : board.size] += gain(self.knock_db + self.level_db) * stroke.velocity * board


def stiffness(midi: float) -> float:
    """Return the inharmonicity coefficient B of a key."""
    key = midi - 20.0
    return math.exp(0.0926 * key - 13.64) + math.exp(-0.0847 * key - 5.82)
