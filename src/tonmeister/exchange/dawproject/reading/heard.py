"""One sound of an arrangement: which stretch of which file is heard where in the song."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.dawproject.reading.figures import number, place, whole, yes
from tonmeister.exchange.dawproject.reading.places import Scope
from tonmeister.exchange.dawproject.reading.rides import Moves

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

STRETCHED_S = 0.001
"""A warp that moves the sound by less than this is none."""


@dataclass(frozen=True)
class Edge:
    """A clip's ends in the song (no end: as long as its sound) and its fades, in seconds."""

    start_s: float
    end_s: float | None
    in_s: float
    out_s: float


@dataclass(frozen=True)
class Inside:
    """What the clips around a timeline say of it."""

    scope: Scope
    name: str = ""
    comment: str = ""
    muted: bool = False
    gains: tuple[Moves, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A stretch of a file in the song: from ``at_s`` to ``end_s``, from its second ``file_s`` on.

    ``stretched``: its program plays it faster or slower than it was recorded.
    """

    path: str
    external: bool
    label: str
    at_s: float
    end_s: float
    file_s: float
    stretched: bool
    channels: int
    rate_hz: int
    length_s: float
    inside: Inside


def heard(audio: Element, warps: Element | None, inside: Inside) -> Heard | None:
    """Return what is heard of a sound, warped or not; ``None`` where nothing is."""
    file = audio.find("File")
    if file is None or not file.get("path"):
        raise CannotOpen("project.xml: a sound names no file")
    scope = inside.scope
    length_s = number(audio, "duration", float("inf"))
    marks = [] if warps is None else _marks(warps)
    stretched = False
    if warps is not None and len(marks) >= 2:
        within = _content_unit(scope, warps)
        at_s = scope.from_s
        file_s = _file_s(marks, within.local(at_s), warps, scope)
        stretched = _moved(marks, within, warps, at_s, min(scope.to_s, at_s + length_s), file_s)
    else:
        plain = scope.within("seconds")
        at_s = scope.from_s
        file_s = plain.local(at_s)
    if file_s < 0.0:
        at_s, file_s = at_s - file_s, 0.0
    if abs(file_s) < 1e-9:
        file_s = 0.0
    end_s = min(scope.to_s, at_s + length_s - file_s)
    if not end_s > at_s or end_s == float("inf"):
        return None
    return Heard(
        path=file.attrib["path"], external=yes(file, "external", False),
        label=audio.get("name", ""), at_s=at_s, end_s=end_s, file_s=file_s,
        stretched=stretched, channels=whole(audio, "channels", 2),
        rate_hz=whole(audio, "sampleRate", 48000), length_s=length_s, inside=inside,
    )  # fmt: skip


def _content_unit(scope: Scope, warps: Element) -> Scope:
    return scope.within(warps.get("timeUnit"))


def _marks(warps: Element) -> list[tuple[float, float]]:
    found = {place(w, "time", 0.0): place(w, "contentTime", 0.0) for w in warps.findall("Warp")}
    return sorted(found.items())


def _file_s(marks: list[tuple[float, float]], local: float, warps: Element, scope: Scope) -> float:
    """Return the second of the file at a place of the warps; straight on beyond the ends."""
    n = bisect_right(marks, local, key=lambda mark: mark[0])
    n = max(1, min(len(marks) - 1, n))
    (at, content), (then, next_content) = marks[n - 1], marks[n]
    found = content + (next_content - content) * (local - at) / (then - at)
    if warps.get("contentTimeUnit", "seconds") == "beats":
        return found / scope.line.pace(scope.at_s)
    return found


def _moved(
    marks: list[tuple[float, float]],
    within: Scope,
    warps: Element,
    at_s: float,
    end_s: float,
    file_s: float,
) -> bool:
    """Tell whether the warps let the sound run at another pace than its own."""
    asked = {end_s, *(within.seconds(mark) for mark, _ in marks)}
    asked |= {tempo.at_s for tempo in within.line.tempos}
    return any(
        abs(_file_s(marks, within.local(t), warps, within) - file_s - (t - at_s)) > STRETCHED_S
        for t in asked
        if at_s <= t <= end_s
    )
