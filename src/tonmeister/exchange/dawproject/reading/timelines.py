"""The arrangement of a DAWproject, walked through: clips in clips, lanes in lanes, references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.dawproject.reading.figures import number, place, whole, yes
from tonmeister.exchange.dawproject.reading.heard import Edge, Heard, Inside, heard
from tonmeister.exchange.dawproject.reading.places import Scope, SongLine
from tonmeister.exchange.dawproject.reading.rides import Moves, moves, steady
from tonmeister.model.daw import DawNote

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_DEPTH = 64
MOST_STEPS = 400_000
MOST_LOOPS = 20_000
_EXPRESSIONS = {"pan": "pan", "transpose": "transposition", "formant": "formants"}


@dataclass
class Lane:
    """What lies on one track of the arrangement."""

    sounds: list[Heard] = field(default_factory=list)
    notes: list[DawNote] = field(default_factory=list)


class Walk:
    """Goes through an arrangement and gathers sounds, notes and moving parameters by track."""

    def __init__(self, root: Element, line: SongLine) -> None:
        self.line = line
        self.lanes: dict[str, Lane] = {}
        self.rides: dict[str, Moves] = {}
        self.told: dict[str, None] = {}
        self._ids = {e.get("id", ""): e for e in root.iter() if "id" in e.attrib}
        self._steps = 0
        arrangement = root.find("Arrangement")
        for element in [] if arrangement is None else arrangement:
            if element.tag not in ("Markers", "TempoAutomation", "TimeSignatureAutomation"):
                self._timeline(element, Inside(Scope(line=line)), "", 0)

    def _timeline(self, element: Element, inside: Inside, track: str, depth: int) -> None:
        self._steps += 1
        if depth > MOST_DEPTH or self._steps > MOST_STEPS:
            raise CannotOpen("project.xml: its timelines are nested without end: it is left alone")
        track = element.get("track", track)
        if element.tag != "Audio":
            inside = replace(inside, scope=inside.scope.within(element.get("timeUnit")))
        if element.tag in ("Lanes", "Timeline"):
            gains = tuple(moves(p, inside.scope) for p in element if _expression(p) == "gain")
            inside = replace(inside, gains=(*inside.gains, *(g for g in gains if g.points)))
            for child in element:
                if _expression(child) != "gain":
                    self._timeline(child, inside, track, depth + 1)
        elif element.tag == "Clips":
            for clip in element.findall("Clip"):
                self._clip(clip, inside, track, depth + 1)
        elif element.tag == "Notes":
            self._lane(track).notes.extend(_notes(element, inside.scope))
        elif element.tag == "Points":
            self._points(element, inside.scope)
        elif element.tag in ("Audio", "Warps"):
            self._sound(element, inside, track)
        else:
            self.told[f"{_named(element)} in the arrangement is not carried."] = None

    def _clip(self, clip: Element, inside: Inside, track: str, depth: int) -> None:
        scope = inside.scope
        unit = clip.get("contentTimeUnit", scope.unit)
        at, play = place(clip, "time", 0.0), place(clip, "playStart", 0.0)
        start_s = scope.seconds(at)
        comes = place(clip, "fadeInTime", 0.0)
        fades = replace(scope, unit=clip.get("fadeTimeUnit", scope.unit), at_s=start_s, zero=0.0)
        in_s = fades.seconds(abs(comes)) - start_s
        if comes < 0.0:  # a crossfade: the clip begins so much earlier
            early_s = start_s - in_s
            inner = Scope(line=self.line, unit=unit, at_s=start_s, zero=play)
            start_s, play = early_s, inner.local(early_s)
        content = Scope(line=self.line, unit=unit, at_s=start_s, zero=play)
        end_s = (
            scope.seconds(at + place(clip, "duration", 0.0)) if "duration" in clip.attrib else None
        )
        if clip.get("playStop") is not None:
            stop_s = content.seconds(place(clip, "playStop", 0.0))
            end_s = stop_s if end_s is None else min(end_s, stop_s)
        until_s = scope.to_s if end_s is None else min(scope.to_s, end_s)
        first_s = max(scope.from_s, start_s)
        timeline = self._content(clip)
        if until_s <= first_s or timeline is None:
            return
        out_s = 0.0
        if end_s is not None:
            goes = replace(fades, at_s=end_s)
            out_s = end_s - goes.seconds(-abs(place(clip, "fadeOutTime", 0.0)))
        edge = Edge(start_s, end_s, in_s, out_s)
        gain = clip.find("Gain")  # proposed for the next version of the format
        own = () if gain is None else (steady(gain),)
        inner_side = replace(
            inside,
            name=inside.name or clip.get("name", ""),
            comment=inside.comment or clip.get("comment", ""),
            muted=inside.muted or not yes(clip, "enable", True),
            edges=(*inside.edges, edge),
            gains=(*inside.gains, *own),
        )
        for part in self._passes(clip, replace(content, from_s=first_s, to_s=until_s)):
            self._timeline(timeline, replace(inner_side, scope=part), track, depth)

    def _content(self, clip: Element) -> Element | None:
        """Return what a clip plays: its own timeline, or one that it refers to."""
        told = clip.get("reference")
        if told is None:
            return next((child for child in clip if child.tag != "Gain"), None)
        found = self._ids.get(told)
        if found is None:
            self.told[f"A clip refers to {told!r}, which is not there."] = None
        return found

    def _passes(self, clip: Element, content: Scope) -> Iterator[Scope]:
        """Yield a clip's content as often as its loop plays it."""
        start, end = place(clip, "loopStart", 0.0), place(clip, "loopEnd", 0.0)
        if not (start < end and content.zero < end):
            yield content
            return
        once = content
        for _ in range(MOST_LOOPS):
            over_s = once.seconds(end)
            heard_from, heard_to = max(once.at_s, content.from_s), min(over_s, content.to_s)
            if heard_to > heard_from:
                yield replace(once, from_s=heard_from, to_s=heard_to)
            if over_s >= content.to_s - 1e-6 or over_s <= once.at_s:
                return
            once = replace(content, at_s=over_s, zero=start)
        raise CannotOpen("project.xml: a clip loops without end: it is left alone")

    def _sound(self, element: Element, inside: Inside, track: str) -> None:
        audio = element if element.tag == "Audio" else element.find("Audio")
        if audio is None:
            self.told["Warps around something else than a sound are not carried."] = None
            return
        found = heard(audio, None if audio is element else element, inside)
        if found is not None:
            self._lane(track).sounds.append(found)

    def _points(self, element: Element, scope: Scope) -> None:
        target = element.find("Target")
        parameter = None if target is None else target.get("parameter")
        if parameter is not None:
            self.rides.setdefault(parameter, moves(element, scope))
        else:
            words = _EXPRESSIONS.get(_expression(element) or "", "controllers and expression")
            self.told[f"Moving {words} inside clips is not carried."] = None

    def _lane(self, track: str) -> Lane:
        return self.lanes.setdefault(track, Lane())


def _expression(element: Element) -> str | None:
    target = element.find("Target") if element.tag == "Points" else None
    return None if target is None else target.get("expression")


def _named(element: Element) -> str:
    return {"Video": "Video", "ClipSlot": "A clip of the launcher"}.get(element.tag, element.tag)


def _notes(element: Element, scope: Scope) -> Iterator[DawNote]:
    for note in element.findall("Note"):
        at, length = place(note, "time", 0.0), place(note, "duration", 0.0)
        begins_s, ends_s = scope.seconds(at), scope.seconds(at + length)
        if not scope.from_s - 1e-9 <= begins_s < scope.to_s:
            continue
        first, last = scope.quarters(at), scope.quarters(at + length)
        if ends_s > scope.to_s + 1e-9:
            last = scope.line.quarters(scope.to_s)
        key = whole(note, "key", 60)
        if not 0 <= key <= 127:
            raise CannotOpen(f"project.xml: a note has key={key}, but MIDI goes from 0 to 127")
        in_beats = scope.unit == "beats" and ends_s <= scope.to_s + 1e-9
        yield DawNote(
            at_quarters=first,
            length_quarters=length if in_beats else last - first,
            midi=key,
            velocity=max(0.0, min(1.0, number(note, "vel", 0.8))),
            channel=max(0, min(15, whole(note, "channel", 0))),
        )
