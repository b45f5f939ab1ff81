"""The tools that change nothing."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import Context

from tonmeister.app.mcp_server import asked
from tonmeister.app.mcp_server.working import on_thread
from tonmeister.flow.mcp import ears, looking
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.results import Compared, Listened, Sheet, Shelf, Songs, Tracks, Why

Ctx = Context[Any, Any]


class Reading:
    """Look and listen. Nothing is written, whatever is asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def list_songs(self, ctx: Ctx) -> Songs:
        """List the songs that may be worked on, how far each is, and if changes are allowed."""
        return await on_thread(ctx, lambda _: looking.songs(self.desk))

    async def tracks(self, ctx: Ctx, song: asked.Song = "") -> Tracks:
        """List the recordings: what each was taken for, how surely, what is wrong with it."""
        return await on_thread(ctx, lambda _: looking.tracks(self.desk, song))

    async def sheet(
        self, ctx: Ctx, song: asked.Song = "", strip: asked.StripName | None = None
    ) -> Sheet:
        """Read the recall sheet: every strip with its moves, settings, reasons and holds.

        Read it before changing anything: a change is refused if somebody else changed the sheet
        after it was read.
        """
        return await on_thread(ctx, lambda _: looking.sheet(self.desk, song, strip))

    async def why(
        self, ctx: Ctx, song: asked.Song = "", of: asked.StripName | asked.MoveId | None = None
    ) -> Why:
        """Tell why: the reasons of a strip, of one move by its id, or of the whole mix."""
        from tonmeister.app.mcp_server.reasons import why

        return await on_thread(ctx, lambda _: why(self.desk, song, of))

    async def listen(
        self,
        ctx: Ctx,
        song: asked.Song = "",
        what: asked.Heard = "mix",
        everything: asked.Everything = False,
    ) -> Listened:
        """Listen critically: what is wrong, where, how much, which track does it, what to do."""
        return await on_thread(
            ctx,
            lambda tell: ears.listen(self.desk, song, what, everything=everything, tell=tell),
            {"listen": 0.4, "check": 0.2, "try": 0.4},
        )

    async def compare(
        self,
        ctx: Ctx,
        song: asked.Song = "",
        one: asked.Sound = "mix before",
        other: asked.Sound = "mix",
    ) -> Compared:
        """Compare two renders or files at equal loudness: what differs, where, how plainly."""
        return await on_thread(
            ctx,
            lambda tell: ears.compare(self.desk, song, one, other, tell),
            {"open": 0.1, "listen": 0.5, "compare": 0.4},
        )

    async def effects(self, ctx: Ctx, name: str | None = None) -> Shelf:
        """List the effects, or one of them with its knobs, their ranges and what they do."""
        return await on_thread(ctx, lambda _: looking.shelf(name))
