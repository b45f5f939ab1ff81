"""How the numbers of one of our channels are spread over one of Ardour's: nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.exchange.ardour import pans
from tonmeister.exchange.ardour.gains import HIGHEST_GAIN, added, is_level
from tonmeister.exchange.daw.curves import OFF_DB, gain_of, level_of
from tonmeister.exchange.daw.laws import sides
from tonmeister.model.daw import DawTrack, FramePoint

HIGHEST_DB = level_of(HIGHEST_GAIN)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A channel in Ardour's terms.

    ``trim`` stands before the plug-ins; ``fader`` and ``fader_curve_db`` (in its place) after them.
    ``before_fader_db`` is what a pre-fader send has on top of its level. ``envelope_db`` goes into
    the gain envelopes of all clips, which is exact. ``azimuth_curve`` moves the panner.
    What a fader is above Ardour's end (+6 dB) goes into the trim; ``too_loud_db`` is what cannot.
    """

    channels: int
    panner: str
    azimuth: float
    azimuth_curve: tuple[FramePoint, ...]
    trim: float
    fader: float
    fader_curve_db: tuple[FramePoint, ...]
    before_fader_db: tuple[FramePoint, ...]
    envelope_db: tuple[FramePoint, ...]
    too_loud_db: float


def placed(track: DawTrack, channels: int) -> Placed:
    """Spread a channel's fader, pan and rides.

    Rides of a track without plug-ins go into its clips: only there does Ardour play them to the
    sample. Where plug-ins stand between the clips and the fader, or a pre-fader send listens, or
    there are no clips, the fader itself moves.
    """
    live = any(device.enabled for device in track.devices)
    in_clips = track.kind == "track" and bool(track.clips) and not live
    early = any(send.pre_fader for send in track.sends)
    left, right = sides(track.law, track.pan_percent)
    azimuth, rest = pans.position(channels, left, right)
    azimuths: list[FramePoint] = []
    rests_db: list[FramePoint] = []
    if track.pan_curve_percent and is_level(track.pan_curve_percent):
        azimuth, rest = pans.position(channels, *sides(track.law, track.pan_curve_percent[0][1]))
    elif track.pan_curve_percent:
        azimuths, rests_db = pans.curve_positions(track, channels)
        azimuth, rest = azimuths[0][1], 1.0
        if is_level(rests_db):
            rest, rests_db = gain_of(rests_db[0][1]), []
    ride: Sequence[FramePoint] = track.fader_curve_db
    fader_db = track.fader_db
    if ride and is_level(ride):
        fader_db, ride = ride[0][1], ()
    envelope: list[FramePoint] = []
    before: list[FramePoint] = []
    moving: list[FramePoint] = list(ride)
    if ride and in_clips and not early:
        fader_db = _stands_at(fader_db, ride)
        envelope = added(ride, ((0, -fader_db),))
        moving = []
    if rests_db and in_clips:
        envelope = added(envelope, rests_db)
    elif rests_db:
        moving = added(moving or ((0, fader_db),), rests_db)
        before = rests_db
    if rest != 1.0 and live:
        moving = added(moving, ((0, level_of(rest)),)) if moving else []
        before = added(before, ((0, level_of(rest)),))
    trim = 1.0 if live else rest
    fader = gain_of(fader_db) * (rest if live else 1.0)
    over_db = max(level_of(fader), *(level for _, level in moving), 0.0) - HIGHEST_DB
    if over_db > 0.0 and not live:
        trim *= gain_of(over_db)
        fader /= gain_of(over_db)
        moving = added(moving, ((0, -over_db),)) if moving else []
        before = added(before, ((0, -over_db),))
        over_db = 0.0
    return Placed(
        channels=channels,
        panner=pans.MONO if channels == 1 else pans.BALANCE,
        azimuth=azimuth,
        azimuth_curve=tuple(azimuths),
        trim=trim,
        fader=fader,
        fader_curve_db=tuple(moving),
        before_fader_db=tuple(before),
        envelope_db=tuple(envelope),
        too_loud_db=max(0.0, over_db),
    )


def _stands_at(fader_db: float, ride: Sequence[FramePoint]) -> float:
    """Return where a fader rests while its ride is played by the clips: where it was, if it can."""
    highest = max(level for _, level in ride)
    if highest <= OFF_DB:
        return 0.0
    return fader_db if fader_db > OFF_DB and highest <= fader_db + HIGHEST_DB else highest
