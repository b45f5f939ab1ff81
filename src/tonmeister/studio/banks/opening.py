"""Opening a bank, whatever format it is in."""

from __future__ import annotations

from pathlib import Path

from tonmeister.instruments.sampler import Bank
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.hydrogen import hydrogen_bank
from tonmeister.studio.banks.one_shots import one_shots_bank
from tonmeister.studio.banks.sample_files import SampleFolder
from tonmeister.studio.banks.sfz import sfz_bank
from tonmeister.studio.banks.soundfont import soundfont_bank, soundfont_presets
from tonmeister.studio.banks.soundfont_file import read_soundfont
from tonmeister.studio.kit_files import FolderFiles, KitError, TarFiles

_SOUNDFONTS = (".sf2", ".sf3")


def open_bank(path: Path, program: int = 0, bank: int = 0) -> Bank:
    """Open a SoundFont's preset, an SFZ, a Hydrogen kit or a folder of single sounds.

    ``program`` and ``bank`` choose in a SoundFont, as in General MIDI from 0; drums lie in bank
    128. Raises ``BankError`` with one clear line. Samples are read when a note needs them.
    """
    if not path.exists():
        raise BankError(
            f"{path.name} is not there: give a SoundFont (.sf2, .sf3), an .sfz, an .h2drumkit, a "
            "drumkit.xml, or a folder of sounds"
        )
    try:
        return _opened(path, program, bank)
    except (BankError, KitError) as error:
        raise BankError(f"{path.name}: {error}") from error
    except OSError as error:
        raise BankError(f"{path.name} cannot be read ({error.strerror or error})") from error


def bank_presets(path: Path) -> list[tuple[int, int, str]]:
    """Return bank, program and name of each preset of a SoundFont. Raises ``BankError``."""
    try:
        return soundfont_presets(read_soundfont(path))
    except BankError as error:
        raise BankError(f"{path.name}: {error}") from error


def _opened(path: Path, program: int, bank: int) -> Bank:
    ending = path.suffix.lower()
    if path.is_dir():
        if (path / "drumkit.xml").is_file():
            return hydrogen_bank(FolderFiles(path))
        return one_shots_bank(SampleFolder(path), path.resolve().name)
    if ending in _SOUNDFONTS:
        return soundfont_bank(read_soundfont(path), program, bank)
    if ending == ".sfz":
        return sfz_bank(path)
    if ending == ".h2drumkit":
        return hydrogen_bank(TarFiles(path))
    if path.name.lower() == "drumkit.xml":
        return hydrogen_bank(FolderFiles(path.parent), path.name)
    raise BankError(
        "this is no bank of samples: give a SoundFont (.sf2, .sf3), an .sfz, an .h2drumkit, a "
        "drumkit.xml, or a folder of sounds"
    )
