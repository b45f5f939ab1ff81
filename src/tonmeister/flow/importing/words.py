"""What is written beside an imported mix: markers, metadata, notes for the person."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tonmeister.flow.importing.devices import FOREIGN, NotCarried
from tonmeister.model import DawMarker, DawSession

NAMED = 3


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A device of a track that is not carried."""

    track: str
    device: NotCarried


def markers_text(session: DawSession) -> str:
    """Return the markers as a table of names and seconds; an end where a marker is a stretch."""
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(("start_s", "end_s", "name"))
    for marker in sorted(session.markers, key=lambda m: m.at_frames):
        end = f"{marker.end_frames / session.rate_hz:.6f}" if _is_stretch(marker) else ""
        name = " ".join(marker.name.split())
        table.writerow((f"{marker.at_frames / session.rate_hz:.6f}", end, name))
    return out.getvalue()


def sheet_notes(
    session: DawSession, told: str, left: Sequence[LeftOut], missing: Sequence[str]
) -> tuple[str, ...]:
    """Return the sentences that go into the sheet, and are told."""
    return tuple(_notes(session, told, left, missing))


def listed(names: Sequence[str]) -> str:
    """Say the first names of many."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _notes(
    session: DawSession, told: str, left: Sequence[LeftOut], missing: Sequence[str]
) -> Iterator[str]:
    yield f"Brought in from {told}: its moves are held."
    if missing:
        count = len(missing)
        yield f"{count} sound file{_s(count)} missing or no sound, silent here: {listed(missing)}."
    foreign = [one for one in left if one.device.why.startswith(FOREIGN)]
    if foreign:
        names = Counter(f"{one.device.name} on {one.track}" for one in foreign)
        rows = [f"{n} ({c} times)" if c > 1 else n for n, c in names.items()]
        verb = "are" if len(foreign) > 1 else "is"
        count = len(foreign)
        yield f"{count} plug-in{_s(count)} {verb} not carried: {'; '.join(rows)}."
    for one in left:
        if one not in foreign:
            yield f"{one.device.name} on {one.track} is not carried: {one.device.why}."
    players = [t.name for t in session.tracks if t.notes]
    if players:
        yield f"Notes are kept as MIDI files, not played: {listed(players)}."
    if len(session.tempos) > 1:
        low = min(t.quarter_bpm for t in session.tempos)
        high = max(t.quarter_bpm for t in session.tempos)
        yield (
            f"The tempo moves between {low:.1f} and {high:.1f} BPM: the map is in midi, the sheet "
            "has the one that holds longest."
        )
    if session.about:
        rows = [f"{key} {' '.join(value.split())}" for key, value in sorted(session.about.items())]
        yield f"The session says of itself: {'; '.join(rows)}. Give it to `tonmeister deliver`."
    yield from session.notes


def _s(count: int) -> str:
    return "s" if count != 1 else ""


def _is_stretch(marker: DawMarker) -> bool:
    return marker.end_frames > marker.at_frames
