"""The songs that somebody trains with: files, folders of songs, or the stems of one song."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister.faults import Piece
from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.knowledge.roles import role_names
from tonmeister.signal import Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import NoProject, Project, Unusable, file_source, open_source
from tonmeister.studio.probe import SOUND
from tonmeister.training.excerpts import TooShort, excerpt, loud_places_s

SURE = 0.6
_STEMS = "Stems"  # where a delivery keeps them


@dataclass
class Song:
    """A song to take excerpts from, with its stems where there are any."""

    name: str
    mix: Source
    stems: Mapping[str, Source] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    _places_s: NDArray[np.float64] | None = None

    def excerpt(self, chance: np.random.Generator) -> Piece:
        """Return some seconds of its loud part."""
        if self._places_s is None:
            try:
                self._places_s = loud_places_s(self.mix)
            except TooShort as why:
                raise Unusable(f"{self.name}: {why}: there is nothing to train on") from why
        start_s = float(chance.choice(self._places_s))
        return excerpt(self.name, self.mix, start_s, stems=self.stems, roles=self.roles)


@contextmanager
def songs_of(paths: Sequence[Path], stems: Sequence[Path], tell: Teller) -> Iterator[list[Song]]:
    """Open what was named; what must be decoded for it goes away with the session.

    ``stems`` are folders that hold the stems of one song, whatever their names.
    """
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as where:
        songs: list[Song] = []
        for number, path in enumerate([*paths, *stems]):
            if not path.exists():
                raise BadWish(f"{path} is not there: name a song, or a folder of songs or stems")
            home = path if path.is_dir() else path.parent
            project = Project.open(home, Path(where) / str(number))
            if number >= len(paths):
                songs.append(_of_stems(path, project, tell))
            elif path.is_dir():
                songs += _of_folder(path, project, tell)
            else:
                songs.append(Song(path.stem, file_source(path, project=project)))
        yield songs


def _of_stems(folder: Path, project: Project, tell: Teller) -> Song:
    """Recognise stems by name or by sound, as every folder of tracks is."""
    if not folder.is_dir():
        raise BadWish(f"--stems {folder} is no folder: give the one that holds the stems")
    session, _ = take_stock(project, Wishes(song=folder), tell)
    playing = session.playing
    if not playing:
        raise BadWish(f"there is no stem in {folder} that plays: give the folder that holds them")
    named = dict(zip(_short([t.name for t in playing], {t.name: t.role for t in playing}),
                     playing, strict=True))  # fmt: skip
    stems = {name: open_source(track, session, project) for name, track in named.items()}
    roles = {name: track.role for name, track in named.items()}
    return Song(folder.name, _added(stems), stems, roles)


def _added(stems: Mapping[str, Source]) -> Source:
    return Sum(list(stems.values()), [1.0] * len(stems))


def _of_folder(folder: Path, project: Project, tell: Teller) -> list[Song]:
    files = _delivered_stems(folder) or _sounds(folder)
    opened: dict[str, Source] = {}
    rate_hz = None
    as_stems = _are_stems(files)
    for file in files:
        try:
            source = file_source(file, project=project, rate_hz=rate_hz if as_stems else None)
        except Unusable as why:
            tell.say(f"{why}; left out", kind="problem")
            continue
        rate_hz = rate_hz or source.rate_hz
        opened[file.stem] = source
    if not opened:
        raise BadWish(f"there is no sound file in {folder}: name a song, or a folder of songs")
    if not as_stems:
        return [Song(name, source) for name, source in opened.items()]
    tell.say(
        f"Taking {folder.name} as the {len(opened)} stems of one song, as they stand; name the "
        "files to train on each for itself."
    )
    guessed = role_names(list(opened))
    roles = {name: guess.role if guess else "other" for name, guess in guessed.items()}
    stems = dict(zip(_short(list(opened), roles), opened.values(), strict=True))
    named = dict(zip(stems, roles.values(), strict=True))
    return [Song(folder.name, _added(stems), stems, named)]


def _short(names: Sequence[str], roles: Mapping[str, str]) -> list[str]:
    """Name a stem by its role where only one has it, else by its file."""
    played = list(roles.values())
    return [
        f"the {roles[name]}" if played.count(roles[name]) == 1 and roles[name] != "other" else name
        for name in names
    ]


def _delivered_stems(folder: Path) -> list[Path]:
    """Return the stems of a song that we mixed: they add up to its mix."""
    try:
        project = Project.find(folder)
    except NoProject:
        return []
    return _sounds(project.delivery / _STEMS)


def _sounds(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        file for file in folder.iterdir()
        if file.suffix.lower() in SOUND and not file.name.startswith(".")
    )  # fmt: skip


def _are_stems(files: Sequence[Path]) -> bool:
    """Whether most names say what plays on them, so that they are parts of one song."""
    if len(files) < 2:
        return False
    guesses = role_names([file.stem for file in files]).values()
    sure = sum(1 for guess in guesses if guess and guess.confidence >= SURE)
    return 2 * sure > len(files)
