"""CUE sheet: where each track lies in one long sound file, with its titles and codes.

Times are minutes, seconds and frames of 1/75 s from the file's first sample (CDRWIN's format).
"""

from __future__ import annotations

from tonmeister.exchange.ddp.disc import Disc, msf


def cue_sheet(disc: Disc, file: str, *, comments: tuple[str, ...] = ()) -> str:
    """Return the sheet for a disc whose sound is ``file`` (WAV), without its first pause."""
    lines = [f"REM {' '.join(comment.split())}" for comment in comments]
    if disc.upc:
        lines.append(f"CATALOG {disc.upc}")
    if disc.artist:
        lines.append(f"PERFORMER {quoted(disc.artist)}")
    lines += [f"TITLE {quoted(disc.title)}", f"FILE {quoted(file)} WAVE"]
    for number, track in enumerate(disc.tracks, 1):
        lines += [f"  TRACK {number:02d} AUDIO", f"    TITLE {quoted(track.title)}"]
        if track.artist or disc.artist:
            lines.append(f"    PERFORMER {quoted(track.artist or disc.artist)}")
        if track.isrc:
            lines.append(f"    ISRC {track.isrc}")
        if number == 1 and track.start:
            lines.append(f"    INDEX 00 {_time(0)}")
        elif track.pause is not None:
            lines.append(f"    INDEX 00 {_time(track.pause)}")
        lines.append(f"    INDEX 01 {_time(track.start)}")
    return "\n".join(lines) + "\n"


def quoted(words: str) -> str:
    """Put words in quotes; the format knows no quote inside them, nor a line's end."""
    return '"' + " ".join(words.replace('"', "'").split()) + '"'


def _time(sectors: int) -> str:
    return "{:02d}:{:02d}:{:02d}".format(*msf(sectors))
