"""The shelf of sounds: presets by name, ready to play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tonmeister.effects import Effect
from tonmeister.effects import recall as recall_effect
from tonmeister.instruments.after import after, tail_of
from tonmeister.instruments.declare import Instrument, recall
from tonmeister.knowledge.presets import preset_names, preset_sheet
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A sound of the house: an engine with its knobs set, and the effects it goes through.

    ``about`` says what one should hear. At home from ``low_midi`` to ``high_midi``. It is a
    ``Player``.
    """

    name: str
    about: str
    engine: Instrument
    effects: tuple[Effect, ...]
    low_midi: int
    high_midi: int

    @property
    def drums(self) -> bool:
        """Whether its keys are drums."""
        return self.name.startswith("drums/")

    @property
    def linear(self) -> bool:
        """Whether two notes together sound as the sum of both."""
        bent = {"saturation", "clipper", "compressor", "limiter"}
        settings = self.engine.settings()
        joined = bool(settings.get("one_voice", False)) or bool(settings.get("drive_db", 0.0))
        return not self.drums and not joined and not bent & {e.name for e in self.effects}

    @property
    def tail_s(self) -> float:
        """How long a note may still sound after its end."""
        return self.engine.tail_s() + tail_of(self.effects)

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        """Play notes: ``[2, round(length_s * rate_hz)]``; see ``Player``."""
        dry = self.engine.play(notes, bends, length_s, rate_hz, seed)
        return after(dry, self.effects, rate_hz)


@cache
def open_preset(name: str) -> Preset:
    """Return a preset, ready to play; raises ``UnknownPreset`` with one clear line."""
    sheet = preset_sheet(name)
    return Preset(
        name=name,
        about=sheet.about,
        engine=recall(sheet.engine, sheet.settings),
        effects=tuple(recall_effect(effect, knobs) for effect, knobs in sheet.effects),
        low_midi=sheet.low_midi,
        high_midi=sheet.high_midi,
    )


def presets() -> dict[str, Preset]:
    """Return every preset of the house by name."""
    return {name: open_preset(name) for name in preset_names()}
