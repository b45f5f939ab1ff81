"""The page about the album: its flow as a picture and a table, every choice with its reason."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from importlib.resources import files as package_files
from pathlib import Path
from string import Template

from tonmeister.exchange.report.curves import time_ticks
from tonmeister.exchange.report.plot import Axes, drawing, level_grid, path, x_label
from tonmeister.exchange.report.words import number, safe, sentence
from tonmeister.flow.album.cd import Cd
from tonmeister.flow.album.delivering import Written
from tonmeister.flow.album.page_tables import disc_of, files_of, table_of
from tonmeister.flow.album.wishes import counted
from tonmeister.listening.features import BANDS_HZ
from tonmeister.model import clock
from tonmeister.producer.album import Album, Choice, Placed, SongHeard, Timeline
from tonmeister.studio import write_text

_POINTS = 1600
_OCTAVES = {31.25: "31", 62.5: "63", 125: "125", 250: "250", 500: "500", 1000: "1k",
            2000: "2k", 4000: "4k", 8000: "8k", 16000: "16k"}  # fmt: skip
_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>$css
.flow .stripe:nth-of-type(even) { background: color-mix(in srgb, var(--ink) 5%, transparent) }
.songs { font-size: .8rem; line-height: 1.35 }
.songs td, .songs th { text-align: left; vertical-align: bottom; padding: .35rem .6rem .35rem 0 }
.songs th { font-weight: 600 } .songs .name { min-width: 7rem }
.plot .one { stroke: var(--before); stroke-width: 1; opacity: .7 }
</style>
</head>
<body>
<header class="top"><p class="brand">Tonmeister <span>the album and its reasons</span></p></header>
<main>
<div class="title"><div><p class="kicker">$artist</p><h1>$title</h1>
<ul class="songfacts">$facts</ul></div></div>
$chapters
</main>
</body>
</html>
""")


def write_page(
    file: Path,
    *,
    album: Album,
    heard: Sequence[SongHeard],
    choices: Sequence[Choice],
    why: Sequence[Choice],
    line: Timeline,
    written: Written,
    cd: Cd | None,
    said: Sequence[str],
    files: Sequence[Path],
) -> Path:
    """Write the page: one file, nothing from outside, no script."""
    by_file = {song.file: song for song in heard}
    chapters = [
        _chapter("flow", "The flow of the album", _FLOW, _flow(album, by_file, line, written)),
        _chapter("songs", "Song by song", "", table_of(album, by_file, line, written.tracks)),
        _chapter("tone", "One tone", _TONE, _tones([by_file[s.file] for s in album.played])),
        _chapter("why", "What was decided, and why", "", _list(c.reason for c in choices)),
        _chapter("order", "Another order to think about", _ORDER, _list(c.reason for c in why)),
        _chapter("problems", "What could not be done", "", _list(said)),
        _chapter("disc", "The disc", "", disc_of(cd)),
        _chapter("files", "What is in the box", "", files_of(file.parent, files)),
    ]
    css = package_files("tonmeister.exchange.report").joinpath("page.css").read_text("utf-8")
    page = _PAGE.substitute(
        title=safe(album.title),
        artist=safe(album.artist or "Album"),
        css=css,
        facts=_facts(album, line, written),
        chapters="\n".join(chapters),
    )
    write_text(file, page)
    return file


_FLOW = "Loudness over three seconds, from the first song to the last. The dotted line is where \
the album's loudness is set; between the shaded songs lie the pauses."
_TONE = "Each song as it came, in third octaves, loudness taken out; the thick line is their mean."
_ORDER = "Nothing was moved. <code>--order propose</code> takes this order; moving a table in \
<code>album.toml</code> makes your own."


def _facts(album: Album, line: Timeline, written: Written) -> str:
    read = written.measured
    facts = [
        counted(len(written.tracks), "song"),
        clock(line.frames / line.rate_hz),
        number("loudness_lufs", read.loudness_lufs),
        number("true_peak_dbtp", read.true_peak_dbtp),
        f"range {number('range_lu', read.range_lu)}",
        f"{album.rate_hz / 1000:g} kHz, 24 bit",
    ]
    if album.upc:
        facts.append(f"UPC/EAN {album.upc}")
    return "".join(f"<li>{safe(fact)}</li>" for fact in facts)


def _flow(album: Album, heard: dict[str, SongHeard], line: Timeline, written: Written) -> str:
    length_s = max(line.frames / line.rate_hz, 1e-3)
    levels = written.short_term_lufs
    loud = [level for level in levels if math.isfinite(level) and level > -70.0]
    top = math.ceil(max([*loud, album.loudness_lufs]) / 3.0) * 3.0 + 4.0
    axes = Axes(x=lambda s: s / length_s, bottom=top - 36.0, top=top)
    grid, labels = level_grid(axes, 6.0, "LUFS")
    step = max(1, len(levels) // _POINTS)
    points = [(3.0 + 0.1 * i, levels[i]) for i in range(0, len(levels), step)]
    shapes = [grid, path(axes.line((0.0, length_s), (album.loudness_lufs,) * 2), "middle")]
    if points:
        shapes.append(path(axes.line(*zip(*points, strict=True)), "after"))
    stripes = "".join(
        f'<span class="stripe" style="left:{100 * _at_s(p, line) / length_s:.2f}%;'
        f'width:{100 * p.frames / line.rate_hz / length_s:.2f}%">'
        f"<i>{safe(_label(p, heard))}</i></span>"
        for p in line.placed
    )
    words = f"Short-term loudness through the album, {counted(len(line.placed), 'song')}"
    return (
        f'<div class="plot flow" data-plot="flow">{stripes}{drawing(shapes, words)}{labels}'
        f"{time_ticks(length_s)}</div>"
    )


def _label(placed: Placed, heard: dict[str, SongHeard]) -> str:
    own = heard[placed.song.file]
    words = [placed.song.title]
    if own.key:
        words.append(str(own.key))
    if own.tempo_bpm:
        words.append(number("tempo_bpm", own.tempo_bpm))
    return " · ".join(words)


def _tones(songs: Sequence[SongHeard]) -> str:
    if not songs:
        return ""
    count = len(BANDS_HZ)
    mean = [sum(song.tone_db[i] for song in songs) / len(songs) for i in range(count)]
    core = [level for song in songs for level in song.tone_db[2:27]]
    axes = Axes(
        x=lambda hz: math.log(hz / 22.4) / math.log(22400 / 22.4),
        bottom=max(min(core), max(core) - 48.0) - 3.0,
        top=max(core) + 3.0,
    )
    bands = [float(hz) for hz in BANDS_HZ]
    grid, labels = level_grid(axes, 6.0, "dB")
    shapes = [grid, *(path(axes.line(bands, song.tone_db), "one") for song in songs)]
    shapes.append(path(axes.line(bands, mean), "after"))
    ticks = "".join(x_label(axes.x(hz), said, minor=False) for hz, said in _OCTAVES.items())
    words = "Spectra of all songs in third octaves, and their mean"
    return f'<div class="plot" data-plot="tone">{drawing(shapes, words)}{labels}{ticks}</div>'


def _at_s(placed: Placed, line: Timeline) -> float:
    return placed.start_frames / line.rate_hz


def _chapter(name: str, title: str, lead: str, inner: str) -> str:
    if not inner:
        return ""
    lead = f'<p class="lead">{lead}</p>' if lead else ""
    return (
        f'<section class="chapter" id="{name}"><header><h2>{title}</h2>{lead}</header>'
        f'<div class="body">{inner}</div></section>'
    )


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{sentence(line)}</li>" for line in lines)
    return f'<ul class="plainlist">{items}</ul>' if items else ""
