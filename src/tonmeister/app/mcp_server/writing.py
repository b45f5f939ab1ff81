"""The tools that change the sheet, or play it. There are none of them without ``--write``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
from mcp.server.mcpserver import Context

from tonmeister.app.mcp_server import asked
from tonmeister.app.mcp_server.working import on_thread
from tonmeister.flow.mcp import moves, playing
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.results import Changed, Rendered
from tonmeister.model import RecallSheet

Ctx = Context[Any, Any]


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
        bypass: bool | None = None,
    ) -> Changed:
        """Set one knob of a move, its amount, or switch it off or on; it is held from then on.

        What a person set or holds is refused.
        """
        return await self._change(
            ctx,
            song,
            because,
            lambda sheet, hand: moves.with_setting(
                sheet,
                move,
                hand,
                knob=knob,
                value=value,
                amount_percent=amount_percent,
                bypass=bypass,
            ),
        )

    async def add_decision(
        self,
        ctx: Ctx,
        strip: asked.StripName,
        effect: str,
        settings: asked.Settings,
        because: asked.Because,
        song: asked.Song = "",
        stage: asked.StageName | None = None,
        key: str = "",
        after: asked.MoveId | None = None,
    ) -> Changed:
        """Put a new move on a strip, last in its chain or after another move of it.

        `effects` names the effects and their knobs; `key` is the strip a side-chain listens to.
        """
        return await self._change(
            ctx,
            song,
            because,
            lambda sheet, hand: moves.with_new(
                sheet, strip, effect, settings, hand, stage=stage, key=key, after=after
            )[0],
        )

    async def remove(
        self, ctx: Ctx, move: asked.MoveId, because: asked.Because, song: asked.Song = ""
    ) -> Changed:
        """Take a move out of the sound: it is switched off and stays in the sheet, so that it can
        come back (set_decision with bypass false).
        """
        return await self._change(
            ctx,
            song,
            because,
            lambda sheet, hand: moves.with_setting(sheet, move, hand, bypass=True),
        )

    async def hold(
        self, ctx: Ctx, move: asked.MoveId, because: asked.Because, song: asked.Song = ""
    ) -> Changed:
        """Hold a move as it is, whatever is decided later."""
        return await self._change(
            ctx, song, because, lambda sheet, hand: moves.with_hold(sheet, move, hand, hold=True)
        )

    async def release(
        self, ctx: Ctx, move: asked.MoveId, because: asked.Because, song: asked.Song = ""
    ) -> Changed:
        """Let a move go that the assistant held: `decide` may change it again."""
        return await self._change(
            ctx, song, because, lambda sheet, hand: moves.with_hold(sheet, move, hand, hold=False)
        )

    async def undo(self, ctx: Ctx, song: asked.Song = "") -> Changed:
        """Give the assistant's last change back: the sheet is what it was, to the letter.

        May be called again, change by change. Refused if somebody else changed the sheet since.
        """
        async with self.one_at_a_time:
            return await on_thread(ctx, lambda _: self.desk.undo(self.desk.room(song)))

    async def decide(
        self,
        ctx: Ctx,
        because: asked.Because,
        song: asked.Song = "",
        amounts: asked.Amounts | None = None,
        genre: str | None = None,
        reference: asked.Sound | None = None,
        loudness_lufs: asked.Loudness | None = None,
        ceiling_dbtp: asked.Ceiling | None = None,
        hold_strips: list[asked.StripName] | None = None,
        leave_alone: list[str] | None = None,
    ) -> Changed:
        """Listen to the recordings and decide anew, within constraints; what is held stays.

        `amounts` scales whole stages, `hold_strips` keeps all moves of strips, `leave_alone`
        names tracks or effects nothing is done with, `reference` is a record to come near in tone.
        """
        wanted = playing.Wanted(
            amounts=amounts or {},
            genre=genre,
            reference=reference,
            loudness_lufs=loudness_lufs,
            ceiling_dbtp=ceiling_dbtp,
            hold=hold_strips or (),
            leave_alone=leave_alone or (),
        )
        async with self.one_at_a_time:
            return await on_thread(
                ctx,
                lambda tell: playing.decide(self.desk, song, wanted, because, tell),
                playing.STAGES_OF_DECIDE,
            )

    async def render(self, ctx: Ctx, song: asked.Song = "") -> Rendered:
        """Play the sheet as it stands to a mix and a master, measure them, and listen to them.

        The render before it is kept: `compare` tells what the change did.
        """
        async with self.one_at_a_time:
            return await on_thread(
                ctx,
                lambda tell: playing.render(self.desk, song, tell),
                playing.STAGES_OF_RENDER,
            )

    async def _change(
        self,
        ctx: Ctx,
        song: str,
        because: str,
        make: Callable[[RecallSheet, moves.Hand], RecallSheet],
    ) -> Changed:
        async with self.one_at_a_time:
            return await on_thread(
                ctx, lambda _: self.desk.change(self.desk.room(song), because, make)
            )
