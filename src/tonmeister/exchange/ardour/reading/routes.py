"""Ardour's routes by what they are, and what feeds what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.reading.document import Document, number
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.model.daw import DawKind

_LEFT_OUT = ("MonitorOut", "Auditioner", "VCA", "FoldbackBus", "SurroundMaster")
NOWHERE = -1


@dataclass(frozen=True)
class Route:
    """A route: its element, its name, and whether it is a track, a bus or the master."""

    element: Element
    id: str
    name: str
    flags: tuple[str, ...]
    order: float

    @property
    def is_master(self) -> bool:
        """Whether all ends here."""
        return "MasterOut" in self.flags

    @property
    def is_track(self) -> bool:
        """Whether it plays regions."""
        return bool(self.element.get("audio-playlist")) or (
            self.element.find("Diskstream") is not None
            or any(flag in ("AudioTrack", "MidiTrack") for flag in self.flags)
        )


def read_routes(document: Document, remarks: Remarks) -> list[Route]:
    """Return the routes in the order of the mixer, the master last."""
    routes = []
    for place, element in enumerate(document.all("Routes/Route")):
        info = element.find("PresentationInfo")
        told = info.get("flags", "") if info is not None else element.get("flags", "")
        flags = tuple(told.split(","))
        name = element.get("name", f"Route {place + 1}")
        if any(flag in _LEFT_OUT for flag in flags):
            if "VCA" in flags or "FoldbackBus" in flags:
                remarks.say(f"{name}: a channel of this kind was left out")
            continue
        order = number(info.get("order") if info is not None else None, float(place))
        routes.append(Route(element, element.get("id", ""), name, flags, order))
    if next(iter(document.all("VCAManager/VCA")), None) is not None:
        remarks.say("Faders that move others (VCAs) were left out")
    return sorted(routes, key=lambda route: (route.is_master, route.order))


def outputs_of(routes: Sequence[Route], remarks: Remarks) -> list[int]:
    """Return for each route the one that it plays into; ``NOWHERE`` for none."""
    home: dict[str, int] = {}
    feeding: dict[str, int] = {}
    for place, route in enumerate(routes):
        for port in route.element.findall("IO[@direction='Input']/Port"):
            home[port.get("name", "")] = place
            for wire in port.findall("Connection"):
                feeding.setdefault(wire.get("other", ""), place)
    outputs = []
    for place, route in enumerate(routes):
        goals: list[int] = []
        outside = False
        for port in route.element.findall("IO[@direction='Output']/Port"):
            wired = [wire.get("other", "") for wire in port.findall("Connection")]
            goals += [home[other] for other in wired if other in home]
            outside = outside or any(other not in home for other in wired)
            back = feeding.get(port.get("name", ""))
            if back is not None:
                goals.append(back)
        others = sorted({goal for goal in goals if goal != place})
        if len(others) > 1 and not route.is_master:
            remarks.say(f"{route.name}: it plays into several channels there; here into the first")
        if others:
            outputs.append(others[0])
        elif outside and not route.is_master:
            remarks.say(f"{route.name}: it plays straight to the outputs there; here to the master")
            outputs.append(len(routes) - 1)
        else:
            outputs.append(NOWHERE)
    return _without_circles(routes, outputs, remarks)


def _without_circles(routes: Sequence[Route], outputs: list[int], remarks: Remarks) -> list[int]:
    last = len(routes) - 1
    for place, route in enumerate(routes):
        seen, at = {place}, outputs[place]
        while at not in (NOWHERE, last) and at not in seen:
            seen.add(at)
            at = outputs[at]
        if at in seen and at != last:
            remarks.say(f"{route.name}: it feeds itself in a circle, so it goes to the master")
            outputs[place] = last
    return outputs


def kinds_of(
    routes: Sequence[Route], outputs: Sequence[int], targets: Sequence[int]
) -> list[DawKind]:
    """Return what each route is: a bus that only sends reach is a return."""
    kinds: list[DawKind] = []
    for place, route in enumerate(routes):
        if route.is_master:
            kinds.append("master")
        elif route.is_track:
            kinds.append("track")
        elif place in outputs and place not in targets:
            kinds.append("bus")
        elif place in targets or route.element.find("Processor[@type='intreturn']") is not None:
            kinds.append("return")
        else:
            kinds.append("bus")
    return kinds
