"""A hash of all that shaped a strip's sound: the key of its print."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from json import dumps

from tonmeister.console.curves import Curve, Level
from tonmeister.console.routing import Channel, Plan
from tonmeister.model import Layout

ENGINE = "console/1"
"""Changes whenever the same sheet would give other bits; all older prints are then made anew."""


def fingerprints(
    plan: Plan,
    track_hashes: Mapping[str, str],
    layouts: Mapping[str, Layout],
    input_hashes: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the print key of every strip, by strip name.

    A strip whose sound comes from an unhashed track, however far away, has no key. Of a strip
    that was played ahead ``input_hashes`` says what it plays.
    """
    prints: dict[str, str] = {}
    faders: dict[str, str] = {}
    for name, channel in plan.channels.items():
        heard = _heard(channel, plan, track_hashes, input_hashes or {})
        told = None if heard is None else _told(channel, plan, heard, layouts, prints, faders)
        if told is None:
            continue
        prints[name] = _hash(told)
        faders[name] = _hash([prints[name], _level(channel.moves.fader)])
    return prints


def _heard(
    channel: Channel, plan: Plan, track_hashes: Mapping[str, str], inputs: Mapping[str, str]
) -> str | None:
    """Return the hash of what a strip plays by itself: empty if that is nothing."""
    if channel.name in plan.ahead:
        played = inputs.get(channel.name)
        return None if played is None else f"ahead {played}"
    return track_hashes.get(channel.strip.track, None if channel.strip.kind == "track" else "")


def _told(
    channel: Channel,
    plan: Plan,
    heard: str,
    layouts: Mapping[str, Layout],
    prints: Mapping[str, str],
    faders: Mapping[str, str],
) -> object | None:
    """Return all that shapes a strip before its fader, ready to be hashed."""
    moves = channel.moves
    if any(other not in prints for other in channel.hears):
        return None
    feeds = []
    for feed in channel.feeds:
        other = plan.channels[feed.strip]
        layout = layouts.get(other.strip.track, "stereo")
        feeds.append([
            faders[feed.strip], _level(other.moves.pan), layout,
            [_level(feed.send.level), feed.send.pre_fader] if feed.send else None,
        ])  # fmt: skip
    return [
        ENGINE,
        plan.rate_hz,
        heard,
        [moves.trim_db, moves.flip, moves.shift_frames],
        [
            [
                insert.effect.name,
                sorted(insert.effect.settings().items()),
                sorted((knob, _curve(curve)) for knob, curve in insert.curves.items()),
                faders[insert.key] if insert.key else "",
            ]
            for insert in moves.inserts
        ],
        feeds,
    ]


def _hash(told: object) -> str:
    return sha256(dumps(told, ensure_ascii=True, allow_nan=False).encode()).hexdigest()


def _curve(curve: Curve) -> list[tuple[int, ...] | tuple[float, ...]]:
    return [curve.at_frames, curve.values]


def _level(level: Level) -> list[object]:
    return [level.steady, [_curve(curve) for curve in level.curves]]
