"""The tools that change nothing."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import Context

from tonmeister.app.mcp_server import asked
from tonmeister.app.mcp_server.working import on_thread
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.results import Compared, Listened, Sheet, Shelf, Songs, Tracks, Why
from tonmeister.flow.tell import Teller

Ctx = Context[Any, Any]


class Reading:
    """Look and listen. Nothing is written, whatever is asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def list_songs(self, ctx: Ctx) -> Songs:
        """List the songs that may be worked on, how far each is, and if changes are allowed."""

        def work(_: Teller) -> Songs:
            from tonmeister.flow.mcp.looking import songs

            return songs(self.desk)

        return await on_thread(ctx, work)

    async def tracks(self, ctx: Ctx, song: asked.Song = "") -> Tracks:
        """List the recordings: what each was taken for, how surely, what is wrong with it."""

        def work(_: Teller) -> Tracks:
            from tonmeister.flow.mcp.looking import tracks

            return tracks(self.desk, song)

        return await on_thread(ctx, work)

    async def sheet(
        self, ctx: Ctx, song: asked.Song = "", strip: asked.StripName | None = None
    ) -> Sheet:
        """Read the recall sheet: every strip with its moves, settings, authors and holds.

        With a strip also the reasons and what was measured. Read it before changing anything: a
        change is refused if somebody else changed the sheet after it was read.
        """

        def work(_: Teller) -> Sheet:
            from tonmeister.flow.mcp.looking import sheet

            return sheet(self.desk, song, strip)

        return await on_thread(ctx, work)

    async def why(
        self, ctx: Ctx, song: asked.Song = "", of: asked.StripName | asked.MoveId | None = None
    ) -> Why:
        """Tell why: the reasons of a strip, of one move by its id, or of the whole mix."""

        def work(_: Teller) -> Why:
            from tonmeister.app.mcp_server.reasons import why

            return why(self.desk, song, of)

        return await on_thread(ctx, work)

    async def listen(
        self,
        ctx: Ctx,
        song: asked.Song = "",
        what: asked.Heard = "mix",
        everything: asked.Everything = False,
    ) -> Listened:
        """Listen critically: what is wrong, where, how much, which track does it, what to do."""

        def work(tell: Teller) -> Listened:
            from tonmeister.flow.mcp.ears import listen

            return listen(self.desk, song, what, everything=everything, tell=tell)

        return await on_thread(ctx, work, {"listen": 0.4, "check": 0.2, "try": 0.4})

    async def compare(
        self,
        ctx: Ctx,
        song: asked.Song = "",
        one: asked.Sound = "mix before",
        other: asked.Sound = "mix",
    ) -> Compared:
        """Compare two renders or files at equal loudness: what differs, where, how plainly."""

        def work(tell: Teller) -> Compared:
            from tonmeister.flow.mcp.ears import compare

            return compare(self.desk, song, one, other, tell)

        return await on_thread(ctx, work, {"open": 0.1, "listen": 0.5, "compare": 0.4})

    async def effects(self, ctx: Ctx, name: asked.EffectName | None = None) -> Shelf:
        """List the effects, or one of them with its knobs, their ranges and what they do."""

        def work(_: Teller) -> Shelf:
            from tonmeister.flow.mcp.looking import shelf

            return shelf(name)

        return await on_thread(ctx, work)
