"""Who plays each part: a preset of ours, a sampled instrument, or a voice that sings the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.players import OURS, bank_at, names_samples, preset_called
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Clip

if TYPE_CHECKING:
    from tonmeister.instruments.declare import Player


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
    if asked is not None and names_samples(asked):
        return _sampled(Path(asked).expanduser(), clip)
    if asked is None and soundfont is not None:
        return _sampled(soundfont, clip)
    name = asked or clip.instrument
    return Hired(name, OURS, preset_called(name))


def check_wanted(wanted: Mapping[str, str], clips: tuple[Clip, ...]) -> None:
    """Say which of the named parts nobody plays."""
    parts = {clip.part for clip in clips}
    for part in wanted:
        if part not in parts:
            raise BadWish(
                f"--instrument {part}=...: nobody plays that; there are {', '.join(sorted(parts))}"
            )


def _sampled(path: Path, clip: Clip) -> Hired:
    from tonmeister.instruments.sampler import Sampler

    bank = bank_at(path, clip.program, drums=clip.part == "drums")
    return Hired(f"{path.name}: {bank.name}", bank.licence, Sampler(bank), tuple(bank.notes))
