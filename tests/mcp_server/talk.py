"""Talking to the server as a client does: through the SDK's own client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import Client
from mcp.server.mcpserver import MCPServer

from tonmeister.app.mcp_server.server import server
from tonmeister.flow.mcp.desk import Desk
from tonmeister.model import Decision
from tonmeister.studio import read_sheet

T = TypeVar("T")
FADER = "04 Lead Vox/balance/fader"
BECAUSE = "the voice is too quiet in the verse"


@dataclass
class Talk:
    """A desk, and a client at it. ``progress`` is what the client was told of long work."""

    desk: Desk
    server: MCPServer[Any]
    progress: list[float] = field(default_factory=list)

    def with_client(self, talk: Callable[[Client], Awaitable[T]]) -> T:
        """Talk for a while."""

        async def session() -> T:
            async with Client(self.server) as client:
                return await talk(client)

        return anyio.run(session)

    def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool that works; returns its structured result."""
        wrong, words, told = self._call(tool, arguments)
        assert not wrong, words
        assert told["said"]
        return told

    def refused(self, tool: str, **arguments: Any) -> str:
        """Call a tool that refuses; returns its one line."""
        wrong, words, _ = self._call(tool, arguments)
        assert wrong, words
        assert "\n" not in words
        assert "Traceback" not in words
        return words

    def _call(self, tool: str, arguments: dict[str, Any]) -> tuple[bool, str, dict[str, Any]]:
        async def heard(done: float, _total: float | None, _words: str | None) -> None:
            self.progress.append(done)

        async def call(client: Client) -> tuple[bool, str, dict[str, Any]]:
            result = await client.call_tool(tool, arguments, progress_callback=heard)
            words = "".join(getattr(part, "text", "") for part in result.content)
            return bool(result.is_error), words, dict(result.structured_content or {})

        return self.with_client(call)


def talk_to(*roots: Path, may_write: bool = False, author: str = "Ida") -> Talk:
    """Return a client at a desk for these folders."""
    desk = Desk(roots, author, may_write=may_write)
    return Talk(desk, server(desk))


def recall(song: Path) -> Path:
    """Return where a song's sheet lies."""
    return song / "tonmeister" / "recall.toml"


def chain(song: Path, strip: str) -> tuple[Decision, ...]:
    """Return the moves on a strip of a song's sheet."""
    (found,) = [s for s in read_sheet(recall(song)).strips if s.name == strip]
    return found.decisions


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
