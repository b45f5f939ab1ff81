"""REAPER's receives as sends of ours."""

from __future__ import annotations

from collections.abc import Callable

from tonmeister.exchange.daw.curves import OFF_DB, value_at
from tonmeister.exchange.daw.laws import position_percent, sides
from tonmeister.exchange.reaper.chunks import number
from tonmeister.exchange.reaper.panning import reaper_sides
from tonmeister.exchange.reaper.reading.desk import Desk
from tonmeister.exchange.reaper.reading.levels import Knobs, knobs_of, send_of
from tonmeister.exchange.reaper.reading.rows import POST_FADER, PRE_FX, Receive
from tonmeister.model.daw import DawSend, DawTrack

_NEAR_PERCENT = 0.1


def read_send(receive: Receive, track: DawTrack, to: str, desk: Desk) -> DawSend:
    """Return a send of ours; one before the fader is panned as its track is."""
    words = receive.words
    who = f"{track.name}: its send to {to}"
    if any(number(words, k, 0.0) != 0.0 for k in (5, 6, 7, 8)):
        desk.remarks.say(
            f"{who} picks channels or flips them there; here it takes both as they are"
        )
    if receive.mode == PRE_FX:
        desk.remarks.say(f"{who} is taken before the plug-ins there; here behind them")
    mode = int(number(words, 11, -1))
    envelopes = receive.volume_envelope, receive.pan_envelope
    law = words[9].split(":")[0] if len(words) > 9 else ""
    knobs = knobs_of([*words[2:4], law], 0, desk.law, max(0, mode), envelopes)
    pre_fader = receive.mode != POST_FADER
    if not pre_fader and (knobs.pan != 0.0 or knobs.pan_envelope is not None):
        desk.remarks.say(f"{who} has a pan of its own there; here it is panned as its track")
    if pre_fader and not _panned_alike(knobs, track):
        desk.remarks.say(f"{who} stands elsewhere than its track there; here where its track does")
    level = send_of(knobs, _loud_side(track) if pre_fader else _flat, desk.rate_hz)
    off = receive.muted
    return DawSend(
        to=to,
        level_db=OFF_DB if off else level.level_db,
        pre_fader=pre_fader,
        curve_db=() if off else level.curve_db,
    )


def _panned_alike(knobs: Knobs, track: DawTrack) -> bool:
    """Say whether a send before the fader stands where its track does."""
    if knobs.pan_envelope is not None or track.pan_curve_percent:
        return knobs.pan_envelope is not None and bool(track.pan_curve_percent)
    percent, _ = position_percent(track.law, *reaper_sides(knobs.law, knobs.pan))
    return abs(percent - track.pan_percent) < _NEAR_PERCENT


def _flat(at: float) -> float:
    del at
    return 1.0


def _loud_side(track: DawTrack) -> Callable[[float], float]:
    """Return what a track's pan gives at a place on its louder side."""

    def side(at: float) -> float:
        curve = track.pan_curve_percent
        percent = value_at(curve, at) if curve else track.pan_percent
        return max(sides(track.law, percent))

    return side
