"""Who plays into whom: the console's wiring, checked before a note is played."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tonmeister.console.moves import Moves, RoutingError, Send, after_ahead, read_moves
from tonmeister.model import RecallSheet, Strip


@dataclass(frozen=True)
class Feed:
    """Something that plays into a strip: another's output, or a send of it."""

    strip: str
    send: Send | None = None


@dataclass(frozen=True)
class Channel:
    """One strip with its moves, what feeds it, and how far down the signal flow it stands."""

    strip: Strip
    moves: Moves
    feeds: tuple[Feed, ...]
    depth: int

    @property
    def name(self) -> str:
        """The strip's name."""
        return self.strip.name

    @property
    def hears(self) -> tuple[str, ...]:
        """All strips that must have played before this one can."""
        keys = tuple(insert.key for insert in self.moves.inserts if insert.key)
        return tuple(feed.strip for feed in self.feeds) + keys


@dataclass(frozen=True)
class Plan:
    """The whole console, sources first, the master last of those that lead to it."""

    channels: Mapping[str, Channel]
    master: str
    rate_hz: int
    ahead: frozenset[str] = frozenset()


def plan(sheet: RecallSheet, ahead: Collection[str] = ()) -> Plan:
    """Wire the console as the sheet says; raises ``RoutingError`` in one clear line.

    Strips ``ahead`` were played up to their last plug-in: nothing plays into them any more.
    """
    strips: dict[str, Strip] = {}
    for strip in sheet.strips:
        if strip.name in strips:
            raise RoutingError(f"two strips are called {strip.name!r}; give one another name")
        strips[strip.name] = strip
    masters = [strip.name for strip in sheet.strips if strip.kind == "master"]
    if len(masters) != 1:
        raise RoutingError(f"a console has one master, but the sheet has {len(masters)}")
    master = masters[0]
    moves = {strip.name: read_moves(strip, sheet.rate_hz) for strip in sheet.strips}
    moves |= {name: after_ahead(moves[name]) for name in ahead}
    feeds: dict[str, list[Feed]] = {name: [] for name in strips}
    for name, strip in strips.items():
        if strip.kind != "track" and moves[name].shift_frames:
            raise RoutingError(f"{name}: only a track can be shifted in time, not a {strip.kind}")
        if name != master:
            feeds[_output(strip, strips, master)].append(Feed(name))
        for send in moves[name].sends:
            feeds[_return(strip, send, strips)].append(Feed(name, send))
        for insert in moves[name].inserts:
            if insert.key and insert.key not in strips:
                raise RoutingError(
                    f"{name}, {insert.effect.name}: its key {insert.key!r} is no strip; "
                    f"there are {', '.join(strips)}"
                )
    for name in ahead:
        feeds[name].clear()
    hears = {
        name: [feed.strip for feed in feeds[name]]
        + [insert.key for insert in moves[name].inserts if insert.key]
        for name in strips
    }
    order = _in_order(hears)
    depth: dict[str, int] = {}
    channels: dict[str, Channel] = {}
    for name in order:
        depth[name] = 1 + max((depth[other] for other in hears[name]), default=-1)
        channels[name] = Channel(strips[name], moves[name], tuple(feeds[name]), depth[name])
    return Plan(channels, master, sheet.rate_hz, frozenset(ahead))


def _output(strip: Strip, strips: Mapping[str, Strip], master: str) -> str:
    """Return where a strip goes; ``master`` always means the master strip."""
    if strip.output == "master" and "master" not in strips:
        return master
    if strip.output not in strips:
        raise RoutingError(
            f"{strip.name}: its output {strip.output!r} is no strip; "
            f"there are {', '.join(s.name for s in strips.values() if s.kind in _SUMS)}"
        )
    if strips[strip.output].kind not in ("bus", "master"):
        raise RoutingError(f"{strip.name}: its output {strip.output!r} is neither bus nor master")
    return strip.output


_SUMS = ("bus", "master")


def _return(strip: Strip, send: Send, strips: Mapping[str, Strip]) -> str:
    if send.to not in strips or strips[send.to].kind != "return":
        there = ", ".join(s.name for s in strips.values() if s.kind == "return") or "none"
        raise RoutingError(f"{strip.name}: it sends to {send.to!r}, but the returns are: {there}")
    return send.to


def _in_order(hears: Mapping[str, list[str]]) -> list[str]:
    """Order the strips so that each comes after all it hears; a loop is an error that names it."""
    order: list[str] = []
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            loop = (*path[path.index(name) :], name)
            raise RoutingError("the routing runs in a circle: " + " <- ".join(loop))
        if name in done:
            return
        for other in hears[name]:
            visit(other, (*path, name))
        done.add(name)
        order.append(name)

    for name in hears:
        visit(name, ())
    return order
