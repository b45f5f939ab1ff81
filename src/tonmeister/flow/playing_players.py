"""Who plays a part of a MIDI file: a preset of ours or a bank of samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.players import OURS, bank_at, names_samples, preset_called
from tonmeister.flow.playing_midi import MidiPart
from tonmeister.model import SoundNote

if TYPE_CHECKING:
    from tonmeister.instruments.declare import Player

_SAMPLER_TAIL_S = 5.0
_KITS = {8: "drums/acoustic", 24: "drums/909", 25: "drums/808", 26: "drums/909",
         32: "drums/jazz", 40: "drums/jazz"}  # fmt: skip


@dataclass(frozen=True)
class Hand:
    """A player, what it is called, its licence, the role it has in the mix, how long it rings."""

    player: Player
    name: str
    licence: str
    role: str
    tail_s: float
    has_key: Callable[[int], bool]

    def playable(self, notes: Sequence[SoundNote]) -> list[SoundNote]:
        """Return the notes that it has keys for."""
        return [note for note in notes if self.has_key(round(note.midi))]


def hand_for(part: MidiPart, instrument: str | None, *, by_program: bool) -> Hand:
    """Choose who plays a part; raises ``BadWish``.

    ``instrument`` plays all parts, or with ``by_program`` only those that its kind fits: a preset
    of drums plays the drums. Without one, General MIDI's program chooses.
    """
    if instrument is not None and names_samples(instrument):
        return _sampled(Path(instrument).expanduser(), part)
    if instrument is not None and not (
        by_program and instrument.startswith("drums/") != part.drums
    ):
        return _preset(instrument)
    return _preset(_by_program(part))


def _by_program(part: MidiPart) -> str:
    from tonmeister.knowledge.presets import general_midi

    if part.drums:
        return _KITS.get(part.program, "drums/acoustic")
    return general_midi(part.program)


def _preset(name: str) -> Hand:
    from tonmeister.instruments.making.drum_keys import PIECE_OF_KEY

    preset = preset_called(name)
    return Hand(preset, name, OURS, name.partition("/")[0], preset.tail_s,
                PIECE_OF_KEY.__contains__ if preset.drums else lambda _key: True)  # fmt: skip


def _sampled(path: Path, part: MidiPart) -> Hand:
    from tonmeister.instruments.sampler import Sampler

    bank = bank_at(path, part.program, drums=part.drums)
    role = _by_program(part).partition("/")[0]
    return Hand(Sampler(bank), f"{path.name}: {bank.name}", bank.licence, role, _SAMPLER_TAIL_S,
                lambda _key: True)  # fmt: skip
