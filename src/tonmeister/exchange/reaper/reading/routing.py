"""What feeds what: REAPER's folders and receives as our buses, returns and sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.reaper.reading.rows import Receive, Row
from tonmeister.model.daw import DawKind

MASTER, NOWHERE = -1, -2
_KINDS: dict[str, DawKind] = {"track": "track", "return": "return", "bus": "bus"}


@dataclass(frozen=True)
class Routes:
    """For each track: where its sound goes, which sends it has, what kind of channel it is."""

    outputs: list[int]
    sends: list[list[tuple[int, Receive]]]
    kinds: list[DawKind]


def routed(rows: Sequence[Row], has_sound: Sequence[bool], remarks: Remarks) -> Routes:
    """Return the routing; what would make a circle is left out and said."""
    outputs = [row.parent if row.to_parent else NOWHERE for row in rows]
    taken: set[int] = set()
    for source, row in enumerate(rows):
        if row.to_parent:
            continue
        whole = [
            (dest, receive)
            for dest, other in enumerate(rows)
            for receive in other.receives
            if receive.source == source and receive.whole
        ]
        whole.sort(key=lambda pair: rows[pair[0]].told("kind") != "bus")
        if whole:
            outputs[source] = whole[0][0]
            taken.add(id(whole[0][1]))
    sends: list[list[tuple[int, Receive]]] = [[] for _ in rows]
    feeds = {n: {outputs[n]} - {MASTER, NOWHERE} for n in range(len(rows))}
    for n in range(len(rows)):
        if outputs[n] >= 0 and _reaches(feeds, outputs[n], n):
            remarks.say(f"{_name(rows[n])}: it feeds itself in a circle, so it goes to the master")
            outputs[n] = MASTER
            feeds[n] = set()
    for dest, row in enumerate(rows):
        for receive in row.receives:
            if id(receive) in taken:
                continue
            if _reaches(feeds, dest, receive.source):
                who = _name(rows[receive.source])
                remarks.say(f"{who}: its send to {_name(row)} makes a circle and was left out")
                continue
            sends[receive.source].append((dest, receive))
            feeds[receive.source].add(dest)
    kinds = [_kind(n, rows, outputs, has_sound) for n in range(len(rows))]
    return Routes(outputs=outputs, sends=sends, kinds=kinds)


def _kind(
    place: int, rows: Sequence[Row], outputs: Sequence[int], has_sound: Sequence[bool]
) -> DawKind:
    """Say what a track is: a bus is what whole channels go into, a return what only has sends."""
    row = rows[place]
    fed = place in outputs
    if has_sound[place] and not (fed or row.receives):
        return "track"
    told = _KINDS.get(row.told("kind"))
    if told is not None and told != "track":
        return told
    if fed or row.folder:
        return "bus"
    return "return" if row.receives else "track"


def _reaches(feeds: dict[int, set[int]], start: int, goal: int) -> bool:
    """Say whether sound that enters at ``start`` comes to ``goal``."""
    seen, todo = set(), [start]
    while todo:
        place = todo.pop()
        if place == goal:
            return True
        if place not in seen:
            seen.add(place)
            todo.extend(feeds[place])
    return False


def _name(row: Row) -> str:
    return row.chunk.word("NAME") or "A track"
