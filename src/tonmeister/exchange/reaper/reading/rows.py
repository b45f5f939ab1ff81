"""The tracks of a REAPER project, each with where it stands among folders and what it receives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonmeister.exchange.reaper.chunks import Chunk, number, split

POST_FADER, PRE_FX, PRE_FADER = 0, 1, 3


@dataclass
class Receive:
    """A line ``AUXRECV`` with the envelopes behind it."""

    source: int
    mode: int
    words: list[str]
    volume_envelope: Chunk | None = None
    pan_envelope: Chunk | None = None

    @property
    def sounds(self) -> bool:
        """Say whether it carries sound: with -1 for its channels it only hands MIDI on."""
        return number(self.words, 7, 0.0) >= 0.0

    @property
    def muted(self) -> bool:
        """Say whether it is switched off."""
        return number(self.words, 4, 0.0) != 0.0

    @property
    def whole(self) -> bool:
        """Say whether it hands a channel on as it is."""
        return (
            self.mode == POST_FADER
            and not self.muted
            and number(self.words, 2, 1.0) == 1.0
            and number(self.words, 3, 0.0) == 0.0
            and self.volume_envelope is None
            and self.pan_envelope is None
        )


@dataclass
class Row:
    """A track as it stands in the project. ``parent`` is the folder it lies in (-1: none)."""

    chunk: Chunk
    key: str
    parent: int
    folder: bool
    hint: dict[str, list[str]] = field(default_factory=dict)
    receives: list[Receive] = field(default_factory=list)

    @property
    def to_parent(self) -> bool:
        """Say whether it feeds its folder, or the master."""
        return self.chunk.number("MAINSEND", 0, 1.0) != 0.0

    def told(self, key: str, default: str = "") -> str:
        """Return what we once noted of it."""
        return self.hint.get(key, [default])[0]


def read_rows(project: Chunk, hints: Mapping[str, list[tuple[str, str]]]) -> list[Row]:
    """Return all tracks."""
    rows: list[Row] = []
    open_folders: list[int] = []
    for chunk in project.chunks("TRACK"):
        key = (chunk.word("TRACKID") or (chunk.words or [""])[0]).strip("{}").upper()
        state, change = chunk.number("ISBUS", 0, 0.0), int(chunk.number("ISBUS", 1, 0.0))
        hint: dict[str, list[str]] = {}
        for name, value in hints.get(key, []):
            hint.setdefault(name, []).append(value)
        rows.append(
            Row(
                chunk=chunk,
                key=key,
                parent=open_folders[-1] if open_folders else -1,
                folder=state == 1.0,
                hint=hint,
                receives=_receives(chunk),
            )
        )
        if state == 1.0:
            open_folders.append(len(rows) - 1)
        elif change < 0:
            del open_folders[max(0, len(open_folders) + change) :]
    for row in rows:
        row.receives = [r for r in row.receives if 0 <= r.source < len(rows) and r.sounds]
    return rows


def _receives(chunk: Chunk) -> list[Receive]:
    """Return what a track receives, in order; envelopes stand behind their line."""
    found: list[Receive] = []
    for entry in chunk.body:
        if isinstance(entry, Chunk):
            if found and entry.name == "AUXVOLENV" and next(entry.lines("PT"), None):
                found[-1].volume_envelope = entry
            elif found and entry.name == "AUXPANENV" and next(entry.lines("PT"), None):
                found[-1].pan_envelope = entry
        elif entry.startswith("AUXRECV"):
            words = split(entry)[1:]
            source, mode = int(number(words, 0, -1)), int(number(words, 1, 0))
            found.append(Receive(source=source, mode=mode, words=words))
    return found


def names_of(rows: Sequence[Row], master: str) -> list[str]:
    """Return each track's name, with a number where it is taken."""
    taken, names = {master}, []
    for place, row in enumerate(rows):
        told = row.chunk.word("NAME") or f"Track {place + 1}"
        name, count = told, 2
        while name in taken:
            name, count = f"{told} {count}", count + 1
        taken.add(name)
        names.append(name)
    return names
