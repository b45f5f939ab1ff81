"""What the mix would be without one move: rendered, not reckoned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tonmeister.flow.hearing import Hearing
from tonmeister.flow.rendering import play_to, strip_in_mix
from tonmeister.flow.tell import Teller
from tonmeister.listening.heard import Heard
from tonmeister.model import RecallSheet, Strip
from tonmeister.signal import Samples
from tonmeister.studio import Project


class _Nowhere:
    def write(self, block: Samples) -> None:
        """Let it go: the print is what counts."""


def leave_out(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    after: Heard,
    tell: Teller,
    workers: int,
) -> Callable[[str, str], Heard]:
    """Return a function that renders a strip without one of its moves and hears it in the mix.

    Only tracks are rendered; for buses and returns the mix as it is comes back.
    """

    def without(strip_name: str, move_id: str) -> Heard:
        strip = sheet.strip(strip_name)
        if strip.kind != "track":
            return after
        moves = tuple(replace(m, bypass=True) if m.id == move_id else m for m in strip.decisions)
        tried = _alone(sheet, replace(strip, decisions=moves))
        names = {s.name for s in tried.strips if s.kind == "track"}
        play_to(
            project, hearing, tried, {"mix": _Nowhere()}, tell, workers,
            only=names, length_frames=round(sheet.length_s * sheet.rate_hz),
        )  # fmt: skip
        heard = strip_in_mix(project, hearing, tried, strip_name)
        return replace(after, strips={**after.strips, strip_name: heard})

    return without


def _alone(sheet: RecallSheet, strip: Strip) -> RecallSheet:
    """Return the sheet with only a strip and those it listens to, without sends and buses.

    Where it listens to a bus or a return, the whole console stays.
    """
    keys = {m.key for m in strip.decisions if m.key and not m.bypass}
    heard = [s for s in sheet.strips if s.name in keys]
    if any(s.kind != "track" or any(m.key for m in s.decisions) for s in heard):
        strips = tuple(strip if s.name == strip.name else s for s in sheet.strips)
        return replace(sheet, strips=strips)
    master = sheet.master
    tracks = [
        replace(
            s,
            decisions=tuple(m for m in s.decisions if m.effect != "send"),
            output=master.name,
        )
        for s in (strip, *(h for h in heard if h.name != strip.name))
    ]
    return replace(sheet, strips=(*tracks, master))
