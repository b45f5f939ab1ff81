"""Ardour's tempo maps, of version 7 and before, and its markers."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.reading.document import TICKS, Document, number
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.model.daw import DawMarker, DawMeter, DawTempo

_SONGS = {"IsSessionRange", "IsMark", "IsRangeMarker"}
_STEP_BPM = 0.5
_MOST_STEPS = 200
_LOW_BPM, _HIGH_BPM = 1.0, 2000.0


def read_map(
    document: Document, remarks: Remarks
) -> tuple[tuple[DawTempo, ...], tuple[DawMeter, ...]]:
    """Return tempos and time signatures; a tempo that glides becomes steps."""
    home = document.root.find("TempoMap")
    elements = list(home.iter("Tempo")) if home is not None else []
    meters = list(home.iter("Meter")) if home is not None else []
    if document.superclocks and any(tempo.get("sclock") for tempo in elements):
        places = [number(t.get("sclock"), 0.0) / document.superclocks for t in elements]
        at_quarters = [_quarters(m.get("quarters", "")) for m in meters]
    elif any(tempo.get("frame") or tempo.get("sample") for tempo in elements):
        places = [
            number(t.get("frame") or t.get("sample"), 0.0) / document.rate_hz for t in elements
        ]
        at_quarters = [float("nan")] * len(meters)
    else:
        return _by_bars(elements, meters)
    tempos = _tempos(elements, places, remarks)
    timeline = Timeline(tempos, document.rate_hz)
    found = {}
    for meter, at in zip(meters, at_quarters, strict=True):
        place = at
        if math.isnan(at):
            frame = number(meter.get("frame") or meter.get("sample"), 0.0)
            place = timeline.quarters_at(frame)
        found[max(0.0, round(place, 9))] = _meter(place, meter)
    return tempos, _begun(found)


def read_markers(document: Document) -> tuple[tuple[DawMarker, ...], int]:
    """Return markers and stretches, and where the session ends."""
    markers: list[DawMarker] = []
    length = 0
    for location in document.all("Locations/Location"):
        flags = location.get("flags", "").split(",")
        if not _SONGS & set(flags) or "IsHidden" in flags:
            continue
        start = max(0, round(document.frames(location.get("start"))))
        end = max(0, round(document.frames(location.get("end"))))
        if "IsSessionRange" in flags:
            length = end
        elif "IsMark" in flags:
            markers.append(DawMarker(at_frames=start, name=location.get("name", "")))
        elif "IsRangeMarker" in flags:
            name = location.get("name", "")
            markers.append(DawMarker(at_frames=start, name=name, end_frames=end))
    return tuple(sorted(markers, key=lambda marker: marker.at_frames)), length


def _tempos(elements: list[Element], places: list[float], remarks: Remarks) -> tuple[DawTempo, ...]:
    tempos: list[DawTempo] = []
    for n, tempo in enumerate(elements):
        at_s = 0.0 if n == 0 else max(0.0, places[n])
        bpm, goal = _bpm(tempo, "npm"), _bpm(tempo, "enpm")
        then_s = places[n + 1] if n + 1 < len(places) else at_s
        ramp = "Ramp" in tempo.get("type", "") and goal != bpm and then_s > at_s
        steps = 1
        if ramp:
            remarks.say("A tempo that glides became steps of half a beat a minute")
            steps = max(1, min(_MOST_STEPS, math.ceil(abs(goal - bpm) / _STEP_BPM)))
        for k in range(steps):
            part = (k + 0.5) / steps if ramp else 0.0
            step_s = at_s + (then_s - at_s) * k / steps
            if tempos and step_s <= tempos[-1].at_s:
                tempos.pop()
            speed = bpm + (goal - bpm) * part
            if not tempos or tempos[-1].quarter_bpm != speed:
                tempos.append(DawTempo(at_s=step_s if tempos else 0.0, quarter_bpm=speed))
    return tuple(tempos) or (DawTempo(at_s=0.0, quarter_bpm=120.0),)


def _bpm(tempo: Element, name: str) -> float:
    """Return quarter notes a minute; Ardour counts notes of the kind it names."""
    old = {"npm": "beats-per-minute", "enpm": "end-beats-per-minute"}[name]
    told = number(tempo.get(name), number(tempo.get(old), 0.0))
    if not told and name == "enpm":
        return _bpm(tempo, "npm")
    kind = number(tempo.get("note-type"), 4.0) or 4.0
    return max(_LOW_BPM, min(_HIGH_BPM, (told or 120.0) * 4.0 / kind))


def _meter(at_quarters: float, meter: Element) -> DawMeter:
    beats = round(number(meter.get("divisions-per-bar"), 4.0))
    unit = round(number(meter.get("note-value") or meter.get("note-type"), 4.0))
    good = 1 <= beats <= 255 and 1 <= unit <= 255
    return DawMeter(
        at_quarters=max(0.0, round(at_quarters, 9)),
        beats=beats if good else 4,
        unit=unit if good else 4,
    )


def _begun(found: dict[float, DawMeter]) -> tuple[DawMeter, ...]:
    """Return signatures in order, the first at the start, none twice in a row."""
    meters = [meter for _, meter in sorted(found.items())]
    if not meters:
        return (DawMeter(at_quarters=0.0),)
    first = meters[0]
    kept = [DawMeter(at_quarters=0.0, beats=first.beats, unit=first.unit)]
    for meter in meters[1:]:
        if (meter.beats, meter.unit) != (kept[-1].beats, kept[-1].unit):
            kept.append(meter)
    return tuple(kept)


def _quarters(told: str) -> float:
    """Return ``quarters:ticks`` as quarter notes."""
    whole, _, ticks = told.partition(":")
    return number(whole, 0.0) + number(ticks, 0.0) / TICKS


def _by_bars(
    elements: list[Element], meters: list[Element]
) -> tuple[tuple[DawTempo, ...], tuple[DawMeter, ...]]:
    """Return a map of Ardour 3 and 4, which tells all places as bars, beats and ticks."""
    told = [(_bbt(meter.get("start", "1|1|0")), meter) for meter in meters]
    told = sorted(told, key=lambda pair: pair[0]) or [((1.0, 1.0, 0.0), Element("Meter"))]
    placed: list[tuple[float, float, DawMeter]] = []
    for (bar, _, _), element in told:
        quarters = 0.0
        if placed:
            begin, at, meter = placed[-1]
            quarters = at + (bar - begin) * meter.beats * 4.0 / meter.unit
        placed.append((bar, quarters, _meter(quarters, element)))
    tempos: list[DawTempo] = []
    at_s, had = 0.0, 0.0
    for (bar, beat, ticks), element in sorted(
        ((_bbt(tempo.get("start", "1|1|0")), tempo) for tempo in elements), key=lambda pair: pair[0]
    ):
        begin, at, meter = next((p for p in reversed(placed) if p[0] <= bar), placed[0])
        unit = 4.0 / meter.unit
        quarters = at + ((bar - begin) * meter.beats + beat - 1.0 + ticks / TICKS) * unit
        if tempos:
            at_s += max(0.0, quarters - had) * 60.0 / tempos[-1].quarter_bpm
        had = quarters
        if tempos and tempos[-1].at_s == at_s:
            tempos.pop()
        tempos.append(DawTempo(at_s=at_s, quarter_bpm=_bpm(element, "npm")))
    found = {meter.at_quarters: meter for _, _, meter in placed}
    return tuple(tempos) or (DawTempo(at_s=0.0, quarter_bpm=120.0),), _begun(found)


def _bbt(told: str) -> tuple[float, float, float]:
    bar, beat, ticks = ([*told.split("|"), "", ""])[:3]
    return number(bar, 1.0), number(beat, 1.0), number(ticks, 0.0)
