"""``<name>.chart.toml``: a song on paper as a file that a person can open and edit."""

from __future__ import annotations

from pathlib import Path

from tonmeister.model import Chart
from tonmeister.studio.chart_read import ChartError, read_text
from tonmeister.studio.chart_write import chart_text
from tonmeister.studio.disk import write_text

ENDING = ".chart.toml"
LARGEST_BYTES = 16_000_000

__all__ = ["ENDING", "ChartError", "read_chart", "write_chart"]


def write_chart(path: Path, chart: Chart) -> None:
    """Write a chart, whole or not at all; reading it back gives the same chart, exactly."""
    text = chart_text(chart)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ChartError(
            f"{path.name}: {text[max(0, error.start - 20) : error.start]!r} is followed by half a "
            "sign that no file can hold: take it out of the title or the words"
        ) from error
    write_text(path, text)


def read_chart(path: Path) -> Chart:
    """Read a chart file; raises ``ChartError`` with the file and the line."""
    if path.is_file() and path.stat().st_size > LARGEST_BYTES:
        raise ChartError(f"{path.name} is too large for a chart: is it one?")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ChartError(f"{path.name} is not text in UTF-8: save it as such") from error
    except FileNotFoundError as error:
        raise ChartError(f"{path} is not there: give a chart file") from error
    except IsADirectoryError as error:
        raise ChartError(f"{path} is a folder: give a chart file") from error
    return read_text(path.name, text)
