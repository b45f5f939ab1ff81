"""Who plays each part: a preset of ours, a sampled instrument, or a voice that sings the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart, Clip

if TYPE_CHECKING:
    from tonmeister.instruments.declare import Player

OURS = "our own synthesis"
SAMPLED = (".sf2", ".sf3", ".sfz", ".xml", ".h2drumkit")


@dataclass(frozen=True)
class Hired:
    """One part's player: what it is called, and under which licence it sounds.

    ``player`` is None where the guide vocal sings.
    """

    name: str
    licence: str
    player: Player | None
    notes: tuple[str, ...] = ()


def hire(clip: Clip, wanted: Mapping[str, str], soundfont: Path | None, *, sings: bool) -> Hired:
    """Choose the player of a clip; raises ``BadWish``.

    ``wanted`` names presets or files by part; a SoundFont plays all the others.
    """
    asked = wanted.get(clip.part)
    if asked is None and clip.part == "lead" and sings:
        return Hired("guide vocal", OURS, None)
    if asked is not None and asked.lower().endswith(SAMPLED):
        return _sampled(Path(asked).expanduser(), clip)
    if asked is not None and Path(asked).expanduser().is_dir():
        return _sampled(Path(asked).expanduser(), clip)
    if asked is None and soundfont is not None:
        return _sampled(soundfont, clip)
    return _preset(asked or clip.instrument, clip.part)


def check_wanted(wanted: Mapping[str, str], clips: tuple[Clip, ...]) -> None:
    """Say which of the named parts nobody plays."""
    parts = {clip.part for clip in clips}
    for part in wanted:
        if part not in parts:
            raise BadWish(
                f"--instrument {part}=...: nobody plays that; there are {', '.join(sorted(parts))}"
            )


def has_words(chart: Chart) -> bool:
    """Whether there is something to sing."""
    return any(note.syllable for note in chart.melody)


def _preset(name: str, part: str) -> Hired:
    from tonmeister.instruments.shelf import open_preset
    from tonmeister.knowledge.presets import UnknownPreset

    try:
        return Hired(name, OURS, open_preset(name))
    except UnknownPreset as error:
        raise BadWish(f"--instrument {part}={name}: {error}") from error


def _sampled(path: Path, clip: Clip) -> Hired:
    from tonmeister.instruments.sampler import Sampler
    from tonmeister.studio.banks import open_bank
    from tonmeister.studio.banks.errors import BankError

    try:
        bank = open_bank(path, program=clip.program, bank=128 if clip.part == "drums" else 0)
    except BankError as error:
        raise BadWish(str(error)) from error
    return Hired(f"{path.name}: {bank.name}", bank.licence, Sampler(bank), tuple(bank.notes))
