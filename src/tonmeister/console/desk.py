"""Setting the strips up: who plays what, from a print or anew, and how far ahead of the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock

from tonmeister.console.chain import Chain
from tonmeister.console.curves import Level, Pan
from tonmeister.console.ending import sounding_frames
from tonmeister.console.moves import PLAYED_AHEAD, RoutingError
from tonmeister.console.playing import Player, PrintInput, SumInput, Tap, TrackInput, trim_gain
from tonmeister.console.routing import Channel, Plan
from tonmeister.console.seams import PrintStore
from tonmeister.console.tape import Reader, Tape
from tonmeister.model import Layout
from tonmeister.signal import Source


@dataclass(frozen=True)
class Desk:
    """All strips at work, and the places where somebody listens in."""

    players: Mapping[str, Player]
    recalled: tuple[str, ...]
    printed: tuple[str, ...]

    def listen(self, strip: str, tap: Tap) -> Reader:
        """Put an ear to a strip."""
        return self.players[strip].taps.setdefault(tap, Tape()).reader()


def set_up(
    plan: Plan,
    sources: Mapping[str, Source],
    layouts: Mapping[str, Layout],
    *,
    keys: Mapping[str, str],
    prints: PrintStore | None,
    only: Collection[str] | None,
    inputs: Mapping[str, Source],
) -> Desk:
    """Build the strips. Those with a print in the store play it, the others make one.

    ``keys`` are the print keys by strip name; strips not in ``only`` stay silent. ``inputs`` is
    what strips play that were played ahead.
    """
    heard = {
        name: _source(channel, sources, only, plan, inputs)
        for name, channel in plan.channels.items()
    }
    ends = sounding_frames(plan, {name: source.frames for name, source in heard.items() if source})
    turns: dict[int, Lock] = {}
    recalled: list[str] = []
    printed: list[str] = []
    desk = Desk({}, (), ())
    players: dict[str, Player] = {}
    for name, channel in plan.channels.items():
        is_track = channel.strip.kind == "track"
        source = heard[name]
        player = Player(
            name=name,
            depth=channel.depth,
            input=SumInput(()),
            chain=None,
            fader=channel.moves.fader,
            pan=Pan(channel.moves.pan, is_track and layouts.get(channel.strip.track) == "mono"),
            is_track=is_track,
            taps={},
            ends=ends.get(name, 0) if is_track else None,
        )
        players[name] = player
        if is_track and source is None:
            continue
        has_print = is_track and bool(channel.moves.inserts) and prints is not None and name in keys
        kept = prints.open(keys[name]) if has_print and prints is not None else None
        if source is not None and kept is not None and kept.frames == player.ends:
            player.input = PrintInput(kept)
            recalled.append(name)
            continue
        _playable(channel)
        player.chain = Chain(channel.moves.inserts, plan.rate_hz)
        if source is not None:
            player.input = TrackInput(
                source,
                turns.setdefault(id(source), Lock()),
                trim_gain(channel.moves.trim_db, flip=channel.moves.flip),
                -channel.moves.shift_frames,
            )
        if has_print and prints is not None and player.ends is not None:
            player.writer = prints.create(keys[name], player.ends)
            printed.append(name)
    desk = Desk(players, tuple(recalled), tuple(printed))
    for name, channel in plan.channels.items():
        _wire(desk, players[name], channel, plan)
    _look_ahead(desk, plan)
    return desk


def _playable(channel: Channel) -> None:
    for insert in channel.moves.inserts:
        if insert.effect.name == PLAYED_AHEAD:
            raise RoutingError(
                f"{channel.name}: its plug-in was not played ahead, and the console has no host "
                "for it; bypass it here"
            )


def _source(
    channel: Channel,
    sources: Mapping[str, Source],
    only: Collection[str] | None,
    plan: Plan,
    inputs: Mapping[str, Source],
) -> Source | None:
    """Return what a strip plays by itself, or ``None`` if that is nothing."""
    is_track = channel.strip.kind == "track"
    if is_track and only is not None and channel.name not in only:
        return None
    source = inputs.get(channel.name, sources.get(channel.strip.track) if is_track else None)
    if source is not None and source.rate_hz != plan.rate_hz:
        raise RoutingError(
            f"{channel.name}: the track is at {source.rate_hz} Hz, the sheet at {plan.rate_hz} Hz; "
            "convert the track first"
        )
    return source


def _wire(desk: Desk, player: Player, channel: Channel, plan: Plan) -> None:
    """Connect a strip to all that it hears."""
    if channel.strip.kind != "track" and channel.name not in plan.ahead:
        parts = []
        for feed in channel.feeds:
            pre = feed.send is not None and feed.send.pre_fader
            reader = desk.listen(feed.strip, "panned" if pre else "out")
            parts.append((reader, feed.send.level if feed.send else Level()))
        moves = channel.moves
        player.input = SumInput(parts, trim_gain(moves.trim_db, flip=moves.flip))
    for stage, _ in player.chain.keys_ahead() if player.chain else ():
        stage.key = desk.listen(stage.key_name, "faded")


def _look_ahead(desk: Desk, plan: Plan) -> None:
    """Say for each strip how far ahead it must play for those who hear it."""
    for name in reversed(list(plan.channels)):
        player = desk.players[name]
        if player.chain is None:
            continue
        for feed in plan.channels[name].feeds:
            other = desk.players[feed.strip]
            other.ahead = max(other.ahead, player.ahead + player.chain.ahead)
        for stage, ahead in player.chain.keys_ahead():
            other = desk.players[stage.key_name]
            other.ahead = max(other.ahead, player.ahead + ahead)
