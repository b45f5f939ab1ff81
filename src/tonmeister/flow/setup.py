"""From a band's list to a setup: read, planned, written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from tonmeister import __version__
from tonmeister.exchange.pages.setup import setup_html
from tonmeister.flow.tell import Event
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.gear_read import BadGear
from tonmeister.producer.recording import Setup, plan, read_band
from tonmeister.studio import Unusable, write_text

LONGEST_LIST_BYTES = 1_000_000


def set_up(path: Path) -> Setup:
    """Read the list and plan; raises ``Unusable`` or ``BadWish`` with one clear line."""
    if not path.is_file():
        there = "is a folder" if path.is_dir() else "is not there"
        raise BadWish(f"{path} {there}: give the band's list, or see tonmeister setup --example")
    if path.stat().st_size > LONGEST_LIST_BYTES:
        raise Unusable(f"{path.name}: too long for a band's list")
    try:
        return plan(read_band(path.read_text("utf-8"), path.name))
    except UnicodeDecodeError:
        raise Unusable(f"{path.name}: it is not text (UTF-8)") from None
    except BadGear as error:
        raise Unusable(str(error)) from error


def write_setup_page(path: Path, setup: Setup) -> None:
    """Write the printable page, whole or not at all."""
    write_text(path, setup_html(setup, version=__version__))


def told(setup: Setup) -> Event:
    """Return the setup as plain data."""
    return {"event": "done", **asdict(setup)}
