"""The drum machines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.declare import Instrument, choice, instrument, knob
from tonmeister.instruments.making import machine_sounds as sounds
from tonmeister.instruments.making.drum_keys import CHOKES, PIECE_OF_KEY, only_known
from tonmeister.instruments.making.drum_places import at_rate, panned
from tonmeister.instruments.making.filtering import passed_row
from tonmeister.instruments.making.percussion import PERCUSSION
from tonmeister.instruments.making.strokes import fade, frames_of
from tonmeister.instruments.making.struck import Stroke, Struck, faded
from tonmeister.instruments.making.tape import Row
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.instruments.filters import RATE_HZ

_LAYERS, _TURNS = 3, 1
_TOMS_HZ = {"tom-low": 88.0, "tom-mid": 126.0, "tom-high": 178.0}
_CONGAS_HZ = {"conga-low": 182.0, "conga-high": 262.0, "conga-muted": 385.0}


@instrument(
    "drum-machine",
    source="Werner, Abel & Smith, DAFx and ICMC 2014 (frequencies of the TR-808's circuits)",
)
class DrumMachine(Instrument):
    """Two drum machines: one booms and ticks (808), one kicks and hisses (909).

    Every stroke is the same but for its strength, as on the machines. Keys are those of General
    MIDI, 35 to 82; what the machines lack is percussion by hand. Open and closed hats stop each
    other.
    """

    character: str = choice(default="808", choices=("808", "909"), doc="which machine")
    kick_decay_ms: float = knob(
        default=260.0, low=20.0, high=1500.0, curve="log", doc="how long the bass drum booms"
    )
    kick_semitones: float = knob(default=0.0, low=-12.0, high=12.0, doc="how it is tuned")
    snap_percent: float = knob(default=100.0, low=0.0, high=200.0, doc="the snare's noise")
    hat_ms: float = knob(default=28.0, low=5.0, high=200.0, curve="log", doc="the closed hat")
    hat_open_ms: float = knob(default=180.0, low=30.0, high=1500.0, curve="log", doc="the open one")
    spread_percent: float = knob(default=40.0, low=0.0, high=100.0, doc="how wide it is panned")
    hats_db: float = knob(default=-9.0, low=-24.0, high=12.0, doc="the hats")
    others_db: float = knob(default=-4.0, low=-24.0, high=12.0, doc="all but bass drum and snare")
    level_db: float = knob(default=-6.0, low=-60.0, high=12.0, doc="how loud it is")

    def tail_s(self) -> float:
        return max(2.7, 7.0 * max(self.kick_decay_ms, self.hat_open_ms) / 1000.0 + 0.1)

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        struck = Struck(
            lambda stroke: self._stroke(stroke, rate_hz, seed), _LAYERS, _TURNS, None,
            self.tail_s(), CHOKES,
        )  # fmt: skip
        return struck.play(only_known(self.name, notes), (), length_s, rate_hz)

    def _stroke(self, stroke: Stroke, rate_hz: int, seed: int) -> Samples:
        piece, semitones = PIECE_OF_KEY[round(stroke.midi)]
        if piece == "kick":
            semitones += self.kick_semitones
        dry = self._dry(piece, stroke.velocity, stroke.rng(seed)) * gain(self.level_db)
        if piece.startswith("hat"):
            dry = dry * gain(self.hats_db)
        elif piece not in ("kick", "snare"):
            dry = dry * gain(self.others_db)
        dry = passed_row(dry, 20.0, 0.0, RATE_HZ, 1)
        dry = at_rate(dry, RATE_HZ * 2.0 ** (semitones / 12.0), rate_hz)
        return faded(panned(dry, piece, self.spread_percent / 100.0), rate_hz)

    def _dry(self, piece: str, v: float, rng: np.random.Generator) -> Row:
        old = self.character == "808"
        decay_s, snap = self.kick_decay_ms / 1000.0, self.snap_percent / 100.0
        if piece == "kick":
            return (sounds.kick_808 if old else sounds.kick_909)(v, decay_s, rng)
        if piece == "snare":
            return (sounds.snare_808 if old else sounds.snare_909)(v, snap, rng)
        if piece.startswith("hat"):
            length_s = (self.hat_open_ms if piece == "hat-open" else self.hat_ms) / 1000.0
            if old:
                return sounds.hat_808(v, length_s, rng)
            return 0.8 * sounds.struck_metal(v, 3800.0, length_s, rng)
        if piece in _TOMS_HZ:
            return (sounds.tom_808 if old else sounds.tom_909)(_TOMS_HZ[piece], v, rng)
        if piece in ("crash", "ride", "ride-bell"):
            return self._cymbal(piece, v, rng)
        if old and piece in _CONGAS_HZ:
            tone = sounds.tom_808(_CONGAS_HZ[piece], v, rng)[: frames_of(0.5)]
            return tone * fade(tone.size, 0.0, 0.09)
        if old and piece in ("cowbell", "side-stick"):
            return (sounds.cowbell_808 if piece == "cowbell" else sounds.rim_808)(v, rng)
        return PERCUSSION[piece](v, rng)

    def _cymbal(self, piece: str, v: float, rng: np.random.Generator) -> Row:
        if self.character == "808":
            return sounds.cymbal_808(v, 0.5 if piece == "crash" else 0.28, rng)
        low_hz, decay_s = {"crash": (1400.0, 0.40), "ride": (2200.0, 0.32),
                           "ride-bell": (1100.0, 0.30)}[piece]  # fmt: skip
        return sounds.struck_metal(v, low_hz, decay_s, rng)
