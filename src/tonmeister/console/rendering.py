"""Play a recall sheet: tracks in, the mix, the stems and the master out.

The strips work like a bucket chain. In each round every strip plays one block, each a block
behind the strips it hears; so all can work at once, and memory does not grow with the song.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tonmeister.console.desk import Desk, set_up
from tonmeister.console.ending import Ending, longest_tail_frames
from tonmeister.console.fingerprint import fingerprints
from tonmeister.console.moves import RoutingError, read_moves
from tonmeister.console.playing import Player, Tap
from tonmeister.console.routing import Plan, plan
from tonmeister.console.seams import PrintStore, Sink
from tonmeister.console.tape import Reader
from tonmeister.model import Layout, RecallSheet
from tonmeister.signal import Source

BLOCK_FRAMES = 16384


class Cancelled(Exception):
    """The render was stopped from outside; no print was left half made."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a render gave: its length, and which strips were played anew or from their prints."""

    frames: int
    song_frames: int
    rate_hz: int
    printed: tuple[str, ...]
    recalled: tuple[str, ...]


def render(
    sheet: RecallSheet,
    sources: Mapping[str, Source],
    *,
    sinks: Mapping[str, Sink],
    prints: PrintStore | None = None,
    track_hashes: Mapping[str, str] | None = None,
    layouts: Mapping[str, Layout] | None = None,
    workers: int = 2,
    block_frames: int = BLOCK_FRAMES,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    only: Collection[str] | None = None,
    length_frames: int | None = None,
    inputs: Mapping[str, Source] | None = None,
    input_hashes: Mapping[str, str] | None = None,
) -> Rendered:
    """Play the sheet from the first frame to the end of its last echo.

    ``sources``, ``track_hashes`` and ``layouts`` go by track name; a source's frame 0 is the
    song's. A track without a source stays silent, and so does every track strip not in ``only``.
    ``sinks`` go by place: ``master``, ``mix`` (the master's input), a bus or return by its name,
    ``strip:NAME`` for any strip's output, ``inserts:NAME`` for what its inserts make of it, before
    fader and pan; all get the same number of frames. Stems (buses,
    returns and whatever else feeds the master) add up to ``mix``. The record is as long as
    the longest track and what is still heard above -90 dBFS after it, or ``length_frames``.
    ``inputs`` go by strip: such a strip plays this instead of its track or its sum, which stands
    for its trim and its inserts up to the last plug-in; ``input_hashes`` name them for prints.
    Raises ``RoutingError`` for a sheet that cannot be played and ``Cancelled``.
    """
    if block_frames < 1 or workers < 1:
        raise ValueError(f"block_frames is {block_frames}, workers {workers}; both start at 1")
    inputs, hashes = inputs or {}, input_hashes or {}
    wiring = plan(sheet, inputs)
    layouts = layouts or {}
    keys = fingerprints(wiring, track_hashes or {}, layouts, hashes) if prints is not None else {}
    keys = {n: key for n, key in keys.items() if _hears_all(wiring, n, only)}
    places = {place: _place(wiring, place) for place in sinks}
    desk = set_up(wiring, sources, layouts, keys=keys, prints=prints, only=only, inputs=inputs)
    song_frames = _song_frames(sheet, wiring, sources)
    limit = max([song_frames, *(source.frames for source in inputs.values())])
    limit += longest_tail_frames(wiring)
    if length_frames is not None:
        song_frames = limit = length_frames
    ending = Ending(song_frames, limit, wiring.rate_hz)
    ears = [(sinks[place], desk.listen(*spot)) for place, spot in places.items()]
    rounds = _Rounds(desk, wiring.master, block_frames, limit)
    try:
        with ThreadPoolExecutor(max(1, workers - 1)) as pool:
            while not (ending.is_over and rounds.are_printed):
                if cancel is not None and cancel():
                    raise Cancelled("the render was stopped; what was finished before is kept")
                rounds.play(pool if workers > 1 else None, workers)
                rounds.tell(ending)
                for sink, ear in ears:
                    _pour(ear, sink, ending.sure)
                rounds.forget()
                if progress is not None:
                    progress(min(1.0, rounds.heard / max(1, limit)))
    finally:
        for player in desk.players.values():
            if player.writer is not None:
                player.writer.discard()
    if progress is not None:
        progress(1.0)
    return Rendered(ending.sure, song_frames, wiring.rate_hz, desk.printed, desk.recalled)


class _Rounds:
    """Plays the strips block by block, each a round behind those it hears."""

    def __init__(self, desk: Desk, master: str, block_frames: int, limit: int) -> None:
        self.heard = 0
        self._block, self._limit, self._round = block_frames, limit, 0
        self._players = sorted(desk.players.values(), key=lambda player: player.depth)
        self._master = desk.players[master]
        self._ear = desk.listen(master, "out")

    @property
    def are_printed(self) -> bool:
        """Whether every print that was begun is whole."""
        return all(player.writer is None for player in self._players)

    def play(self, pool: ThreadPoolExecutor | None, workers: int) -> None:
        """Let every strip play one block; the last in the chain, often the slowest, go first."""
        todo = []
        for player in self._players:
            blocks = self._round - player.depth + 1
            if blocks > 0:
                todo.append((player, blocks * self._block + player.ahead))
        helpers = [pool.submit(_work_off, todo) for _ in range(workers - 1)] if pool else []
        try:
            _work_off(todo)
        finally:
            todo.clear()
            for helper in helpers:
                helper.result()
        self._round += 1

    def tell(self, ending: Ending) -> None:
        """Let the ending hear what the master has played since."""
        count = min(self._master.made, self._limit) - self.heard
        if count > 0:
            ending.hear(self._ear.take(count))
            self.heard += count

    def forget(self) -> None:
        """Drop what everyone has heard."""
        for player in self._players:
            for tape in player.taps.values():
                tape.forget()


def _work_off(todo: list[tuple[Player, int]]) -> None:
    """Take strips from the list, as long as there are any, and let them play."""
    while True:
        try:
            player, end = todo.pop()
        except IndexError:
            return
        player.play_to(end)


def _pour(ear: Reader, sink: Sink, end: int) -> None:
    """Give a sink what has become certain."""
    count = end - ear.at
    if count > 0:
        sink.write(ear.take(count))


def _hears_all(wiring: Plan, name: str, only: Collection[str] | None) -> bool:
    """Whether a strip hears all it would in the full mix, so that its print counts there too."""
    if only is None:
        return True
    heard = wiring.channels[name].hears
    silenced = any(wiring.channels[h].strip.kind == "track" and h not in only for h in heard)
    return not silenced and all(_hears_all(wiring, h, only) for h in heard)


def _place(wiring: Plan, place: str) -> tuple[str, Tap]:
    """Return the strip and the spot on it where a sink listens."""
    if place == "mix":
        return wiring.master, "in"
    if place == "master":
        return wiring.master, "out"
    tap: Tap = "inserts" if place.startswith("inserts:") else "out"
    name = place.removeprefix("strip:").removeprefix("inserts:")
    if name not in wiring.channels:
        raise RoutingError(
            f"nothing called {place!r} to listen to; there are mix, master, "
            + ", ".join(wiring.channels)
        )
    return name, tap


def _song_frames(sheet: RecallSheet, wiring: Plan, sources: Mapping[str, Source]) -> int:
    """Return the end of the song: of its longest track, or what the sheet says if longer."""
    ends = [round(sheet.length_s * sheet.rate_hz)]
    for name, channel in wiring.channels.items():
        if channel.strip.track in sources and channel.strip.kind == "track":
            source, moves = sources[channel.strip.track], channel.moves
            if name in wiring.ahead:  # its shift is played already
                moves = read_moves(channel.strip, wiring.rate_hz)
            ends.append(source.frames + max(0, moves.shift_frames))
    return max(ends)
