"""The files of a chart. A chart that somebody corrected by hand is not written over."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tonmeister.exchange.charts import write_chart_files
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart
from tonmeister.studio.disk import write_text

STEM = "chart"
MARK = ".written"


def chart_files(folder: Path, chart: Chart) -> Mapping[str, Path]:
    """Write all formats into a folder of ours; raises ``BadWish`` where that would lose work."""
    mark = folder / MARK
    page = folder / f"{STEM}.chart.toml"
    if page.exists() and (not mark.exists() or mark.read_text("utf-8").strip() != _hash(page)):
        raise BadWish(
            f"{page} was changed by hand: move it away, or name another folder with --out DIR"
        )
    if folder.exists() and not page.exists() and any(folder.iterdir()):
        raise BadWish(f"{folder} holds other things: name another folder with --out DIR")
    files = write_chart_files(folder, STEM, chart)
    write_text(mark, _hash(page) + "\n")
    return files


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
