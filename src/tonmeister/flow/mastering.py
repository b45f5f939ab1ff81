"""The master: play the mix through the master strip until it measures what it should."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from tonmeister.console import render
from tonmeister.flow.hosting import Hosting, Ready
from tonmeister.model import RecallSheet, Strip, Target
from tonmeister.producer.level import limiter_of, with_limiter
from tonmeister.signal import Samples, Source
from tonmeister.signal.loudness import LoudnessMeter

NEAR_LU = 0.12  # near enough to the target
UNDER_DB = 0.05  # how far to stay under the ceiling, so that other meters agree
TRIES = 4
MOST_STEP_DB = 6.0

Play = Callable[[RecallSheet], "Measured"]


@dataclass(frozen=True)
class Measured:
    """What a meter reads on a print; the true peak is minus infinity where none was asked for."""

    loudness_lufs: float
    true_peak_dbtp: float
    range_lu: float


class Ear:
    """A sink that measures what goes by and hands it on."""

    def __init__(
        self,
        rate_hz: int,
        write_on: Callable[[Samples], None] | None = None,
        *,
        peaks: bool = True,
    ) -> None:
        self._meter = LoudnessMeter(rate_hz, peaks=peaks)
        self._write_on, self._peaks = write_on, peaks

    def write(self, block: Samples) -> None:
        """Take the next frames."""
        self._meter.add(block)
        if self._write_on is not None:
            self._write_on(block)

    def measured(self) -> Measured:
        """Return what was read so far."""
        return Measured(
            loudness_lufs=self._meter.integrated_lufs(),
            true_peak_dbtp=self._meter.true_peak_dbtp() if self._peaks else -math.inf,
            range_lu=self._meter.range_lu(),
        )


def measure(sound: Source) -> Measured:
    """Measure a sound as it stands."""
    ear = Ear(sound.rate_hz)
    for start in range(0, sound.frames, 65536):
        ear.write(sound.read(start, min(65536, sound.frames - start)))
    return ear.measured()


def master_alone(sheet: RecallSheet) -> RecallSheet:
    """Return a sheet that plays a finished mix, called ``Mix``, through the master strip."""
    player = Strip(name="Mix", kind="track", track="Mix", output=sheet.master.name)
    return replace(sheet, strips=(player, sheet.master))


def play_master(
    sheet: RecallSheet,
    mix: Source,
    write_on: Callable[[Samples], None] | None = None,
    *,
    peaks: bool = True,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    hosting: Hosting | None = None,
) -> Measured:
    """Play the mix through the master strip once, and measure what comes out.

    ``hosting`` plays the strip's plug-ins; without it a sheet with some is refused.
    """
    ear = Ear(sheet.rate_hz, write_on, peaks=peaks)
    alone = replace(master_alone(sheet), length_s=mix.frames / sheet.rate_hz)
    ready = hosting.ready(alone, {"Mix": mix}) if hosting is not None else Ready(sheet=alone)
    render(
        ready.sheet,
        {"Mix": mix},
        sinks={"master": ear},
        layouts={"Mix": "stereo"},
        workers=1,
        progress=progress,
        cancel=cancel,
        length_frames=mix.frames,
        inputs=ready.inputs,
    )
    return ear.measured()


def to_target(sheet: RecallSheet, play: Play, slope: float = 1.0) -> tuple[RecallSheet, Measured]:
    """Set the limiter's drive and ceiling so that the print measures what the target says.

    ``play`` renders a sheet and measures it. A limiter that a person holds is left alone.
    """
    sheet, measured, _ = driven(sheet, play, slope, TRIES)
    return sheet, measured


def driven(
    sheet: RecallSheet, play: Play, slope: float, tries: int, near_lu: float = NEAR_LU
) -> tuple[RecallSheet, Measured, float]:
    """Follow the measured error, with the slope seen between the last two tries.

    A limiter at work gives back less than one LU for one dB.
    """
    measured = play(sheet)
    target = sheet.target
    for _ in range(tries - 1):
        move = limiter_of(sheet)
        short_lu = target.loudness_lufs - measured.loudness_lufs
        over_db = measured.true_peak_dbtp - target.ceiling_dbtp
        if move is None or move.hold or (abs(short_lu) <= near_lu and over_db <= 0.0):
            break
        drive_db = short_lu / slope if abs(short_lu) > near_lu else 0.0
        drive_db = min(MOST_STEP_DB, max(-MOST_STEP_DB, drive_db))
        moved = {"gain_db": _in_range(float(move.settings["gain_db"]) + drive_db)}
        if over_db > 0.0:
            ceiling_dbtp = float(move.settings["ceiling_dbtp"]) - over_db - UNDER_DB
            moved["ceiling_dbtp"] = round(ceiling_dbtp, 2)
        sheet = with_limiter(sheet, moved)
        before = measured.loudness_lufs
        measured = play(sheet)
        if abs(drive_db) > 0.1:
            slope = min(1.2, max(0.15, (measured.loudness_lufs - before) / drive_db))
    return sheet, measured, slope


def _in_range(gain_db: float) -> float:
    return round(min(36.0, max(-24.0, gain_db)), 2)


def target_missed(target: Target, measured: Measured) -> str:
    """Say in one line what could not be reached; empty if all was."""
    short_lu = target.loudness_lufs - measured.loudness_lufs
    if abs(short_lu) > 0.2:
        return (
            f"the master measures {measured.loudness_lufs:.1f} LUFS, {abs(short_lu):.1f} LU "
            f"{'under' if short_lu > 0 else 'over'} its target of {target.loudness_lufs:.1f} LUFS"
        )
    if measured.true_peak_dbtp > target.ceiling_dbtp:
        return (
            f"the master peaks at {measured.true_peak_dbtp:.2f} dBTP, over its ceiling of "
            f"{target.ceiling_dbtp:.1f} dBTP"
        )
    return ""
