"""Channels of another program as strips of ours: level, pan, sends and inserts as they stood."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tonmeister.flow.importing.devices import NotCarried, decision_of, seconds
from tonmeister.flow.importing.laws import added
from tonmeister.flow.importing.wishes import IMPORT
from tonmeister.model import (
    DawSend,
    DawTrack,
    Decision,
    FramePoint,
    Setting,
    Stage,
    Strip,
)
from tonmeister.model.daw import DawKind
from tonmeister.units import say

OFF_DB = -100.0
FADER_MOST_DB, SEND_MOST_DB, TRIM_MOST_DB = 24.0, 12.0, 48.0
_LEVEL: Mapping[DawKind, Stage] = {
    "track": "balance", "return": "space", "bus": "bus", "master": "mixbus",
}  # fmt: skip
_PLACE: Mapping[DawKind, Stage] = {**_LEVEL, "track": "pan"}


@dataclass(frozen=True, kw_only=True)
class Trim:
    """What a recording that was copied is turned by: before all else, and with the fader."""

    gain_db: float = 0.0
    flip: bool = False
    ride_db: tuple[FramePoint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A strip, and the devices that could not come along."""

    strip: Strip
    left: tuple[NotCarried, ...]


def strip_of(track: DawTrack, trim: Trim, told: str, rate_hz: int, role: str = "other") -> Carried:
    """Return a channel's strip: every move held, with the session (``told``) as its reason."""
    if trim.ride_db:
        fader = track.fader_curve_db or ((0, max(track.fader_db, OFF_DB)),)
        track = replace(track, fader_curve_db=added(fader, trim.ride_db))
    writer = _Writer(track, told, rate_hz)
    moves: list[Decision] = []
    left: list[NotCarried] = []
    for number, device in enumerate(track.devices, 1):
        made = decision_of(device, track.name, track.kind, number, told, rate_hz)
        if isinstance(made, NotCarried):
            left.append(made)
        else:
            moves.append(made)
    flip = trim.flip != track.flip_polarity
    as_trim = track.kind == "master" and not moves and _is_trim(track)
    if as_trim:  # before what a producer puts in later: the limiter stays last
        trim = Trim(gain_db=track.fader_db)
    chain = [*writer.trim(trim.gain_db, flip=flip), *moves]
    if not as_trim:
        chain += writer.level()
    chain += [*writer.pan(), *(move for send in track.sends for move in writer.send(send))]
    strip = Strip(
        name=track.name,
        kind=track.kind,
        decisions=tuple(_each_once(chain)),
        track=track.name if track.kind == "track" else "",
        role=role if track.kind == "track" else "",
        output=track.output,
    )
    return Carried(strip=strip, left=tuple(left))


def _is_trim(track: DawTrack) -> bool:
    still = not track.fader_curve_db and not track.muted
    return still and abs(track.fader_db) <= TRIM_MOST_DB


@dataclass(frozen=True)
class _Writer:
    """Writes the moves of one strip down."""

    track: DawTrack
    told: str
    rate_hz: int

    def move(
        self, stage: Stage, word: str, effect: str, settings: Mapping[str, Setting], said: str,
        curves: Mapping[str, tuple[FramePoint, ...]] | None = None,
    ) -> Decision:  # fmt: skip
        """Return one held move."""
        drawn = {knob: seconds(points, self.rate_hz) for knob, points in (curves or {}).items()}
        return Decision(
            id=f"{self.track.name}/{stage}/{word}", stage=stage, effect=effect,
            settings=dict(settings), rule=IMPORT, because=(), curves=drawn, hold=True,
            reason=f"As it stood in {self.told}: {said}.",
        )  # fmt: skip

    def trim(self, gain_db: float, *, flip: bool) -> Iterator[Decision]:
        """Yield what turns the sound before the inserts."""
        gain_db = round(gain_db, 8)
        if gain_db == 0.0 and not flip:
            return
        said = [say("gain_db", gain_db)] if gain_db else []
        said += ["polarity turned over"] if flip else []
        settings = {"gain_db": gain_db, "flip_polarity": flip, "shift_ms": 0.0}
        yield self.move("repair", "trim", "trim", settings, ", ".join(said))

    def level(self) -> Iterator[Decision]:
        """Yield the fader; what lies above its range is a second one. A mute is a fader at off."""
        track, stage = self.track, _LEVEL[self.track.kind]
        top = max((value for _, value in track.fader_curve_db), default=track.fader_db)
        over = max(0.0, _level_db(top) - FADER_MOST_DB)
        points = tuple((at, _level_db(value, -over)) for at, value in track.fader_curve_db)
        level_db = points[0][1] if points else _level_db(track.fader_db, -over)
        said = _drawn("a ride", points, "gain_db") if points else say("gain_db", level_db)
        fader = self.move(
            stage, "fader", "fader", {"gain_db": level_db}, said,
            {"gain_db": points} if points else None,
        )  # fmt: skip
        muted = track.muted and track.kind != "track"
        yield replace(fader, bypass=muted)
        if over:
            more = {"gain_db": min(over, FADER_MOST_DB)}
            said = f"{say('gain_db', over)} on top"
            yield replace(self.move(stage, "fader above", "fader", more, said), bypass=muted)
        if muted:
            said = "muted; take this out and the bypass off its fader to hear it"
            yield self.move(stage, "mute", "fader", {"gain_db": OFF_DB}, said)

    def pan(self) -> Iterator[Decision]:
        """Yield where it stands between the sides."""
        track, stage = self.track, _PLACE[self.track.kind]
        points = tuple((at, _pan_percent(value)) for at, value in track.pan_curve_percent)
        percent = points[0][1] if points else _pan_percent(track.pan_percent)
        if not points and percent == 0.0 and track.kind != "track":
            return
        curves = {"position_percent": points} if points else None
        said = _drawn("a move", points, "position_percent") if points else _side(percent)
        yield self.move(stage, "place", "pan", {"position_percent": percent}, said, curves)

    def send(self, send: DawSend) -> Iterator[Decision]:
        """Yield a send; above its range it is several that add up to it."""
        top = max((value for _, value in send.curve_db), default=send.level_db)
        parts = max(1, math.ceil(10.0 ** ((top - SEND_MOST_DB) / 20.0) - 1e-9))
        down_db = 20.0 * math.log10(parts)
        points = tuple((at, _level_db(value, -down_db)) for at, value in send.curve_db)
        level_db = points[0][1] if points else _level_db(send.level_db, -down_db)
        said = _drawn("a ride", points, "level_db") if points else say("level_db", level_db)
        settings: dict[str, Setting] = {
            "to": send.to,
            "level_db": level_db,
            "pre_fader": send.pre_fader,
        }
        for number in range(1, parts + 1):
            word = send.to.lower() if number == 1 else f"{send.to.lower()} {number}"
            before = ", before the fader" if send.pre_fader else ""
            move = self.move(
                "space", word, "send", settings, f"{said} to {send.to}{before}",
                {"level_db": points} if points else None,
            )  # fmt: skip
            yield replace(move, bypass=self.track.muted and self.track.kind != "track")


def _level_db(value: float, turned_db: float = 0.0) -> float:
    """Return a level as it is written: off at -100 dB, to a hundred-millionth of a dB."""
    return OFF_DB if value <= OFF_DB else round(max(value + turned_db, OFF_DB), 8)


def _pan_percent(value: float) -> float:
    """Return a position as it is written: in its range, to what changes a side by -140 dB."""
    return round(max(-100.0, min(100.0, value)), 5) + 0.0


def _drawn(what: str, points: Sequence[FramePoint], knob: str) -> str:
    values = [value for _, value in points]
    return f"{what} between {say(knob, min(values))} and {say(knob, max(values))}"


def _side(percent: float) -> str:
    if round(percent) == 0:
        return "in the middle"
    return f"{say('position_percent', abs(percent))} {'left' if percent < 0 else 'right'}"


def _each_once(moves: Sequence[Decision]) -> Iterator[Decision]:
    """Give every move an id of its own."""
    taken: set[str] = set()
    for move in moves:
        wanted, number = move.id, 2
        while wanted in taken:
            wanted, number = f"{move.id} {number}", number + 1
        taken.add(wanted)
        yield replace(move, id=wanted)
