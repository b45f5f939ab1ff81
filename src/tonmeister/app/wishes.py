"""Reading what the user asked for off the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.knowledge import genres
from tonmeister.model import STAGES
from tonmeister.studio import Project, Unusable
from tonmeister.studio.probe import probe
from tonmeister.studio.project import is_ours

RATES_HZ = (44100, 192000)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n")


def wishes(asked: argparse.Namespace) -> Wishes:
    """Return the wishes; raises ``BadWish`` with one clear line."""
    song, out = _places(asked)
    if asked.rate is not None and not RATES_HZ[0] <= asked.rate <= RATES_HZ[1]:
        raise BadWish(f"--rate is {asked.rate} Hz, but goes from {RATES_HZ[0]} to {RATES_HZ[1]} Hz")
    if asked.loudness is not None and not -40.0 <= asked.loudness <= -5.0:
        raise BadWish(f"--loudness is {asked.loudness:g} LUFS, but goes from -40 to -5 LUFS")
    if asked.ceiling is not None and not -12.0 <= asked.ceiling <= 0.0:
        raise BadWish(f"--ceiling is {asked.ceiling:g} dBTP, but goes from -12 to 0 dBTP")
    if asked.workers < 1:
        raise BadWish(f"--workers is {asked.workers}, but starts at 1")
    words = {"title": asked.title, "artist": asked.artist, "album": asked.album, "date": asked.year}
    return Wishes(
        song=song,
        out=out,
        genre=genre_asked(asked.genre),
        reference=_reference(asked.reference),
        rate_hz=asked.rate,
        loudness_lufs=asked.loudness,
        ceiling_dbtp=asked.ceiling,
        amounts=dict(_amount(text) for text in asked.amount),
        exclude=tuple(asked.exclude),
        tags={name: value for name, value in words.items() if value},
        cover=cover_asked(asked.cover),
        workers=asked.workers,
        dry_run=getattr(asked, "dry_run", False),
        edits=not getattr(asked, "no_edits", True),
    )


def _places(asked: argparse.Namespace) -> tuple[Path, Path | None]:
    """Return the song's folder and the project's; a project may be named in the song's place."""
    song: Path = asked.song
    if not song.exists():
        raise BadWish(f"{song} is not there: give the folder that holds the song's raw tracks")
    if not song.is_dir():
        raise BadWish(f"{song} is a file: give the folder that holds the song's raw tracks")
    if is_ours(song) and asked.out is None:
        project = Project.find(song)
        return project.song_folder, project.folder
    return song, asked.out


def genre_asked(name: str | None) -> str | None:
    """Return the genre of that name, however it is spelt; raises ``BadWish``."""
    if name is None:
        return None
    known = {one.casefold(): one for one in genres()}
    found = known.get(name.strip().replace(" ", "-").casefold())
    if found is None:
        raise BadWish(f"there is no genre {name!r}; there are {', '.join(genres())}")
    return found


def _reference(path: Path | None) -> Path | None:
    if path is None:
        return None
    try:
        probe(path)
    except FileNotFoundError:
        raise BadWish(f"--reference {path} is not there") from None
    except (Unusable, OSError) as error:
        said = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BadWish(f"--reference {path}: {said}") from error
    return path


def cover_asked(path: Path | None) -> Path | None:
    """Return the cover picture, if it is one; raises ``BadWish``."""
    if path is None:
        return None
    if not path.is_file():
        raise BadWish(f"--cover {path} is not there")
    with path.open("rb") as file:
        if not file.read(16).startswith(_PICTURES):
            raise BadWish(f"--cover {path} is no picture that fits: give a JPEG or PNG")
    return path


def _amount(text: str) -> tuple[str, float]:
    stage, _, number = text.partition("=")
    if stage not in STAGES:
        raise BadWish(
            f"--amount {text}: there is no stage {stage!r}; there are {', '.join(STAGES)}"
        )
    try:
        percent = float(number.rstrip("%"))
    except ValueError:
        percent = -1.0
    if not 0.0 <= percent <= 100.0:
        raise BadWish(f"--amount {text}: the amount goes from 0 to 100, as in {stage}=60")
    return stage, percent
