"""The console's strips as channels of a workstation: faders, pans, sends, devices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tonmeister.console import Channel, Plan
from tonmeister.console.curves import Curve, Level
from tonmeister.console.moves import PLAYED_HERE, Insert
from tonmeister.effects.plugin import values_of
from tonmeister.exchange.daw.curves import OFF_DB
from tonmeister.exchange.daw.formats import Format
from tonmeister.knowledge.roles import group_of
from tonmeister.model import (
    DawDevice,
    DawPlugin,
    DawSend,
    DawTrack,
    Decision,
    FramePoint,
    PanLaw,
    Setting,
    Strip,
)

COLOURS = {
    "Drums": "#c8553d", "Bass": "#8f6bb3", "Guitars": "#4f9d69", "Keys": "#3f88a5",
    "Orchestra": "#7a9e9f", "Music": "#5f7fbf", "Lead Vocals": "#d4a017",
    "Backing Vocals": "#e0c068",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A strip's inserts: those played into the sound, and those that stay devices.

    ``whole``: it is printed even if it has no inserts, because the format knows no such channel.
    """

    printed: tuple[DawDevice, ...]
    live: tuple[DawDevice, ...]
    how: tuple[str, ...] = ()
    whole: bool = False

    @property
    def is_printed(self) -> bool:
        """Whether the strip's sound must be played."""
        return self.whole or bool(self.printed)

    @property
    def note(self) -> str:
        """Say in a sentence what became of them."""
        said = []
        if self.printed:
            said.append(f"printed into the sound: {_list(d.name for d in self.printed)}")
        if self.live:
            pairs = (f"{d.name} as {how}" for d, how in zip(self.live, self.how, strict=True))
            said.append(f"as devices: {_list(pairs)}")
        words = "; ".join(said)
        return f"{words[0].upper()}{words[1:]}." if words else ""


def parts_of(channel: Channel, form: Format, rate_hz: int, *, live: bool) -> Parts:
    """Divide a strip's inserts: from the last one back to the last that must be printed."""
    devices = devices_of(channel)
    whole = channel.strip.kind == "return" and not form.has_sends
    live = live and not whole
    first, how = len(devices), []
    while live and first > 0 and (said := form.live(devices[first - 1], rate_hz)):
        first -= 1
        how.append(said)
    return Parts(
        printed=tuple(devices[:first]),
        live=tuple(devices[first:]),
        how=tuple(reversed(how)),
        whole=whole,
    )


def devices_of(channel: Channel) -> list[DawDevice]:
    """Return a strip's inserts as devices, at the amount at which they play."""
    moves = [m for m in channel.strip.decisions if inserted(m)]
    return [_device(m, insert) for m, insert in zip(moves, channel.moves.inserts, strict=True)]


def inserted(move: Decision) -> bool:
    """Whether a decision is an insert that plays."""
    return not (move.bypass or move.amount_percent == 0.0 or move.effect in PLAYED_HERE)


def shortened(strip: Strip, count: int) -> Strip:
    """Return the strip with its first ``count`` inserts only (trims, fader, pan, sends stay)."""
    kept, seen = [], 0
    for move in strip.decisions:
        if inserted(move):
            seen += 1
            if seen > count:
                continue
        kept.append(move)
    return replace(strip, decisions=tuple(kept))


def as_track(channel: Channel, plan: Plan, law: PanLaw, channels: int) -> DawTrack:
    """Return a strip's channel without its sound and devices."""
    strip, moves = channel.strip, channel.moves
    group = _group(strip)
    output = strip.output if strip.output in plan.channels else plan.master
    return DawTrack(
        name=strip.name,
        kind=strip.kind,
        channels=channels,
        law=law,
        fader_db=max(moves.fader.steady, OFF_DB) if not moves.fader.curves else 0.0,
        fader_curve_db=points_of(moves.fader, lowest=OFF_DB),
        pan_percent=max(-100.0, min(100.0, moves.pan.steady)) if not moves.pan.curves else 0.0,
        pan_curve_percent=points_of(moves.pan, lowest=-100.0, highest=100.0),
        output="" if strip.kind == "master" else output,
        sends=tuple(
            DawSend(
                to=send.to,
                level_db=max(send.level.steady, OFF_DB),
                pre_fader=send.pre_fader,
                curve_db=points_of(send.level, lowest=OFF_DB),
            )
            for send in moves.sends
        ),
        group=group,
        role=strip.role,
        colour=COLOURS.get(group or strip.name, ""),
    )


def points_of(level: Level, *, lowest: float, highest: float = 48.0) -> tuple[FramePoint, ...]:
    """Return what a knob's curves add up to as one curve; none where it is steady."""
    if not level.curves:
        return ()
    frames = sorted({frame for curve in level.curves for frame in curve.at_frames})
    out: list[FramePoint] = []
    for frame in frames:
        for side in (_before, _at):
            value = level.steady + sum(side(curve, frame) for curve in level.curves)
            value = max(lowest, min(highest, value))
            if not out or out[-1] != (frame, value):
                out.append((frame, value))
    return tuple(out)


def _at(curve: Curve, frame: int) -> float:
    return float(curve.block(frame, 1)[0])


def _before(curve: Curve, frame: int) -> float:
    """Return where a curve arrives at a frame; it differs from where it goes on at a step."""
    if frame not in curve.at_frames:
        return _at(curve, frame)
    return curve.values[curve.at_frames.index(frame)]


def _device(move: Decision, insert: Insert) -> DawDevice:
    settings = insert.effect.settings()
    curves = {
        knob: tuple(zip(curve.at_frames, curve.values, strict=True))
        for knob, curve in insert.curves.items()
    }
    return DawDevice(
        name=insert.effect.name.replace("_", " "),
        effect=insert.effect.name,
        settings=settings,
        curves=curves,
        key=insert.key,
        decision=move.id,
        plugin=_plugin(settings) if insert.effect.name == "plugin" else None,
    )


def _plugin(settings: Mapping[str, Setting]) -> DawPlugin | None:
    """Return a decision's plug-in as it leaves us; none where only part of it is heard."""
    if settings["mix_percent"] != 100.0 or settings["state"]:
        return None
    return DawPlugin(
        kind=str(settings["format"]),
        id=str(settings["id"]),
        values=values_of(str(settings["values"])),
    )


def _group(strip: Strip) -> str:
    if strip.kind != "track" or not strip.role:
        return ""
    try:
        return group_of(strip.role)
    except KeyError:
        return ""


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
