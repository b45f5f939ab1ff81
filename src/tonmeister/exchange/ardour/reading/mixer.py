"""A route's fader, pan and sends as ours: the same amplitude on both sides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.gains import added
from tonmeister.exchange.ardour.reading import pans
from tonmeister.exchange.ardour.reading.curves import (
    TOLERANCE_DB,
    control_curve,
    fader_curve,
    moving,
)
from tonmeister.exchange.ardour.reading.document import Document, value_of, yes
from tonmeister.exchange.daw.curves import level_of
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.model.daw import DawSend, FramePoint, PanLaw

_TOLERANCE_PERCENT = 5e-3
_NO_TRIM = 1.0


@dataclass(frozen=True)
class Mixed:
    """A channel's levels. ``trim`` stands before plug-ins; ``clips_db`` is for its clips.

    ``width_ratio`` is what its panner leaves of the sides of a stereo sound.
    """

    fader_db: float
    fader_curve_db: tuple[FramePoint, ...]
    pan_percent: float
    pan_curve_percent: tuple[FramePoint, ...]
    clips_db: tuple[FramePoint, ...]
    clip_gain_db: float
    sends: tuple[DawSend, ...]
    width_ratio: float


def mixed(
    route: Element,
    document: Document,
    channels: int,
    law: PanLaw,
    *,
    has_clips: bool,
    has_plugins: bool,
    targets: Mapping[str, str],
    remarks: Remarks,
) -> Mixed:
    """Return a route's levels; what a moving pan needs beyond our law goes where Ardour's does not.

    That is into the clips where nothing stands between them and the fader, else onto the fader.
    """
    name = route.get("name", "")
    amp = route.find("Processor[@type='amp']")
    trim = value_of(route.find("Processor[@type='trim']"), "trimcontrol", _NO_TRIM)
    flat = has_plugins and has_clips
    standing_db = level_of(abs(value_of(amp, "gaincontrol", 1.0)))
    ride = moving(amp, "gain")
    curve = fader_curve(document, ride) if ride is not None else []
    panner = pans.panner_of(route, channels, name, remarks)
    swing = moving(route.find("Pannable"), "pan-azimuth")
    factor_db: list[FramePoint] = []
    pan_curve: tuple[FramePoint, ...] = ()
    percent, factor = pans.ours(law, channels, panner.azimuth, panner.sides)
    if swing is not None:
        placed = [
            (at, *pans.ours(law, channels, value)) for at, value in control_curve(document, swing)
        ]
        pan_curve = thinned([(at, p) for at, p, _ in placed], _TOLERANCE_PERCENT)
        factor_db = [(at, level_of(k)) for at, _, k in placed]
        factor = 1.0
        if len(pan_curve) == 1:
            percent, pan_curve = pan_curve[0][1], ()
    shift_db = level_of(factor) + (0.0 if flat else level_of(abs(trim)))
    in_clips = has_clips and not has_plugins
    if factor_db and not in_clips:
        curve = added(curve or ((0, standing_db),), factor_db)
    fader_curve_db = thinned(added(curve, ((0, shift_db),)) if curve else [], TOLERANCE_DB)
    fader_db = _sum(standing_db, shift_db)
    if len(fader_curve_db) == 1:
        fader_db, fader_curve_db = fader_curve_db[0][1], ()
    elif fader_curve_db:
        fader_db = fader_curve_db[0][1]
    early_db = shift_db
    sends = _sends(route, document, targets, early_db, () if in_clips else factor_db, name, remarks)
    return Mixed(
        fader_db=round(fader_db, 9),
        fader_curve_db=fader_curve_db,
        pan_percent=round(percent, 9),
        pan_curve_percent=pan_curve,
        clips_db=tuple(factor_db) if in_clips else (),
        clip_gain_db=level_of(abs(trim)) if flat else 0.0,
        sends=sends,
        width_ratio=panner.width_ratio,
    )


def _sum(level_db: float, other_db: float) -> float:
    return -100.0 if min(level_db, other_db) <= -100.0 else level_db + other_db


def _sends(
    route: Element,
    document: Document,
    targets: Mapping[str, str],
    early_db: float,
    early_curve_db: Sequence[FramePoint],
    name: str,
    remarks: Remarks,
) -> tuple[DawSend, ...]:
    """Return the sends; those before the fader lack what our fader has taken on for the pan."""
    sends = []
    early = True
    for processor in route.findall("Processor"):
        kind = processor.get("type")
        if kind == "amp":
            early = False
        if kind == "send":
            remarks.say(f"{name}: its send to the outside was left out")
        if kind != "intsend" or processor.get("role", "Aux") not in ("Aux", "Send"):
            continue
        to = targets.get(processor.get("target", ""))
        if to is None:
            continue
        home = processor if processor.find("Controllable") is not None else _inner(processor)
        level = level_of(abs(value_of(home, "gaincontrol", 1.0)))
        if not yes(processor.get("active"), default=True):
            level = -100.0
        ride = moving(processor, "send")
        ride = ride if ride is not None else moving(processor, "gain")
        ride = ride if ride is not None else moving(home, "gain")
        curve = fader_curve(document, ride) if ride is not None else []
        if early:
            if early_curve_db:
                curve = added(curve or ((0, level),), early_curve_db)
            curve = added(curve, ((0, early_db),)) if curve else []
            level = _sum(level, early_db)
        points = thinned(curve, TOLERANCE_DB)
        if len(points) == 1:
            level, points = points[0][1], ()
        elif points:
            level = points[0][1]
        _say_pan(processor, name, to, remarks)
        sends.append(DawSend(to=to, level_db=level, pre_fader=early, curve_db=points))
    return tuple(sends)


def _inner(processor: Element) -> Element | None:
    """Return a send's own fader, which stood in it as a processor before version 7."""
    return processor.find("Processor[@type='amp']")


def _say_pan(processor: Element, name: str, to: str, remarks: Remarks) -> None:
    shell = processor.find("PannerShell")
    own = processor.find("Pannable")
    if shell is None or yes(shell.get("linked-to-route"), default=True) or own is None:
        return
    if not math.isclose(value_of(own, "pan-azimuth", 0.5), 0.5):
        remarks.say(f"{name}: its send to {to} has a pan of its own there; here it has its track's")
