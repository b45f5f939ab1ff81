"""Work on a thread of its own: it tells how far it is, can be stopped, and errs in one line."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from tonmeister.flow.tell import Event, Teller

T = TypeVar("T")
_EVERY_S = 0.2
AT_WORK: set[threading.Event] = set()
"""What stops each piece of work that is going on."""


@dataclass
class Progress:
    """Listens to work and knows how far it is: 0 to 100, never less than it said before."""

    stages: Mapping[str, float]
    words: str = ""
    percent: float = 0.0
    _done: dict[str, float] = field(default_factory=dict)

    def __call__(self, event: Event) -> None:
        """Take an event of a teller; may be called by any thread."""
        kind, stage = event["event"], str(event.get("stage", ""))
        if kind == "stage":
            self.words = str(event["words"])
        elif kind == "progress":
            self.words = str(event["words"])
            self._reach(stage, float(event["percent"]) / 100.0)
        elif kind == "stage_done":
            self._reach(stage, 1.0)

    def _reach(self, stage: str, part: float) -> None:
        if stage in self.stages:
            self._done[stage] = max(part, self._done.get(stage, 0.0))
        done = sum(self.stages[name] * part for name, part in dict(self._done).items())
        self.percent = max(self.percent, 100.0 * done / sum(self.stages.values()))


async def on_thread(
    ctx: Context[Any, Any], work: Callable[[Teller], T], stages: Mapping[str, float] | None = None
) -> T:
    """Do a piece of work; raises ``ToolError`` with one clear line.

    When the client takes the call back, the work is told to stop, and is waited for.
    """
    stop = threading.Event()
    progress = Progress(stages or {"": 1.0})
    tell = Teller(listener=progress, stop=stop)

    def run() -> T | ToolError:
        AT_WORK.add(stop)
        try:
            return work(tell)
        except Exception as error:
            return ToolError(one_line(error))
        finally:
            AT_WORK.discard(stop)

    async def watch() -> None:
        told = -1.0
        try:
            while True:
                await anyio.sleep(_EVERY_S)
                if progress.percent > told and progress.words:
                    told = progress.percent
                    await ctx.report_progress(round(told, 1), 100.0, progress.words)
        finally:
            stop.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        done = await anyio.to_thread.run_sync(run)
        tasks.cancel_scope.cancel()
    if isinstance(done, ToolError):
        raise done
    return done


def one_line(error: Exception) -> str:
    """Say what went wrong, in one line; what is our own mistake is also told in full, aside."""
    from tonmeister import console, knowledge, listening, studio
    from tonmeister.effects import OutOfRange
    from tonmeister.exchange.encode import CannotEncode
    from tonmeister.flow.tell import Cancelled
    from tonmeister.flow.wishes import BadWish

    if isinstance(error, (Cancelled, console.Cancelled)):
        return "stopped; nothing is lost"
    known = (
        BadWish, CannotEncode, OutOfRange, console.RoutingError, knowledge.UnknownGenre,
        listening.UnknownCheck, studio.Busy, studio.NoProject, studio.NothingToMix,
        studio.SessionError, studio.SheetError, studio.Unusable,
    )  # fmt: skip
    if isinstance(error, known):
        return "; ".join(" ".join(line.split()) for line in str(error).splitlines())
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename is not None else ""
        return f"{where}{(error.strerror or str(error)).lower()}"
    traceback.print_exception(error)
    return f"an error inside tonmeister: {' '.join(repr(error).split())}; please report it"
