"""Playing the whole song through its chain, into a file, until it measures what it should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tonmeister.flow.hosting import Hosting
from tonmeister.flow.mastering import UNDER_DB, Measured, play_master
from tonmeister.flow.tell import Teller
from tonmeister.model import RecallSheet
from tonmeister.producer.level import limiter_of, with_limiter
from tonmeister.signal import Samples
from tonmeister.studio import FileSource, WavSink
from tonmeister.studio.sinks import Bits

NEAR_LU = 0.15
PLAYS = 3


def into_file(
    sheet: RecallSheet,
    mix: FileSource,
    path: Path,
    bits: Bits,
    tell: Teller,
    on: Callable[[float], None] | None = None,
    hosting: Hosting | None = None,
) -> Measured:
    """Play a sheet into a WAV file, mono if the mix is; returns what it measures."""
    channels = min(mix.channels, 2)
    with WavSink(path, mix.rate_hz, bits=bits, channels=channels, frames=mix.frames) as sink:

        def write(block: Samples) -> None:
            sink.write(block[:channels])

        return play_master(sheet, mix, write, progress=on, cancel=tell.cancelled, hosting=hosting)


def played(
    sheet: RecallSheet,
    mix: FileSource,
    path: Path,
    slope: float,
    tell: Teller,
    hosting: Hosting | None = None,
) -> tuple[RecallSheet, Measured]:
    """Play the whole into ``path``; again with another drive or ceiling if it measures wrong."""
    for attempt in range(PLAYS):
        with tell.stage("master", "Playing the master") as on:
            measured = into_file(sheet, mix, path, 24, tell, on, hosting)
        short_lu = sheet.target.loudness_lufs - measured.loudness_lufs
        over_db = measured.true_peak_dbtp - sheet.target.ceiling_dbtp
        move = limiter_of(sheet)
        right = abs(short_lu) <= NEAR_LU and over_db <= 0.0
        if move is None or move.hold or right or attempt == PLAYS - 1:
            break
        drive_db = float(move.settings["gain_db"]) + short_lu / slope
        changed = {"gain_db": round(min(36.0, max(-24.0, drive_db)), 2)}
        if over_db > 0.0:
            lower = float(move.settings["ceiling_dbtp"]) - over_db - UNDER_DB
            changed["ceiling_dbtp"] = round(lower, 2)
        sheet = with_limiter(sheet, changed)
    return sheet, measured
