"""The tables of the album's page: its songs, the disc, the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonmeister.exchange.ddp.disc import msf
from tonmeister.exchange.report.words import megabytes, number, safe
from tonmeister.flow.album.cd import Cd
from tonmeister.flow.album.delivering import Track
from tonmeister.model import clock
from tonmeister.producer.album import Album, Placed, SongHeard, Timeline


def table_of(
    album: Album, heard: dict[str, SongHeard], line: Timeline, tracks: Sequence[Track]
) -> str:
    """Return a row a song: where it lies, what it is like, what it measures."""
    head = (
        "", "Song", "Starts", "Length", "Before it", "Key", "Tempo", "As it came", "On the album",
        "True peak", "Range", "ISRC",
    )  # fmt: skip
    rows = []
    for placed, track in zip(line.placed, tracks, strict=True):
        own = heard[placed.song.file]
        read = track.master.measured
        cells = [
            str(track.number),
            placed.song.title,
            clock(placed.mark / 75.0),
            clock(placed.frames / line.rate_hz),
            _before(placed, track.number),
            str(own.key) if own.key else "not clear",
            number("tempo_bpm", own.tempo_bpm) if own.tempo_bpm else "not clear",
            number("loudness_lufs", own.loudness_lufs),
            number("loudness_lufs", read.loudness_lufs)
            + (" (anchor)" if own.file == album.anchor else ""),
            number("true_peak_dbtp", read.true_peak_dbtp),
            number("range_lu", read.range_lu),
            placed.song.isrc or "none yet",
        ]
        rows.append(
            "<tr>"
            + "".join(
                f'<td class="name">{safe(cell)}</td>' if i == 1 else f"<td>{safe(cell)}</td>"
                for i, cell in enumerate(cells)
            )
            + "</tr>"
        )
    titles = "".join(f"<th>{safe(name)}</th>" for name in head)
    return (
        f'<div class="scroll"><table class="songs"><thead><tr>{titles}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _before(placed: Placed, number_: int) -> str:
    if placed.song.crossfade_s and number_ > 1:
        return f"{placed.song.crossfade_s:.1f} s crossfade"
    return number("gap_s", placed.song.gap_s) if number_ > 1 or placed.song.gap_s else "the start"


def disc_of(cd: Cd | None) -> str:
    if cd is None:
        return ""
    rows = "".join(
        f"<tr><td>{number_:02d}</td><td class='name'>{safe(track.title)}</td>"
        f"<td>{_msf(track.pause) if track.pause is not None else ''}</td>"
        f"<td>{_msf(track.start)}</td><td>{safe(track.isrc or 'none yet')}</td></tr>"
        for number_, track in enumerate(cd.disc.tracks, 1)
    )
    read = cd.measured
    return (
        '<div class="scroll"><table class="songs"><thead><tr><th></th><th>Track</th><th>Pause</th>'
        f"<th>Begins</th><th>ISRC</th></tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="readout">The disc ends at {_msf(cd.disc.sectors)}; 16 bit, 44.1 kHz, '
        f"{number('loudness_lufs', read.loudness_lufs)}, "
        f"{number('true_peak_dbtp', read.true_peak_dbtp)}. Times are minutes, seconds and frames "
        "of 1/75 s from the first sample.</p>"
    )


def _msf(sectors: int) -> str:
    return "{:02d}:{:02d}:{:02d}".format(*msf(sectors))


def files_of(folder: Path, files: Sequence[Path]) -> str:
    rows = "".join(
        f"<tr><td><code>{safe(path.relative_to(folder).as_posix())}</code></td>"
        f"<td>{megabytes(path.stat().st_size)}</td></tr>"
        for path in files
        if path.is_file()
    )
    return f'<div class="scroll"><table class="files">{rows}</table></div>'
