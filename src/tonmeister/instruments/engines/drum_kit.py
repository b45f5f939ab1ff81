"""The acoustic drum kit."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.instruments.declare import Instrument, instrument, knob
from tonmeister.instruments.making.drum_keys import CHOKES, PIECE_OF_KEY, only_known
from tonmeister.instruments.making.drum_places import at_rate, placed
from tonmeister.instruments.making.filtering import passed_row
from tonmeister.instruments.making.percussion import PERCUSSION
from tonmeister.instruments.making.struck import Stroke, Struck, faded
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.instruments.drum_kit import PIECES
from tonmeister.signal.instruments.filters import RATE_HZ

_LAYERS, _TURNS = 4, 3
_OF_THE_KIT = {
    "kick": 36, "snare": 38, "hat": 42, "hat-foot": 44, "hat-open": 46, "crash": 49, "ride": 51,
    "tambourine": 54, "tom-high": 48, "tom-mid": 45, "tom-low": 41,
}  # fmt: skip


@instrument("drum-kit", source="our own drums: modes of skins and plates, and noise")
class DrumKit(Instrument):
    """A drum kit as the microphones hear it: close ones and a pair overhead, dry.

    Keys are those of General MIDI, 35 to 82. A struck drum rings out; the hats stop each other.
    """

    overhead_db: float = knob(
        default=-4.0, low=-60.0, high=6.0, doc="the pair overhead beside the close microphones"
    )
    kick_db: float = knob(default=0.0, low=-24.0, high=12.0, doc="the bass drum")
    snare_db: float = knob(default=0.0, low=-24.0, high=12.0, doc="the snare")
    hats_db: float = knob(default=-6.0, low=-24.0, high=12.0, doc="the hats")
    toms_db: float = knob(default=-1.0, low=-24.0, high=12.0, doc="the toms")
    cymbals_db: float = knob(default=-6.0, low=-24.0, high=12.0, doc="crash and ride")
    percussion_db: float = knob(default=-6.0, low=-24.0, high=12.0, doc="all that is in the hand")
    tuning_semitones: float = knob(
        default=0.0, low=-12.0, high=12.0, doc="how much higher the skins are tuned"
    )
    level_db: float = knob(default=-10.0, low=-60.0, high=12.0, doc="how loud it is")

    def tail_s(self) -> float:
        return 2.7

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
        rng, v = stroke.rng(seed), stroke.velocity
        if piece in _OF_THE_KIT:
            dry = PIECES[_OF_THE_KIT[piece]][1](v, rng)
        else:
            dry = PERCUSSION[piece](v, rng)
        if piece in ("kick", "snare", "tom-high", "tom-mid", "tom-low"):
            semitones += self.tuning_semitones
        dry = passed_row(dry, 20.0, 0.0, RATE_HZ, 1) * gain(self.level_db + self._level_db(piece))
        dry = at_rate(dry, RATE_HZ * 2.0 ** (semitones / 12.0), rate_hz)
        return faded(placed(dry, piece, gain(self.overhead_db), rate_hz), rate_hz)

    def _level_db(self, piece: str) -> float:
        if piece.startswith("hat"):
            return self.hats_db
        if piece.startswith("tom"):
            return self.toms_db
        return {
            "kick": self.kick_db, "snare": self.snare_db, "side-stick": self.snare_db,
            "crash": self.cymbals_db, "ride": self.cymbals_db, "ride-bell": self.cymbals_db,
        }.get(piece, self.percussion_db)  # fmt: skip
