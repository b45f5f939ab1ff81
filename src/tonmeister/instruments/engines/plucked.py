"""Plucked strings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.instruments.declare import Instrument, instrument, knob
from tonmeister.instruments.making.filtering import passed_row
from tonmeister.instruments.making.struck import Stroke, Struck, faded
from tonmeister.instruments.making.tape import Row, hz
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.instruments.kernels import pluck

_LAYERS, _TURNS = 4, 2
_PUSH_S = 0.03


@instrument(
    "plucked",
    source="Karplus & Strong and Jaffe & Smith, Computer Music Journal 7(2), 1983; our own pluck",
)
class Plucked(Instrument):
    """A string under a finger or a pick: guitars, basses, a double bass.

    A waveguide with its losses, swinging in two planes, heard by a pickup or a bridge. What the
    amplifier or the body adds is a preset's chain of effects.
    """

    ring_s: float = knob(
        default=5.0, low=0.1, high=20.0, curve="log", doc="down 60 dB when left alone"
    )
    mute_ms: float = knob(
        default=150.0, low=10.0, high=3000.0, curve="log", doc="... when a hand stops it"
    )
    pick_percent: float = knob(
        default=13.0, low=2.0, high=50.0, doc="where it is plucked, of its length"
    )
    pickup_percent: float = knob(
        default=17.0, low=0.0, high=50.0, doc="where it is heard; at 0 the bridge hears it"
    )
    dark_hz: float = knob(
        default=420.0, low=50.0, high=15000.0, curve="log", doc="how round the pick or finger is"
    )
    loss_percent: float = knob(
        default=12.0, low=1.0, high=80.0, doc="how soon the highs die on their way"
    )
    scrape_db: float = knob(default=-16.0, low=-60.0, high=0.0, doc="the pick over the winding")
    thump_db: float = knob(default=-60.0, low=-60.0, high=6.0, doc="the hand on the body")
    thump_hz: float = knob(default=120.0, low=40.0, high=1000.0, doc="how that sounds")
    planes_cents: float = knob(
        default=0.6, low=0.0, high=10.0, doc="how far the string's two ways of swinging lie apart"
    )
    off_cents: float = knob(default=1.0, low=0.0, high=20.0, doc="how far out of tune a hand is")
    level_db: float = knob(default=-12.0, low=-60.0, high=24.0, doc="how loud it is")

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
            lambda stroke: self._string(stroke, rate_hz, seed),
            _LAYERS, _TURNS, self.mute_ms / 1000.0, 1.5 * self.ring_s,
        )  # fmt: skip
        return struck.play(notes, bends, length_s, rate_hz)

    def _string(self, stroke: Stroke, rate_hz: int, seed: int) -> Samples:
        rng, v = stroke.rng(seed), stroke.velocity
        off = self.off_cents / 100.0 * (2.0 * rng.random() - 1.0)
        period = rate_hz / float(hz(stroke.midi + off))
        loss = self.loss_percent / 100.0
        ring_s = self.ring_s * min(1.0, (220.0 / float(hz(stroke.midi))) ** 0.5)
        string = _Loop(period, loss)
        count = round(stroke.ring_s * rate_hz)
        push = self._push(stroke, period, count, rate_hz, rng)
        first = pluck(push, string.told, loss, ring_s, 1.0, count, float(rate_hz))
        other = _Loop(period * 2.0 ** (-self.planes_cents / 1200.0), loss)
        second = pluck(push, other.told, loss, 0.45 * ring_s, 1.0, count, float(rate_hz))
        heard = 0.65 * first + 0.35 * second
        if self.pickup_percent:
            heard = _comb(heard, self.pickup_percent / 100.0 * period)
        heard *= v * gain(self.level_db)
        if self.thump_db > -60.0:
            self._thump(heard, v, rate_hz, rng)
        heard = passed_row(heard, 20.0, 0.0, rate_hz, 1)
        return faded(heard[None], rate_hz)

    def _push(
        self, stroke: Stroke, period: float, count: int, rate_hz: int, rng: np.random.Generator
    ) -> Row:
        """Return what the pick does to the string."""
        v = stroke.velocity
        short = round(_PUSH_S * rate_hz + 2.0 * period)
        push = np.zeros(short)
        width = max(3, round(rate_hz * (0.0009 - 0.0006 * v)))
        push[:width] = np.hanning(width + 2)[1:-1]
        scrape = round(1.5 * period)
        push[:scrape] += (
            gain(self.scrape_db) * rng.standard_normal(scrape) * np.linspace(1.0, 0.0, scrape)
        )
        where = self.pick_percent / 100.0 * period * (1.0 + 0.1 * (rng.random() - 0.5))
        push = passed_row(_comb(push, where), 0.0, self.dark_hz * (0.5 + v), rate_hz, 1)
        push *= np.clip((short - np.arange(short)) / (0.2 * short), 0.0, 1.0)
        whole = np.zeros(count)
        whole[: min(count, short)] = push[:count]
        return whole

    def _thump(self, heard: Row, v: float, rate_hz: int, rng: np.random.Generator) -> None:
        count = min(heard.size, round(0.08 * rate_hz))
        t = np.arange(round(0.08 * rate_hz)) / rate_hz
        knock = rng.standard_normal(t.size) * np.exp(-t / 0.006) * np.minimum(1.0, t / 0.001)
        knock = passed_row(knock, 0.5 * self.thump_hz, 2.0 * self.thump_hz, rate_hz, 2)
        knock *= np.clip((t[-1] - t) / 0.02, 0.0, 1.0)
        heard[:count] += gain(self.thump_db + self.level_db) * v * knock[:count]


@dataclass(frozen=True, slots=True)
class _Loop:
    """A string's round: what period to tell the loop so that its fundamental has ``period``.

    The losses' one-pole and the tuning all-pass delay the fundamental a little less than
    they delay slow motion; on short strings that would be heard.
    """

    period: float
    loss: float

    @property
    def told(self) -> float:
        """The period to tell ``pluck``, in frames."""
        told = self.period
        for _ in range(4):
            told += self.period - self._delay(told)
        return told

    def _delay(self, told: float) -> float:
        w = 2.0 * math.pi / self.period
        wanted = told - self.loss / (1.0 - self.loss)
        whole = int(wanted - 0.5)
        a = (1.0 - (wanted - whole)) / (1.0 + (wanted - whole))
        turned = -math.atan2(-math.sin(w), a + math.cos(w)) + math.atan2(
            -a * math.sin(w), 1.0 + a * math.cos(w)
        )
        dulled = math.atan2(self.loss * math.sin(w), 1.0 - self.loss * math.cos(w))
        return whole + (turned + dulled) / w


def _comb(sound: Row, delay: float) -> Row:
    """Take away what has a node where the string is plucked or heard."""
    frames = int(delay)
    part = delay - frames
    out = sound.copy()
    out[frames:] -= (1.0 - part) * sound[: sound.size - frames]
    out[frames + 1 :] -= part * sound[: sound.size - frames - 1]
    return out
