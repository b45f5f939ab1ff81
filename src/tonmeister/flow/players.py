"""Players by what people call them: a preset of ours, or a file or folder of samples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.wishes import BadWish

if TYPE_CHECKING:
    from tonmeister.instruments.shelf import Preset
    from tonmeister.studio.banks import Bank

OURS = "our own synthesis"
"""What stands for the licence of what our own engines play."""
SAMPLED = (".sf2", ".sf3", ".sfz", ".xml", ".h2drumkit")
DRUM_BANK = 128


def names_samples(instrument: str) -> bool:
    """Whether a name is a file or folder of samples, and no preset."""
    path = Path(instrument).expanduser()
    return instrument.lower().endswith(SAMPLED) or path.is_dir()


def preset_called(name: str) -> Preset:
    """Return a preset of ours; raises ``BadWish`` with one clear line."""
    from tonmeister.instruments.shelf import open_preset
    from tonmeister.knowledge.presets import UnknownPreset

    try:
        return open_preset(name)
    except UnknownPreset as error:
        raise BadWish(f"--instrument {name}: {error}") from error


def bank_at(path: Path, program: int, *, drums: bool) -> Bank:
    """Open a bank of samples for a General MIDI program; raises ``BadWish``."""
    from tonmeister.studio.banks import BankError, open_bank

    try:
        return open_bank(path, program=program, bank=DRUM_BANK if drums else 0)
    except BankError as error:
        raise BadWish(str(error)) from error
