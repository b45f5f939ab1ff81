"""A recording made ready to be read from any place: room around it, its loop closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.instruments.sampler.bank import Loop, Recording, Zone

ROOM_FRAMES = 336
"""Silence before, and enough of the loop after, for the longest sinc."""
_CLICKS = 5.0  # a seam whose jump is so many times the usual one is heard
_CLICK_DB = -66.0  # and so loud against the loop
_FADE_S = 0.03

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """What a voice reads: ``looped`` while it is held (``loop_to`` 0: there is no loop), and
    ``plain`` from where it leaves its loop. Both [c, n] begin with ``ROOM_FRAMES`` of silence.
    """

    looped: Rows
    plain: Rows
    loop_from: int
    loop_to: int
    mode: Loop
    rate_hz: float


def make_ready(recording: Recording, zone: Zone) -> Ready:
    """Cut a zone's stretch out of its recording and close its loop without a click."""
    whole = recording.samples
    last = whole.shape[1] if zone.end_frame is None else min(zone.end_frame, whole.shape[1])
    first = min(max(zone.start_frame, 0), max(last - 1, 0))
    sound = whole[:, first:last]
    plain = np.pad(sound, ((0, 0), (ROOM_FRAMES, ROOM_FRAMES)))
    loop = zone.loop_frames or recording.loop_frames
    mode: Loop = zone.loop
    if mode == "file":
        mode = "always" if recording.loop_frames else "none"
    if mode in ("always", "held") and loop is None:
        loop = (first, last)
    if mode not in ("always", "held") or loop is None:
        return Ready(plain, plain, 0, 0, mode, recording.rate_hz)
    start, end = max(loop[0] - first, 0), min(loop[1] - first, sound.shape[1])
    if end - start < 2:
        return Ready(plain, plain, 0, 0, "none", recording.rate_hz)
    body = closed(sound[:, :end], start, recording.rate_hz)
    again = np.arange(2 * ROOM_FRAMES + 2) % (end - start) + start
    looped = np.concatenate((plain[:, :ROOM_FRAMES], body, body[:, again]), axis=1)
    return Ready(
        looped=np.ascontiguousarray(looped), plain=plain, loop_from=2 * ROOM_FRAMES + start,
        loop_to=2 * ROOM_FRAMES + end, mode=mode, rate_hz=recording.rate_hz,
    )  # fmt: skip


def closed(body: Rows, start: int, rate_hz: float) -> Rows:
    """Return a sound that ends where its loop does (from ``start``), its seam faded if it clicks.

    A seam clicks if going back jumps more than the sound itself does around it.
    """
    end = body.shape[1]
    fade = min(start, end - start, round(_FADE_S * rate_hz))
    if end < 4 or fade < 4 or not clicks(body, start):
        return body
    out = body.copy()
    rise = (np.arange(fade) + 1.0) / fade
    leaving, coming = body[:, end - fade :], body[:, start - fade : start]
    power = float(np.sqrt(np.sum(leaving**2) * np.sum(coming**2))) + 1e-12
    alike = float(np.clip(np.sum(leaving * coming) / power, 0.0, 1.0))
    same = np.sqrt((1.0 - rise) ** 2 + rise**2 + 2.0 * alike * rise * (1.0 - rise))
    out[:, end - fade :] = ((1.0 - rise) * leaving + rise * coming) / same
    return out


def clicks(body: Rows, start: int) -> bool:
    """Say whether the seam from the end of ``body`` back to ``start`` is heard as a click."""
    end = body.shape[1]
    around = body[:, max(start, end - 2000) :].astype(np.float64)
    if around.shape[1] < 4:
        return False
    bent = np.abs(np.diff(around, n=2, axis=1)).max(axis=0)
    after = body[:, start : start + 2].astype(np.float64)
    seam = np.concatenate((around[:, -2:], after), axis=1)
    jump = float(np.abs(np.diff(seam, n=2, axis=1)).max())
    loud = float(np.sqrt(np.mean(around**2)))
    usual = float(np.sqrt(np.mean(bent**2)))
    return jump > _CLICKS * usual and jump > loud * 10.0 ** (_CLICK_DB / 20.0)
