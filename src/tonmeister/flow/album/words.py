"""What is said of an album, on the terminal and as data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tonmeister.flow.album.cd import Cd
from tonmeister.flow.album.delivering import Written
from tonmeister.flow.album.wishes import counted
from tonmeister.flow.tell import Event, Teller
from tonmeister.model import clock
from tonmeister.producer.album import Album, AlbumSong, Choice, SongHeard, Timeline


def tell_plan(
    album: Album,
    heard: Sequence[SongHeard],
    choices: Sequence[Choice],
    proposal: Sequence[str],
    tell: Teller,
) -> None:
    """Say the album in a few lines, then each choice that is more than usual."""
    by_file = {song.file: song for song in heard}
    for number, song in enumerate(album.played, 1):
        own = by_file[song.file]
        gap = f"{song.crossfade_s:.1f} s crossfade" if song.crossfade_s else f"{song.gap_s:.1f} s"
        facts = [
            f"{song.title} ({clock(own.length_s)})",
            str(own.key) if own.key else "no clear key",
            f"{own.tempo_bpm:.0f} BPM" if own.tempo_bpm else "no clear tempo",
            f"{own.loudness_lufs:.1f} -> {album.target_lufs(song):.1f} LUFS",
            f"after {gap}" if number > 1 else "first",
        ]
        tell.say(f"{number:2d}. {', '.join(facts)}", kind="note")
    for choice in choices:
        if choice.rule not in ("album/gap", "album/level_kept"):
            tell.say(choice.reason)
    if tuple(proposal) != tuple(song.file for song in album.played) and len(proposal) > 2:
        titles = {song.file: song.title for song in album.songs}
        names = ", ".join(titles[file] for file in proposal)
        tell.say(f"Another order to think about (--order propose takes it): {names}.")


def tell_written(album: Album, written: Written, cd: Cd | None, folder: Path, tell: Teller) -> None:
    """Say what the album measures and where it is."""
    read = written.measured
    tell.say(
        f"{album.title}: {counted(len(written.tracks), 'track')}, {read.loudness_lufs:.1f} LUFS, "
        f"{read.true_peak_dbtp:.2f} dBTP{', with CD image and DDP' if cd else ''}; "
        f"all of it in {folder}, told in {folder / 'album.html'}"
    )


def plan_event(
    album: Album, heard: Sequence[SongHeard], choices: Sequence[Choice], proposal: Sequence[str]
) -> Event:
    """Return what would be done."""
    return {"event": "done", "dry_run": True} | _plan(album, heard, choices, proposal)


def done_event(
    album: Album,
    heard: Sequence[SongHeard],
    choices: Sequence[Choice],
    proposal: Sequence[str],
    line: Timeline,
    written: Written,
    cd: Cd | None,
    files: Sequence[Path],
    said: Sequence[str],
) -> Event:
    """Return what was done, and where it is."""
    told: Event = {"event": "done"} | _plan(album, heard, choices, proposal)
    told["length_s"] = round(line.frames / line.rate_hz, 3)
    told["measured"] = {
        "loudness_lufs": round(written.measured.loudness_lufs, 2),
        "true_peak_dbtp": round(written.measured.true_peak_dbtp, 2),
        "range_lu": round(written.measured.range_lu, 2),
    }
    told["tracks"] = [
        {
            "number": track.number,
            "title": track.master.song.title,
            "wav": str(track.wav),
            "flac": str(track.flac),
            "sheet": str(track.master.recall),
            "starts_s": round(placed.mark / 75.0, 3),
            "loudness_lufs": _finite(track.measured.loudness_lufs),
            "true_peak_dbtp": _finite(track.measured.true_peak_dbtp),
        }
        for track, placed in zip(written.tracks, line.placed, strict=True)
    ]
    told["cd"] = str(cd.image) if cd else None
    told["ddp"] = str(cd.ddp[0].parent) if cd else None
    told["problems"] = list(said)
    told["files"] = [str(path) for path in files]
    return told


def _plan(
    album: Album, heard: Sequence[SongHeard], choices: Sequence[Choice], proposal: Sequence[str]
) -> dict[str, Any]:
    by_file = {song.file: song for song in heard}
    return {
        "title": album.title,
        "artist": album.artist,
        "upc": album.upc,
        "rate_hz": album.rate_hz,
        "anchor": album.anchor,
        "songs": [_song(album, song, by_file[song.file]) for song in album.played],
        "left_out": [song.file for song in album.songs if not song.use],
        "proposal": list(proposal),
        "choices": [
            {"rule": c.rule, "song": c.song, "facts": dict(c.facts), "reason": c.reason}
            for c in choices
        ],
    }


def _song(album: Album, song: AlbumSong, heard: SongHeard) -> dict[str, Any]:
    return {
        "file": song.file,
        "title": song.title,
        "isrc": song.isrc,
        "length_s": round(heard.length_s, 3),
        "key": str(heard.key) if heard.key else None,
        "tempo_bpm": heard.tempo_bpm,
        "loudness_lufs": heard.loudness_lufs,
        "target_lufs": round(album.target_lufs(song), 2),
        "offset_lu": song.offset_lu,
        "gap_s": song.gap_s,
        "crossfade_s": song.crossfade_s,
        "tone_percent": song.tone_percent,
    }


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
