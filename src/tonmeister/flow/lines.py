"""A test recording looked through: every line, every pair, what bleeds where, what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.lines_checked import Checked
from tonmeister.flow.lines_words import say_all
from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Event, Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.listening import features_of, listen, song_map
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.finished import ANY
from tonmeister.listening.heard import Heard
from tonmeister.listening.lines import (
    FAR,
    Line,
    bleed_between,
    level_of,
    moments_of,
    pairs_of,
    pictures,
    same_signals,
    strange_names,
)
from tonmeister.model import Finding, Session, Track
from tonmeister.signal import Samples, Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import Project, open_source

SURE_NAME = 0.6
ASKED = (
    "recording/clipped", "recording/hum", "recording/noise", "recording/dc", "recording/dropouts",
)  # fmt: skip
"""Checks of the house that are asked of every line as they are."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a stereo line, as a line of its own."""

    both: Source
    side: int

    @property
    def rate_hz(self) -> int:
        return self.both.rate_hz

    @property
    def frames(self) -> int:
        return self.both.frames

    def read(self, start: int, count: int) -> Samples:
        out = self.both.read(start, count)
        out[1 - self.side] = out[self.side]
        return out


def check_lines(folder: Path, tell: Teller, *, view: str | None = None) -> Checked:
    """Hear a folder with one file a line. Nothing is written beside the recordings."""
    if folder.is_file():
        raise BadWish(f"{folder} is a file: give the folder with one file for each line")
    if not folder.is_dir():
        raise BadWish(f"{folder} is not there: give the folder with one file for each line")
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as hidden:
        project = Project.open(folder, out=Path(hidden))
        session, tracks = take_stock(project, Wishes(song=folder, out=Path(hidden)), tell)
        with tell.stage("lines", "Comparing the lines"):
            lines = _paired(
                one
                for track in session.tracks
                for one in _lines(track, session, project, tracks[track.name])
            )
            return _heard(session, lines, view)


def _lines(
    track: Track, session: Session, project: Project, features: TrackFeatures
) -> Iterator[Line]:
    """Return a track as one line, or as two: split files, and pairs that stand far off."""
    sound = open_source(track, session, project)
    named = track.role_from == "person" or (
        track.role_from == "name" and track.confidence >= SURE_NAME
    )
    if track.layout != "split" and not (track.layout == "stereo" and track.role in FAR):
        yield Line(
            name=track.name, role=track.role, named=named, sound=sound, features=features
        )  # fmt: skip
        return
    for number, side in enumerate("LR"):
        half = _Side(sound, number)
        yield Line(
            name=f"{track.name} {side}", role=track.role, named=named, sound=half,
            features=features_of(half), pair=track.name, side=side,
        )  # fmt: skip


def _paired(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Bring far lines together that are called alike but for L and R ("05 OH L", "06 OH R")."""
    found = list(lines)
    keys: dict[tuple[str, ...], dict[str, int]] = {}
    for number, line in enumerate(found):
        words = [w for w in line.source_words if not w.isdigit()]
        side = {"l": "L", "left": "L", "r": "R", "right": "R"}.get(words[-1] if words else "", "")
        if line.far and not line.pair and side:
            keys.setdefault((line.role, *words[:-1]), {})[side] = number
    for key, sides in keys.items():
        if set(sides) == {"L", "R"}:
            for side, number in sides.items():
                pair = " ".join(key[1:]).upper() or key[0]
                found[number] = replace(found[number], pair=pair, side=side)
    return tuple(found)


def _heard(session: Session, lines: tuple[Line, ...], view: str | None) -> Checked:
    moments = moments_of(lines)
    checked = Checked(
        name=session.song,
        length_s=session.length_s,
        lines=lines,
        levels=tuple(level_of(line) for line in lines),
        pairs=tuple(pairs_of(lines, moments)),
        bleeds=tuple(bleed_between(moments)),
        sames=tuple(same_signals(lines)),
        stranges=tuple(strange_names(lines)),
        pictures=tuple(pictures(moments)),
        findings=_faults(session, lines),
        problems=session.problems,
    )
    return replace(checked, said=tuple(say_all(checked, view)))


def _faults(session: Session, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    """Ask the house's own checks for recordings."""
    strips = {line.name: line.features for line in lines}
    roles = {line.name: line.role for line in lines}
    together = Sum([line.sound for line in lines], [1.0] * len(lines))
    heard = Heard(
        session=session,
        genre=ANY,
        song=song_map(strips, roles, session.length_s),
        strips=strips,
        roles=roles,
        mix=features_of(together, light=True),
    )
    return listen(heard, only=ASKED)


def told(checked: Checked) -> Event:
    """Return all of it as plain data."""
    return {
        "event": "done",
        "name": checked.name,
        "length_s": round(checked.length_s, 2),
        "lines": [
            {
                "name": line.name, "role": line.role, "state": level.state,
                "peak_dbfs": round(level.peak_dbfs, 1), "headroom_db": round(level.headroom_db, 1),
                "playing_dbfs": round(level.playing_dbfs, 1),
                "floor_dbfs": round(level.floor_dbfs, 1),
                "hum_hz": level.hum_hz,
                "hum_dbfs": None if level.hum_dbfs is None else round(level.hum_dbfs, 1),
                "clipped_count": level.clipped_count,
            }
            for line, level in zip(checked.lines, checked.levels, strict=True)
        ],
        "pairs": [
            {
                "first": p.first, "second": p.second, "kind": p.kind, "sure": p.sure,
                "late_ms": p.late_ms if p.sure else None,
                "flipped": p.flipped if p.sure else None, "confidence": p.confidence,
            }
            for p in checked.pairs
        ],
        "bleed": [
            {
                "source": b.source, "into": b.into, "gain_db": b.gain_db, "under_db": b.under_db,
                "at_most": b.at_most,
            }
            for b in checked.bleeds
        ],
        "pictures": [
            {
                "pair": p.pair, "view": p.view, "hat_left_db": p.hat_left_db,
                "floor_left_db": p.floor_left_db,
            }
            for p in checked.pictures
        ],
        "findings": [
            {"kind": s.kind, "lines": list(s.lines), "weight": s.weight, "sentence": s.words}
            for s in checked.said
        ],
        "problems": list(checked.problems),
    }  # fmt: skip
