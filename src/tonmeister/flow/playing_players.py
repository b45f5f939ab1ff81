"""Who plays a part of a MIDI file: a preset of ours or a bank of samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.playing_midi import MidiPart
from tonmeister.flow.wishes import BadWish
from tonmeister.model import SoundNote

if TYPE_CHECKING:
    from tonmeister.instruments.declare import Player

OURS = "our own synthesis"
SAMPLED = (".sf2", ".sf3", ".sfz", ".xml", ".h2drumkit")
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
    if instrument is not None and _is_file(instrument):
        return _sampled(Path(instrument).expanduser(), part)
    if instrument is not None and not (
        by_program and instrument.startswith("drums/") != part.drums
    ):
        return _preset(instrument)
    return _preset(_by_program(part))


def _is_file(instrument: str) -> bool:
    path = Path(instrument).expanduser()
    return instrument.lower().endswith(SAMPLED) or path.is_dir()


def _by_program(part: MidiPart) -> str:
    from tonmeister.knowledge.presets import general_midi

    if part.drums:
        return _KITS.get(part.program, "drums/acoustic")
    return general_midi(part.program)


def _preset(name: str) -> Hand:
    from tonmeister.instruments.making.drum_keys import PIECE_OF_KEY
    from tonmeister.instruments.shelf import open_preset
    from tonmeister.knowledge.presets import UnknownPreset

    try:
        preset = open_preset(name)
    except UnknownPreset as error:
        raise BadWish(f"--instrument {name}: {error}") from error
    return Hand(preset, name, OURS, name.partition("/")[0], preset.tail_s,
                PIECE_OF_KEY.__contains__ if preset.drums else lambda _key: True)  # fmt: skip


def _sampled(path: Path, part: MidiPart) -> Hand:
    from tonmeister.instruments.sampler import Sampler
    from tonmeister.studio.banks import BankError, open_bank

    try:
        bank = open_bank(path, program=part.program, bank=128 if part.drums else 0)
    except BankError as error:
        raise BadWish(str(error)) from error
    role = _by_program(part).partition("/")[0]
    return Hand(Sampler(bank), f"{path.name}: {bank.name}", bank.licence, role, _SAMPLER_TAIL_S,
                lambda _key: True)  # fmt: skip
