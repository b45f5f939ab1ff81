"""Where Ardour's panners put a channel, in our terms."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.pans import BALANCE, mono_gain
from tonmeister.exchange.ardour.reading.document import value_of
from tonmeister.exchange.daw.laws import position_percent
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.model.daw import PanLaw

_MIDDLE = 0.5


def ardour_sides(channels: int, azimuth: float) -> tuple[float, float]:
    """Return left and right where Ardour pans a mono channel, or balances a stereo one."""
    at = max(0.0, min(1.0, azimuth))
    if channels == 1:
        return mono_gain(1.0 - at), mono_gain(at)
    return (1.0, 2.0 * at) if at <= _MIDDLE else (2.0 * (1.0 - at), 1.0)


def ours(law: PanLaw, channels: int, azimuth: float) -> tuple[float, float]:
    """Return our position, and what the level is to be multiplied by."""
    if channels != 1 and azimuth == _MIDDLE:
        return 0.0, 1.0
    return position_percent(law, *ardour_sides(channels, azimuth))


def azimuth_of(route: Element, channels: int, name: str, remarks: Remarks) -> float:
    """Return where a route stands (0 left, 1 right); says what our pan cannot do."""
    pannable = route.find("Pannable")
    azimuth = value_of(pannable, "pan-azimuth", _MIDDLE)
    panner = route.find("Processor[@type='main-outs']/PannerShell/Panner")
    shell = route.find("Processor[@type='main-outs']/PannerShell")
    uri = (panner.get("uri", "") if panner is not None else "") or (
        shell.get("user-panner", "") if shell is not None else ""
    )
    balanced = uri == BALANCE or (panner is not None and "Balance" in panner.get("type", ""))
    if channels == 2 and not balanced:
        width = value_of(pannable, "pan-width", 1.0)
        if panner is not None and (width != 1.0 or azimuth != _MIDDLE):
            remarks.say(f"{name}: its width of {width * 100:.0f} % there was left out")
        if width < 0.0:
            remarks.say(f"{name}: its sides are swapped there; here they are not")
    return azimuth
