"""``tonmeister album FOLDER``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tonmeister.flow.tell import Event, Teller

HELP = "take a folder of finished songs to an album: order, gaps, levels, CUE, DDP"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument(
        "folder", type=Path, metavar="FOLDER", help="the finished mixes, one file a song"
    )
    add = sub.add_argument
    add("--out", type=Path, metavar="DIR", help="where the album goes (FOLDER/album)")
    add("--anchor", default="", metavar="SONG", help="the song the others are set against")
    add(
        "--order",
        choices=("keep", "propose"),
        default="keep",
        help="keep the order (of the file names, or of album.toml), or take the proposed one",
    )
    add("--loudness", type=float, metavar="LUFS", help="loudness of the anchor (-14)")
    add("--ceiling", type=float, metavar="DBTP", help="highest true peak (-1)")
    add(
        "--level-by",
        choices=("anchor", "loudest"),
        help="which song gets that loudness; loudest is the rule of AES TD1008 (anchor)",
    )
    add("--tone", type=float, metavar="PERCENT", help="how far songs share one tone (50)")
    add("--rate", type=int, metavar="HZ", help="sample rate of the album (that of most songs)")
    add("--title", help="the album's title (from the files' tags, or the folder's name)")
    add("--artist", help="the album's artist (from the files' tags)")
    add("--year", help="the year, for the tags")
    add("--upc", metavar="CODE", help="the album's UPC or EAN; ISRCs stand in album.toml")
    add("--cover", type=Path, metavar="FILE", help="cover picture (cover.jpg or .png in FOLDER)")
    add("--dry-run", action="store_true", help="say what would be done, write nothing")
    add("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Make the album."""
    from tonmeister.app.wishes import cover_asked
    from tonmeister.flow.album import AlbumWishes, make_album

    return make_album(
        AlbumWishes(
            folder=asked.folder,
            out=asked.out,
            anchor=asked.anchor,
            order=asked.order,
            head=_head(asked),
            tone_percent=_within("--tone", asked.tone, 0.0, 100.0, "%"),
            cover=cover_asked(asked.cover),
            dry_run=asked.dry_run,
        ),
        tell,
    )


def _head(asked: argparse.Namespace) -> dict[str, Any]:
    """Return what goes into the head of album.toml; raises ``BadWish``."""
    from tonmeister.flow.wishes import BadWish
    from tonmeister.producer.album import WrongCode, upc
    from tonmeister.producer.album.decide import RATES_HZ

    if asked.rate is not None and asked.rate not in RATES_HZ:
        rates = ", ".join(str(rate_hz) for rate_hz in RATES_HZ)
        raise BadWish(f"--rate is {asked.rate} Hz, but may be {rates}")
    try:
        code = upc(asked.upc) if asked.upc is not None else None
    except WrongCode as error:
        raise BadWish(f"--upc {error}") from None
    head = {
        "title": asked.title,
        "artist": asked.artist,
        "upc": code,
        "year": asked.year,
        "rate_hz": asked.rate,
        "loudness_lufs": _within("--loudness", asked.loudness, -40.0, -5.0, "LUFS"),
        "ceiling_dbtp": _within("--ceiling", asked.ceiling, -12.0, 0.0, "dBTP"),
        "level_by": asked.level_by,
    }
    return {key: value for key, value in head.items() if value is not None}


def _within(name: str, value: float | None, low: float, high: float, unit: str) -> float | None:
    from tonmeister.flow.wishes import BadWish

    if value is not None and not low <= value <= high:
        raise BadWish(f"{name} is {value:g} {unit}, but goes from {low:g} to {high:g} {unit}")
    return value
