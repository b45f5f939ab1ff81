"""The tempo map and the markers of a REAPER project."""

from __future__ import annotations

import math

from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk, number
from tonmeister.model.daw import DawMarker, DawMeter, DawTempo

_SQUARE = 1
_STEP_BPM = 0.5
_MOST_STEPS = 200
_LOW_BPM, _HIGH_BPM = 1.0, 2000.0


def read_tempos(project: Chunk, remarks: Remarks) -> tuple[DawTempo, ...]:
    """Return the tempos; a ramp becomes steps that meet every point at the same quarter note."""
    first = _bpm(project.number("TEMPO", 0, 120.0))
    envelope = project.chunk("TEMPOENVEX", "TEMPOENV")
    points = sorted(
        (max(0.0, number(w, 0, 0.0)), _bpm(number(w, 1, first)), number(w, 2, _SQUARE) == _SQUARE)
        for w in (envelope.lines("PT") if envelope else ())
    )
    if not points or points[0][0] > 0.0:
        points.insert(0, (0.0, first, True))
    tempos: list[DawTempo] = []
    for place, (at_s, bpm, square) in enumerate(points):
        then_s, goal, _ = points[place + 1] if place + 1 < len(points) else (at_s, bpm, True)
        steps = 1
        if not square and then_s > at_s and goal != bpm:
            remarks.say("A tempo that glides became steps of half a beat a minute")
            steps = max(1, min(_MOST_STEPS, math.ceil(abs(goal - bpm) / _STEP_BPM)))
        for k in range(steps):
            middle = (k + 0.5) / steps if steps > 1 or not square else 0.0
            step = DawTempo(
                at_s=at_s + (then_s - at_s) * k / steps, quarter_bpm=bpm + (goal - bpm) * middle
            )
            if tempos and tempos[-1].at_s == step.at_s:
                tempos.pop()
            if not tempos or tempos[-1].quarter_bpm != step.quarter_bpm:
                tempos.append(step)
    return tuple(tempos)


def read_meters(project: Chunk, timeline: Timeline) -> tuple[DawMeter, ...]:
    """Return the time signatures, each from its bar line on."""
    beats, unit = project.number("TEMPO", 1, 4), project.number("TEMPO", 2, 4)
    meters = {0.0: _meter(0.0, int(beats), int(unit))}
    envelope = project.chunk("TEMPOENVEX", "TEMPOENV")
    for words in envelope.lines("PT") if envelope else ():
        sign = int(number(words, 3, 0))
        if sign > 0:
            at = round(timeline.quarters(max(0.0, number(words, 0, 0.0))), 9)
            meters[at] = _meter(at, sign & 0xFFFF, sign >> 16)
    kept: list[DawMeter] = []
    for _, meter in sorted(meters.items()):
        if not kept or (kept[-1].beats, kept[-1].unit) != (meter.beats, meter.unit):
            kept.append(meter)
    return tuple(kept)


def read_markers(project: Chunk, rate_hz: int) -> tuple[DawMarker, ...]:
    """Return markers and regions; a region is two lines with the same number."""
    markers: list[DawMarker] = []
    begun: dict[str, int] = {}
    for words in project.lines("MARKER"):
        at = max(0, round(number(words, 1, 0.0) * rate_hz))
        stretch = int(number(words, 3, 0)) & 1
        key = words[0] if words else ""
        if stretch and key in begun:
            place = begun.pop(key)
            begin = markers[place]
            markers[place] = DawMarker(at_frames=begin.at_frames, name=begin.name, end_frames=at)
            continue
        if stretch:
            begun[key] = len(markers)
        markers.append(DawMarker(at_frames=at, name=words[2] if len(words) > 2 else ""))
    return tuple(markers)


def _bpm(value: float) -> float:
    return max(_LOW_BPM, min(_HIGH_BPM, value))


def _meter(at: float, beats: int, unit: int) -> DawMeter:
    good = 1 <= beats <= 255 and 1 <= unit <= 255
    return DawMeter(at_quarters=at, beats=beats if good else 4, unit=unit if good else 4)
