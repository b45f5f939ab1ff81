"""Old recall sheets, brought up to date one version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tonmeister.model import SCHEMA


class UnknownSchema(ValueError):
    """A sheet is written in a version that this program does not know."""


def upgraded(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet's words in today's schema; raises ``UnknownSchema`` with one clear line."""
    now = dict(words)
    while (schema := now.get("schema", "recall/0")) != SCHEMA:
        try:
            step = upgrades[schema]
        except (KeyError, TypeError):
            raise UnknownSchema(
                f"the sheet is written in {schema!r}, this program reads up to {SCHEMA!r}: "
                "update tonmeister"
            ) from None
        now = step(now)
    return now


def from_0(words: dict[str, Any]) -> dict[str, Any]:
    """``recall/0`` had a ``fader_db`` and a ``pan_percent`` a strip; its inserts had no reasons."""
    strips = [_strip_from_0(strip) for strip in words.get("strip", ())]
    target = {
        "loudness_lufs": words.get("loudness_lufs", -14.0),
        "ceiling_dbtp": words.get("ceiling_dbtp", -1.0),
    }
    kept = ("song", "genre", "rate_hz", "length_s", "tempo_bpm", "notes")
    head = {key: words[key] for key in kept if key in words}
    return head | {"schema": "recall/1", "target": target, "strip": strips}


def _strip_from_0(strip: Mapping[str, Any]) -> dict[str, Any]:
    name = strip["name"]
    decisions: list[dict[str, Any]] = []

    def add(stage: str, effect: str, settings: Mapping[str, Any]) -> None:
        decisions.append({
            "id": f"{name}/{stage}/{1 + sum(d['stage'] == stage for d in decisions)}",
            "stage": stage,
            "effect": effect,
            "settings": dict(settings),
            "rule": "sheet/upgraded",
            "reason": "It stood so in the older sheet.",
            "hold": bool(strip.get("hold", False)),
        })  # fmt: skip

    for insert in strip.get("insert", ()):
        settings = {k: v for k, v in insert.items() if k not in ("effect", "stage")}
        add(insert.get("stage", "eq"), insert["effect"], settings)
    if "pan_percent" in strip:
        add("pan", "pan", {"position_percent": strip["pan_percent"]})
    if "fader_db" in strip:
        add("balance", "fader", {"gain_db": strip["fader_db"]})
    kept = {key: strip[key] for key in ("name", "track", "role", "output") if key in strip}
    return kept | {"kind": strip.get("kind", "track"), "decision": decisions}


upgrades: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"recall/0": from_0}
"""What brings a sheet of a version to the next."""
