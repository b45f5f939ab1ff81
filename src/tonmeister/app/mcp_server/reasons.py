"""Why something was done, for an assistant."""

from __future__ import annotations

from tonmeister.app.why import reasons
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.moves import strip_of
from tonmeister.flow.mcp.results import Why
from tonmeister.flow.mcp.signing import sheet_in
from tonmeister.flow.wishes import BadWish


def why(desk: Desk, song: str, of: str | None) -> Why:
    """Tell the reasons of a strip, a move, or the whole mix; raises ``BadWish``."""
    room = desk.room(song)
    known = reasons(room.project)
    if of is None:
        told = {name: lines for name, lines in known.items() if lines}
        count = sum(map(len, told.values()))
        return Why(said=f"{count} reasons on {len(told)} strips.", song=room.name, reasons=told)
    low = of.casefold()
    for name, lines in known.items():
        one = [line for line in lines if line.casefold().startswith((f"{low}:", f"{low},"))]
        if one and "/" in of:
            return Why(said=" ".join(one), song=room.name, reasons={name: one})
    if "/" in of:
        raise BadWish(f"there is no move {of!r}; `sheet` names all of them")
    folded = {name.casefold(): name for name in known}
    name = folded.get(low) or strip_of(sheet_in(room), of).name
    lines = known.get(name) or ["Nothing was done here."]
    return Why(said=" ".join(lines), song=room.name, reasons={name: lines})
