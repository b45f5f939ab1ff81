"""Reading what the user asked for off the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.wishes import Wishes
from tonmeister.model import STAGES

RATES_HZ = (44100, 192000)


class BadWish(ValueError):
    """An option's value cannot be used; the message says what would do."""


def wishes(asked: argparse.Namespace) -> Wishes:
    """Return the wishes; raises ``BadWish`` with one clear line."""
    song: Path = asked.song
    if not song.exists():
        raise BadWish(f"{song} is not there: give the folder that holds the song's raw tracks")
    if not song.is_dir():
        raise BadWish(f"{song} is a file: give the folder that holds the song's raw tracks")
    if asked.rate is not None and not RATES_HZ[0] <= asked.rate <= RATES_HZ[1]:
        raise BadWish(f"--rate is {asked.rate} Hz, but goes from {RATES_HZ[0]} to {RATES_HZ[1]} Hz")
    if asked.loudness is not None and not -40.0 <= asked.loudness <= -5.0:
        raise BadWish(f"--loudness is {asked.loudness:g} LUFS, but goes from -40 to -5 LUFS")
    if asked.ceiling is not None and not -12.0 <= asked.ceiling <= 0.0:
        raise BadWish(f"--ceiling is {asked.ceiling:g} dBTP, but goes from -12 to 0 dBTP")
    if asked.workers < 1:
        raise BadWish(f"--workers is {asked.workers}, but starts at 1")
    for name in ("reference", "cover"):
        path = getattr(asked, name)
        if path is not None and not path.is_file():
            raise BadWish(f"--{name} {path} is not there")
    words = {"title": asked.title, "artist": asked.artist, "album": asked.album, "date": asked.year}
    return Wishes(
        song=song,
        out=asked.out,
        genre=asked.genre,
        reference=asked.reference,
        rate_hz=asked.rate,
        loudness_lufs=asked.loudness,
        ceiling_dbtp=asked.ceiling,
        amounts=dict(_amount(text) for text in asked.amount),
        exclude=tuple(asked.exclude),
        tags={name: value for name, value in words.items() if value},
        cover=asked.cover,
        workers=asked.workers,
        dry_run=getattr(asked, "dry_run", False),
    )


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
