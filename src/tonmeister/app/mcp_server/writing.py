"""The tools that change the sheet, or play it. There are none of them without ``--write``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
from mcp.server.mcpserver import Context

from tonmeister.app.mcp_server import asked
from tonmeister.app.mcp_server.working import on_thread
from tonmeister.flow.mcp.desk import Desk, Hand
from tonmeister.flow.mcp.results import Changed, Exports, Rendered
from tonmeister.flow.tell import Teller
from tonmeister.model import RecallSheet

Ctx = Context[Any, Any]
Make = Callable[[RecallSheet, Hand], RecallSheet]


class Writing:
    """Change the sheet: each change is signed, held, told in words, and can be given back."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.one_at_a_time = anyio.Lock()  # as at a console

    async def set_decision(
        self,
        ctx: Ctx,
        move: asked.MoveId,
        because: asked.Because,
        song: asked.Song = "",
        knob: asked.Knob | None = None,
        value: asked.Value | None = None,
        amount_percent: asked.Percent | None = None,
        bypass: asked.Bypass | None = None,
    ) -> Changed:
        """Set one knob of a move, its amount, or switch it off or on; it is held from then on.

        What a person set or holds is refused.
        """

        def make(sheet: RecallSheet, hand: Hand) -> RecallSheet:
            from tonmeister.flow.mcp.moves import with_setting

            return with_setting(
                sheet, move, hand, knob=knob, value=value, amount_percent=amount_percent,
                bypass=bypass,
            )  # fmt: skip

        return await self._change(ctx, song, because, make)

    async def add_decision(
        self,
        ctx: Ctx,
        strip: asked.StripName,
        effect: asked.EffectName,
        settings: asked.Settings,
        because: asked.Because,
        song: asked.Song = "",
        stage: asked.StageName | None = None,
        key: asked.Key = "",
        after: asked.Place | None = None,
    ) -> Changed:
        """Put a new move on a strip, last in its chain or after another move of it.

        `effects` names the effects and their knobs; `key` is the strip a side-chain listens to.
        """

        def make(sheet: RecallSheet, hand: Hand) -> RecallSheet:
            from tonmeister.flow.mcp.moves import with_new

            return with_new(
                sheet, strip, effect, settings, hand, stage=stage, key=key, after=after
            )[0]

        return await self._change(ctx, song, because, make)

    async def remove(
        self, ctx: Ctx, move: asked.MoveId, because: asked.Because, song: asked.Song = ""
    ) -> Changed:
        """Take a move out of the sound: it is switched off and stays in the sheet, so that it can
        come back (set_decision with bypass false).
        """

        def make(sheet: RecallSheet, hand: Hand) -> RecallSheet:
            from tonmeister.flow.mcp.moves import with_setting

            return with_setting(sheet, move, hand, bypass=True)

        return await self._change(ctx, song, because, make)

    async def hold(
        self, ctx: Ctx, move: asked.MoveId, because: asked.Because, song: asked.Song = ""
    ) -> Changed:
        """Hold a move as it is, whatever is decided later."""

        def make(sheet: RecallSheet, hand: Hand) -> RecallSheet:
            from tonmeister.flow.mcp.moves import with_hold

            return with_hold(sheet, move, hand, hold=True)

        return await self._change(ctx, song, because, make)

    async def release(
        self, ctx: Ctx, move: asked.MoveId, because: asked.Because, song: asked.Song = ""
    ) -> Changed:
        """Let a move go that the assistant held: `decide` may change it again."""

        def make(sheet: RecallSheet, hand: Hand) -> RecallSheet:
            from tonmeister.flow.mcp.moves import with_hold

            return with_hold(sheet, move, hand, hold=False)

        return await self._change(ctx, song, because, make, let_go=True)

    async def undo(self, ctx: Ctx, song: asked.Song = "") -> Changed:
        """Give the assistant's last change back: the sheet is what it was, to the letter.

        May be called again, change by change. Refused if somebody else changed the sheet since.
        """

        def work(_: Teller) -> Changed:
            from tonmeister.flow.mcp.signing import undo

            return undo(self.desk, self.desk.room(song))

        async with self.one_at_a_time:
            return await on_thread(ctx, work)

    async def decide(
        self,
        ctx: Ctx,
        because: asked.Because,
        song: asked.Song = "",
        amounts: asked.Amounts | None = None,
        genre: asked.Genre | None = None,
        reference: asked.Reference | None = None,
        loudness_lufs: asked.Loudness | None = None,
        ceiling_dbtp: asked.Ceiling | None = None,
        hold_strips: asked.StripNames | None = None,
        leave_alone: asked.LeaveAlone | None = None,
    ) -> Changed:
        """Listen to the recordings and decide anew, within constraints; what is held stays.

        `amounts` scales whole stages, `hold_strips` keeps all moves of strips, `leave_alone`
        names tracks or effects nothing is done with, `reference` is a record to come near in tone.
        """

        def work(tell: Teller) -> Changed:
            from tonmeister.flow.mcp.playing import Wanted, decide

            wanted = Wanted(
                amounts=amounts or {}, genre=genre, reference=reference,
                loudness_lufs=loudness_lufs, ceiling_dbtp=ceiling_dbtp,
                hold=hold_strips or (), leave_alone=leave_alone or (),
            )  # fmt: skip
            return decide(self.desk, song, wanted, because, tell)

        shares = {"ingest": 0.2, "listen": 0.6, "song": 0.1, "decide": 0.1}
        async with self.one_at_a_time:
            return await on_thread(ctx, work, shares)

    async def render(self, ctx: Ctx, song: asked.Song = "") -> Rendered:
        """Play the sheet as it stands to a mix and a master, measure them, and listen to them.

        The render before it is kept: `compare` tells what the change did.
        """

        def work(tell: Teller) -> Rendered:
            from tonmeister.flow.mcp.playing import render

            return render(self.desk, song, tell)

        shares = {"ingest": 0.05, "listen": 0.2, "song": 0.1, "render": 0.35, "check": 0.15,
                  "master": 0.15}  # fmt: skip
        async with self.one_at_a_time:
            return await on_thread(ctx, work, shares)

    async def export(
        self,
        ctx: Ctx,
        to: asked.Formats,
        song: asked.Song = "",
        printed: asked.Printed = False,
        prove: asked.Prove = True,
    ) -> Exports:
        """Write the mix as it stands as sessions for workstations, into the project's exports."""

        def work(tell: Teller) -> Exports:
            from tonmeister.flow.mcp.exports import export

            return export(self.desk, song, to, printed=printed, prove=prove, tell=tell)

        shares = {"ingest": 0.05, "listen": 0.2, "song": 0.1, "render": 0.35, "export": 0.3}
        async with self.one_at_a_time:
            return await on_thread(ctx, work, shares)

    async def _change(
        self, ctx: Ctx, song: str, because: str, make: Make, *, let_go: bool = False
    ) -> Changed:
        def work(_: Teller) -> Changed:
            from tonmeister.flow.mcp.signing import change

            return change(self.desk, self.desk.room(song), because, make, let_go=let_go)

        async with self.one_at_a_time:
            return await on_thread(ctx, work)
