"""Ardour's lists of breakpoints as curves of ours: what it plays, not only what it stores.

A fader that moves comes out of a one-pole filter of 25 Hz; between breakpoints Ardour goes in
straight lines of amplitude, or (``Exponential``) along its fader's scale, whose formula is in
Ardour's source (``gain_to_slider_position``). A moving control is read half a frame late.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.gains import SMOOTHING_RADIANS
from tonmeister.exchange.ardour.reading.document import Document, number
from tonmeister.exchange.daw.curves import as_levels
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.model.daw import FramePoint

TOLERANCE_DB = 2e-3
_PIECES = 24
_STILL = 1e-6
_HALF = 0.5
_TRANSIENT = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.6, 2.0, 2.6, 3.3, 4.5, 7.0)
Point = tuple[float, float]


def moving(home: Element | None, name: str) -> Element | None:
    """Return the list that moves a control of that name, or ``None`` where it stands still."""
    lists = [] if home is None else home.findall("Automation/AutomationList")
    for curve in lists:
        if curve.get("automation-id") == name and curve.get("state", "Off") != "Off":
            text = (curve.findtext("events") or "").split()
            return curve if len(text) >= 4 else None
    return None


def breakpoints(document: Document, curve: Element | None) -> list[Point]:
    """Return a list's breakpoints: frames, value."""
    text = (curve.findtext("events") or "") if curve is not None else ""
    points = []
    for line in text.splitlines():
        at, _, value = line.strip().partition(" ")
        if value:
            points.append((document.frames(at), number(value, 0.0)))
    return sorted(points, key=lambda point: point[0])


def straight(curve: Element, points: Sequence[Point]) -> list[Point]:
    """Return a list's breakpoints with straight lines between, whatever Ardour draws there."""
    style = curve.get("interpolation-style", "Linear")
    if style not in ("Exponential", "Discrete"):
        return list(points)
    out: list[Point] = []
    for (at, value), (then, goal) in itertools.pairwise(points):
        out.append((at, value))
        if style == "Discrete":
            out.append((then, value))
        elif abs(goal - value) > 1e-5:
            low, high = _place(value), _place(goal)
            for k in range(1, _PIECES):
                part = k / _PIECES
                out.append((at + (then - at) * part, _gain(low + (high - low) * part)))
    return [*out, *points[-1:]]


def fader_curve(document: Document, curve: Element) -> list[FramePoint]:
    """Return how a moving fader comes out, in dB."""
    points = straight(curve, breakpoints(document, curve))
    smoothed = _smoothed([(at - _HALF, max(0.0, gain)) for at, gain in points], document.rate_hz)
    frames: dict[int, float] = {}
    for at, gain in smoothed:
        frames[max(0, math.floor(at + _HALF))] = gain
    return list(thinned(as_levels(sorted(frames.items())), TOLERANCE_DB))


def control_curve(document: Document, curve: Element) -> list[FramePoint]:
    """Return how a moving control that is not smoothed stands, frame by frame."""
    points = straight(curve, breakpoints(document, curve))
    frames = {max(0, round(at - _HALF - 1e-6)): value for at, value in points}
    return sorted(frames.items())


def _smoothed(points: Sequence[Point], rate_hz: int) -> list[Point]:
    """Return straight pieces as they come out of a one-pole filter, exact at every point.

    Behind ``u = b + m t`` comes ``y = b + m (t - d) + c exp(-t / d)``: a straight line, late by the
    filter's delay, once what was before has died away.
    """
    delay = rate_hz / SMOOTHING_RADIANS
    out: list[Point] = [points[0]]
    now = points[0][1]
    for (at, value), (then, goal) in itertools.pairwise(points):
        long = then - at
        if long <= 0.0:
            continue
        slope = (goal - value) / long
        rest = now - (value - slope * delay)
        if long > 1.5 and abs(rest) > _STILL:
            for part in _TRANSIENT:
                t = part * delay
                if 1.0 < t < long:
                    out.append((at + t, value + slope * (t - delay) + rest * math.exp(-t / delay)))
        now = value + slope * (long - delay) + rest * math.exp(-long / delay)
        out.append((then, now))
    last, goal = points[-1]
    fades = abs(now - goal) > _STILL
    out.extend(
        (last + part * delay, goal + (now - goal) * math.exp(-part)) for part in _TRANSIENT if fades
    )
    return out


def _place(gain: float) -> float:
    """Return where Ardour's fader stands for an amplitude (1 at +6 dB)."""
    if gain <= 0.0:
        return 0.0
    return float(max(0.0, (6.0 * math.log2(gain) + 192.0) / 198.0) ** 8)


def _gain(place: float) -> float:
    """Return the amplitude where Ardour's fader stands."""
    if place <= 0.0:
        return 0.0
    return float(2.0 ** ((place**0.125 * 198.0 - 192.0) / 6.0))
