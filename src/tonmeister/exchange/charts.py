"""Every way a chart can come in, and every way it goes out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from tonmeister.model import Chart
from tonmeister.studio.chart_file import ENDING, ChartError, read_chart, write_chart
from tonmeister.studio.disk import write_text

READS = (ENDING, ".toml", ".musicxml", ".xml", ".mxl", ".mid", ".midi", ".cho", ".chordpro",
         ".crd", ".pro", ".txt")  # fmt: skip
FORMATS = ("toml", "musicxml", "midi", "tempo", "chordpro", "nashville", "roman", "svg", "png",
           "pdf")  # fmt: skip
ONLY_OUT = (".nashville.txt", ".roman.txt", ".tempo.mid")
SHEET = ("svg", "png", "pdf")


def read_any_chart(path: Path) -> Chart:
    """Read a chart by what its name ends in; a folder may hold one ``.chart.toml``.

    Raises ``Unusable`` (``ChartError``, or what the format's reader says): one clear line.
    """
    if not path.exists():
        raise ChartError(f"{path} is not there: give a chart ({', '.join(READS)})")
    if path.is_dir():
        inside = sorted(path.glob(f"*{ENDING}"))
        if len(inside) != 1:
            found = ", ".join(p.name for p in inside) or "none"
            raise ChartError(f"{path}: which chart? Of {ENDING} files it holds {found}; name one")
        return read_chart(inside[0])
    return _reader(path)(path)


def _reader(path: Path) -> Callable[[Path], Chart]:
    ending = path.suffix.lower()
    if path.name.endswith(ONLY_OUT):
        raise ChartError(f"{path.name} does not hold a whole song: give the {ENDING} beside it")
    if ending == ".toml":
        return read_chart
    if ending in (".musicxml", ".xml", ".mxl"):
        from tonmeister.exchange.musicxml import read_musicxml

        return read_musicxml
    if ending in (".mid", ".midi"):
        from tonmeister.exchange.chart_midi_read import read_chart_midi

        return read_chart_midi
    if ending in (".cho", ".chordpro", ".crd", ".pro", ".txt"):
        from tonmeister.exchange.chordpro import read_chordpro

        return read_chordpro
    raise ChartError(f"{path.name} is no chart that can be read: {', '.join(READS)} can")


def write_chart_files(
    folder: Path, stem: str, chart: Chart, only: Collection[str] = ()
) -> dict[str, Path]:
    """Write a chart for every musician: return the files by format (see ``FORMATS``).

    Each file is written whole or not at all. ``only`` names formats, otherwise all are written.
    """
    wanted = set(only) or set(FORMATS)
    if unknown := wanted - set(FORMATS):
        raise ChartError(f"{', '.join(sorted(unknown))}: the formats are {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for name, (ending, write) in _WRITERS.items():
        if name in wanted:
            files[name] = folder / f"{stem}{ending}"
            write(files[name], chart)
    if sheet := wanted & set(SHEET):
        from tonmeister.exchange.engrave import CannotEngrave, write_lead_sheet

        try:
            files |= write_lead_sheet(folder, stem, chart, only=tuple(sorted(sheet)))
        except CannotEngrave as error:
            raise ChartError(f"{stem} cannot be engraved: {error}") from error
    return {name: files[name] for name in FORMATS if name in files}


def _musicxml(path: Path, chart: Chart) -> None:
    from tonmeister.exchange.musicxml import musicxml

    write_text(path, musicxml(chart))


def _midi(path: Path, chart: Chart) -> None:
    from tonmeister.exchange.chart_midi import write_chart_midi

    write_chart_midi(path, chart)


def _tempo(path: Path, chart: Chart) -> None:
    from tonmeister.exchange.chart_midi import write_tempo_midi

    write_tempo_midi(path, chart)


def _chordpro(path: Path, chart: Chart) -> None:
    from tonmeister.exchange.chordpro import chordpro

    write_text(path, chordpro(chart))


def _nashville(path: Path, chart: Chart) -> None:
    from tonmeister.music.nashville import nashville

    write_text(path, nashville(chart))


def _roman(path: Path, chart: Chart) -> None:
    from tonmeister.music.roman import roman

    write_text(path, roman(chart))


_WRITERS: dict[str, tuple[str, Callable[[Path, Chart], None]]] = {
    "toml": (ENDING, write_chart),
    "musicxml": (".musicxml", _musicxml),
    "midi": (".mid", _midi),
    "tempo": (".tempo.mid", _tempo),
    "chordpro": (".cho", _chordpro),
    "nashville": (".nashville.txt", _nashville),
    "roman": (".roman.txt", _roman),
}
