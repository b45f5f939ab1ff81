"""The server: its tools, and each song's sheet, findings and reasons to read."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError
from mcp.server.mcpserver.resources import FunctionResource
from mcp_types import ToolAnnotations

from tonmeister import __version__
from tonmeister.app.mcp_server.plain import Plain
from tonmeister.app.mcp_server.reading import Reading
from tonmeister.app.mcp_server.working import AT_WORK, one_line
from tonmeister.app.mcp_server.writing import Writing
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.rooms import Room, rooms
from tonmeister.flow.mcp.versions import text_of

LEAVE_S = 30.0
INSTRUCTIONS = """\
Tonmeister mixes and masters songs and writes every move into a recall sheet with its reason.
Begin with list_songs, read the sheet, listen to the mix. Numbers carry the unit their name ends in.
Change little at a time, render, compare mix before with mix, and undo what did not help.
What a person set or holds is theirs: it is refused, ask them.
"""


def server(desk: Desk) -> MCPServer[Any]:
    """Return the server; only a desk that may write has tools that change something."""
    made: MCPServer[Any] = Plain(
        "tonmeister", title="Tonmeister", version=__version__, instructions=INSTRUCTIONS,
        log_level="WARNING",
    )  # fmt: skip
    look = Reading(desk)
    for read in (
        look.list_songs, look.tracks, look.sheet, look.why, look.listen, look.compare, look.effects,
    ):  # fmt: skip
        made.add_tool(read, description=_words(read), annotations=_hints(read, reads=True))
    if desk.may_write:
        work = Writing(desk)
        for write in (
            work.set_decision, work.add_decision, work.remove, work.hold, work.release, work.undo,
            work.decide, work.render, work.export,
        ):  # fmt: skip
            made.add_tool(write, description=_words(write), annotations=_hints(write, reads=False))
    for room in rooms(desk.roots):
        _add_texts(made, desk, room)
    return made


async def serve(desk: Desk, stopped: Callable[[], bool]) -> None:
    """Speak over standard input and output until the client goes, or Ctrl-C."""
    async with anyio.create_task_group() as tasks:

        async def speak() -> None:
            await server(desk).run_stdio_async()
            tasks.cancel_scope.cancel()

        tasks.start_soon(speak)
        while not stopped():
            await anyio.sleep(0.2)
        await _leave()


async def _leave() -> None:
    """End as Ctrl-C ends a program, when work has stopped in good order.

    Nothing else ends it: a thread waits for the client's next line.
    """
    for stop in tuple(AT_WORK):
        stop.set()
    with anyio.move_on_after(LEAVE_S):
        while AT_WORK:
            await anyio.sleep(0.05)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.raise_signal(signal.SIGINT)


def _add_texts(made: MCPServer[Any], desk: Desk, room: Room) -> None:
    def findings() -> str:
        path = desk.room(room.name).project.findings_file
        return path.read_text("utf-8") if path.is_file() else ""

    def reasons() -> str:
        from tonmeister.app.mcp_server.reasons import why

        told = why(desk, room.name, None).reasons
        return "\n".join(f"{name}\n" + "".join(f"- {line}\n" for line in lines)
                         for name, lines in told.items())  # fmt: skip

    texts: tuple[tuple[str, str, str, Callable[[], str]], ...] = (
        ("sheet", "application/toml", "every move of the mix, as recall.toml stands",
         lambda: text_of(desk.room(room.name))),
        ("findings", "application/jsonl", "what was heard in the recordings, one a line", findings),
        ("reasons", "text/plain", "every decision of the song with its reason", reasons),
    )  # fmt: skip
    for name, kind, words, read in texts:
        made.add_resource(
            FunctionResource(
                uri=f"tonmeister://{quote(room.name, safe='')}/{name}",
                name=f"{room.name}: {name}",
                description=words,
                mime_type=kind,
                fn=_in_one_line(read),
            )
        )


def _in_one_line(read: Callable[[], str]) -> Callable[[], str]:
    def text() -> str:
        try:
            return read()
        except Exception as error:
            raise ResourceError(one_line(error)) from error

    return text


def _words(tool: Callable[..., Any]) -> str:
    return " ".join((tool.__doc__ or "").split())


def _hints(tool: Callable[..., Any], *, reads: bool) -> ToolAnnotations:
    undoes = tool.__name__ not in ("decide", "render")
    return ToolAnnotations(
        title=tool.__name__.replace("_", " "),
        read_only_hint=reads,
        destructive_hint=False,
        idempotent_hint=reads or not undoes,
        open_world_hint=False,
    )
