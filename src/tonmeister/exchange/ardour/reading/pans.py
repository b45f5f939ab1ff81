"""Where Ardour's panners put a channel, in our terms."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.pans import BALANCE, mono_gain
from tonmeister.exchange.ardour.reading.document import value_of, yes
from tonmeister.exchange.daw.laws import position_percent
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.model.daw import PanLaw

_MIDDLE = 0.5
_NEAR = 0.02


def ardour_sides(channels: int, azimuth: float) -> tuple[float, float]:
    """Return left and right where Ardour pans a mono channel, or balances a stereo one."""
    at = max(0.0, min(1.0, azimuth))
    if channels == 1:
        return mono_gain(1.0 - at), mono_gain(at)
    return (1.0, 2.0 * at) if at <= _MIDDLE else (2.0 * (1.0 - at), 1.0)


def ours(
    law: PanLaw, channels: int, azimuth: float, sides: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Return our position, and what the level is to be multiplied by."""
    if sides is not None and sides[0] == sides[1]:
        return 0.0, sides[0]
    if sides is not None:
        return position_percent(law, *sides)
    if channels != 1 and azimuth == _MIDDLE:
        return 0.0, 1.0
    return position_percent(law, *ardour_sides(channels, azimuth))


@dataclass(frozen=True)
class Panner:
    """Where a route stands. ``width_ratio`` is how much of a stereo sound's sides is left (1: all);
    ``sides`` replaces what the azimuth alone gives.
    """

    azimuth: float
    width_ratio: float = 1.0
    sides: tuple[float, float] | None = None


def panner_of(route: Element, channels: int, name: str, remarks: Remarks) -> Panner:
    """Return where a route stands; says what our pan cannot do.

    Ardour's usual stereo panner (``libs/panners/2in2out``) pans both sides by the mono law, each
    half the width from the azimuth; in the middle that is a width and nothing else.
    """
    pannable = route.find("Pannable")
    azimuth = value_of(pannable, "pan-azimuth", _MIDDLE)
    shell = route.find("Processor[@type='main-outs']/PannerShell")
    panner = shell.find("Panner") if shell is not None else None
    if channels != 2 or shell is None or panner is None:
        return Panner(azimuth)
    uri = panner.get("uri", "") or shell.get("user-panner", "")
    if uri == BALANCE or "Balance" in panner.get("type", ""):
        return Panner(azimuth)
    width = value_of(pannable, "pan-width", 1.0)
    if yes(shell.get("bypassed")):
        width, azimuth = 1.0, _MIDDLE
    if width < 0.0:
        remarks.say(f"{name}: its sides are swapped there; here they are not")
    ends = [max(0.0, min(1.0, azimuth + half * abs(width))) for half in (-0.5, 0.5)]
    left = [mono_gain(1.0 - end) for end in ends]
    right = [mono_gain(end) for end in ends]
    sides = sum(left), sum(right)
    kept = [2.0 * left[0] / sides[0] - 1.0] if sides[0] else []
    kept += [2.0 * right[1] / sides[1] - 1.0] if sides[1] else []
    ratio = max(0.0, sum(kept) / len(kept))
    if max(kept) - min(kept) > _NEAR:
        remarks.say(f"{name}: off the middle, its width there is only nearly ours")
    return Panner(azimuth, ratio, sides)
