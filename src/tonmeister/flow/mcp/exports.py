"""Taking a song's mix out, for an assistant: sessions of workstations, inside the project."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tonmeister.flow.exporting.work import ExportWish, export_song
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.looking import relative
from tonmeister.flow.mcp.results import ExportRow, Exports
from tonmeister.flow.mcp.signing import check_new, sheet_in
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish


def export(
    desk: Desk, song: str, to: Sequence[str], *, printed: bool, prove: bool, tell: Teller
) -> Exports:
    """Write the mix as it stands into the project's folder ``exports``, a folder a format.

    Raises ``BadWish`` if that folder is a link that leads out of the project.
    """
    room = desk.room(song)
    desk.hand("the mix goes out as it stands")
    check_new(sheet_in(room))
    wish = ExportWish(
        song=room.project.song_folder, project=room.project.folder,
        to=tuple(dict.fromkeys(to)), live=not printed, prove=prove,
    )  # fmt: skip
    home = room.project.folder
    for name in ("", *wish.to):
        if (home / "exports" / name).resolve() != home / "exports" / name:
            raise BadWish(f"exports/{name} of {room.name} is a link: nothing is written there")
    done = export_song(wish, tell)
    rows = [
        ExportRow(
            format=e.format, main=relative(room, e.main), note=relative(room, e.note),
            files_count=len(e.files), proof=list(e.proof.words),
            figures=json.loads(json.dumps(e.proof.figures, default=str)),
        )
        for e in done
    ]  # fmt: skip
    told = "; ".join(f"{r.format}: {r.main}. {' '.join(r.proof)}" for r in rows)
    return Exports(said=f"{room.name} goes out. {told}", song=room.name, exports=rows)
