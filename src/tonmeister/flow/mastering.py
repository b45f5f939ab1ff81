"""The master: play the mix through the master strip until it measures what it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tonmeister.console import render
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.signal import Samples, Source
from tonmeister.signal.loudness import LoudnessMeter

NEAR_LU = 0.05  # near enough to the target
TRIES = 4


@dataclass(frozen=True)
class Measured:
    """What a meter reads on a print."""

    loudness_lufs: float
    true_peak_dbtp: float
    range_lu: float


@dataclass
class _Ear:
    """A sink that measures what goes by and hands it on."""

    meter: LoudnessMeter
    write_on: Callable[[Samples], None]

    def write(self, block: Samples) -> None:
        self.meter.add(block)
        self.write_on(block)


def master_alone(sheet: RecallSheet) -> RecallSheet:
    """Return a sheet that plays a finished mix, called ``Mix``, through the master strip."""
    player = Strip(name="Mix", kind="track", track="Mix", role="rough mix", output="Master")
    return replace(sheet, strips=(player, sheet.master))


def play_master(
    sheet: RecallSheet,
    mix: Source,
    write_on: Callable[[Samples], None],
    *,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Measured:
    """Play the mix through the master strip once, and measure what comes out."""
    ear = _Ear(LoudnessMeter(sheet.rate_hz), write_on)
    render(
        master_alone(sheet),
        {"Mix": mix},
        sinks={"master": ear},
        prints=None,
        track_hashes={},
        layouts={"Mix": "stereo"},
        workers=1,
        progress=progress,
        cancel=cancel,
    )
    return Measured(
        loudness_lufs=ear.meter.integrated_lufs(),
        true_peak_dbtp=ear.meter.true_peak_dbtp(),
        range_lu=ear.meter.range_lu(),
    )


def to_target(
    sheet: RecallSheet,
    target: Target,
    play: Callable[[RecallSheet], Measured],
) -> tuple[RecallSheet, Measured]:
    """Set the limiter's drive and ceiling so that the print measures what the target says.

    ``play`` renders a sheet and measures it. A limiter that a person holds is left alone. The
    drive follows the measured error, with the slope seen between the last two tries (a limiter
    at work gives back less than one LU for one dB).
    """
    measured = play(sheet)
    slope = 1.0
    for _ in range(TRIES - 1):
        move = limiter_of(sheet)
        if move is None or move.hold:
            break
        short_lu = target.loudness_lufs - measured.loudness_lufs
        over_db = measured.true_peak_dbtp - target.ceiling_dbtp
        if abs(short_lu) <= NEAR_LU and over_db <= 0.0:
            break
        drive_db = short_lu / slope if abs(short_lu) > NEAR_LU else 0.0
        moved = {"gain_db": round(float(move.settings["gain_db"]) + drive_db, 2)}
        if over_db > 0.0:
            moved["ceiling_dbtp"] = round(float(move.settings["ceiling_dbtp"]) - over_db - 0.02, 2)
        sheet = with_limiter(sheet, moved)
        before = measured.loudness_lufs
        measured = play(sheet)
        if abs(drive_db) > 0.1:
            slope = min(1.2, max(0.25, (measured.loudness_lufs - before) / drive_db))
    return sheet, measured


def limiter_of(sheet: RecallSheet) -> Decision | None:
    """Return the decision that sets the last limiter of the master strip."""
    moves = [m for m in sheet.master.decisions if m.effect == "limiter" and not m.bypass]
    return moves[-1] if moves else None


def with_limiter(sheet: RecallSheet, moved: Mapping[str, float]) -> RecallSheet:
    """Return the sheet with other settings on the master's limiter, its reason kept true."""
    now = limiter_of(sheet)
    if now is None:
        return sheet
    changed = replace(now, settings={**now.settings, **moved})
    master = replace(
        sheet.master,
        decisions=tuple(changed if m is now else m for m in sheet.master.decisions),
    )
    return replace(sheet, strips=tuple(master if s.kind == "master" else s for s in sheet.strips))
