"""``tonmeister mcp``: let an assistant drive the console, over standard input and output."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "let an assistant look, listen and (--write) change the sheet, as an MCP server"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("songs", type=Path, nargs="+", metavar="SONG_or_FOLDER",
                     help="songs, or folders of songs; nothing else is opened")  # fmt: skip
    sub.add_argument("--write", action="store_true",
                     help="allow changes of the recall sheet, and renders")  # fmt: skip
    sub.add_argument("--author", default="assistant", metavar="NAME",
                     help="who changes are signed with in the sheet (assistant)")  # fmt: skip


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Serve until the client goes."""
    from tonmeister.flow.mcp.desk import Desk, author_named
    from tonmeister.flow.mcp.rooms import rooms
    from tonmeister.flow.wishes import BadWish

    try:
        import anyio
        from mcp.server.mcpserver import MCPServer  # noqa: F401 - is it there, and new enough?
    except ImportError:
        raise BadWish("this needs the MCP SDK 2.3: pip install 'tonmeister[mcp]'") from None
    from tonmeister.app.mcp_server.server import serve

    desk = Desk(asked.songs, author_named(asked.author), may_write=asked.write)
    rooms(desk.roots)
    anyio.run(serve, desk, tell.cancelled)
    return None
