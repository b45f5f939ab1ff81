"""Tempo and meters of a DAWproject; ramps of tempo become steps that arrive on time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.dawproject.reading.figures import number, place, whole
from tonmeister.model.daw import DawMeter, DawTempo

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

USUAL_BPM = 120.0
STEPS_PER_QUARTER = 4
MOST_STEPS = 4096


def tempos_of(root: Element) -> tuple[tuple[DawTempo, ...], list[str]]:
    """Return the tempo map and what is to be told about it."""
    told = root.find("Transport/Tempo")
    start_bpm = None
    if told is not None and told.get("value") is not None and told.get("unit") in (None, "bpm"):
        start_bpm = _bpm(number(told, "value", USUAL_BPM))
    track = root.find("Arrangement/TempoAutomation")
    points = [] if track is None else [p for p in track if p.tag == "RealPoint"]
    if track is None or not points:
        return (DawTempo(at_s=0.0, quarter_bpm=start_bpm or USUAL_BPM),), []
    return _mapped(points, track.get("timeUnit") == "seconds", start_bpm)


def meters_of(root: Element, line: Timeline) -> tuple[DawMeter, ...]:
    """Return the time signatures; they stand in quarters, or in seconds if the track says so."""
    found: dict[float, DawMeter] = {}
    first = root.find("Transport/TimeSignature")
    track = root.find("Arrangement/TimeSignatureAutomation")
    points = [] if track is None else [p for p in track if p.tag == "TimeSignaturePoint"]
    in_seconds = track is not None and track.get("timeUnit") == "seconds"
    for element in ([] if first is None else [first]) + points:
        at = max(0.0, place(element, "time", 0.0))
        at = line.quarters(at) if in_seconds else at
        beats, unit = whole(element, "numerator", 4), whole(element, "denominator", 4)
        if not (0 < beats <= 64 and unit in (1, 2, 4, 8, 16, 32, 64)):
            raise CannotOpen(f"project.xml: a time signature of {beats}/{unit} is none")
        found[at] = DawMeter(at_quarters=at, beats=beats, unit=unit)
    found.setdefault(0.0, DawMeter(at_quarters=0.0))
    return tuple(found[at] for at in sorted(found))


def _mapped(
    points: list[Element], in_seconds: bool, start_bpm: float | None
) -> tuple[tuple[DawTempo, ...], list[str]]:
    read = sorted(
        (
            (max(0.0, place(p, "time", 0.0)), _bpm(number(p, "value", USUAL_BPM)),
             p.get("interpolation", "hold") == "linear")
            for p in points
        ),
        key=lambda point: point[0],
    )  # fmt: skip
    tempos = [DawTempo(at_s=0.0, quarter_bpm=read[0][1])]
    if read[0][0] > 0.0 and start_bpm:
        tempos = [DawTempo(at_s=0.0, quarter_bpm=start_bpm)]
    at_s, ramped, before = 0.0, False, 0.0
    for n, (at, bpm, linear) in enumerate(read):
        at_s += (at - before) * (1.0 if in_seconds else 60.0 / tempos[-1].quarter_bpm)
        _add(tempos, at_s, bpm)
        before = at
        if linear and n + 1 < len(read) and read[n + 1][1] != bpm and read[n + 1][0] > at:
            ramped = True
            then, next_bpm, _ = read[n + 1]
            at_s = _ramp(tempos, at_s, bpm, next_bpm, then - at, in_seconds)
            before = then
    said = ["A tempo that glides comes as small steps; every beat is where it was."]
    return tuple(tempos), said if ramped else []


def _ramp(
    tempos: list[DawTempo], at_s: float, bpm: float, next_bpm: float, length: float, in_s: bool
) -> float:
    """Append a ramp's steps, each as long as the ramp itself takes there; return where it ends."""
    quarters = length * (bpm + next_bpm) / 120.0 if in_s else length
    count = max(1, min(MOST_STEPS, math.ceil(quarters * STEPS_PER_QUARTER)))
    for k in range(count):
        here = bpm + (next_bpm - bpm) * k / count
        there = bpm + (next_bpm - bpm) * (k + 1) / count
        step_bpm = (here + there) / 2.0 if in_s else (there - here) / math.log(there / here)
        _add(tempos, at_s, step_bpm)
        at_s += length / count * (1.0 if in_s else 60.0 / step_bpm)
    return at_s


def _add(tempos: list[DawTempo], at_s: float, bpm: float) -> None:
    at_s = round(at_s, 12)
    if at_s <= tempos[-1].at_s:
        tempos[-1] = DawTempo(at_s=tempos[-1].at_s, quarter_bpm=bpm)
    elif bpm != tempos[-1].quarter_bpm:
        tempos.append(DawTempo(at_s=at_s, quarter_bpm=bpm))


def _bpm(value: float) -> float:
    if not 1.0 <= value <= 2000.0:
        raise CannotOpen(f"project.xml: a tempo of {value:g} bpm is none (1 to 2000 is)")
    return value
