"""``tonmeister plugins``: other people's plug-ins that can be played here, or one in full."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.studio.hosts import Found

HELP = "the LV2 and VST3 plug-ins on this computer that a strip can play; one with its settings"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("plugin", nargs="?", metavar="PLUGIN",
                     help="one in full: an LV2's address or a VST3's file name")  # fmt: skip
    sub.add_argument("--find", default="", metavar="WORD", help="only those with it in their name")
    sub.add_argument("--all", action="store_true", help="those too that no host here can play")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """List them, or one in full."""
    from tonmeister.flow.hosting.shelf import installed, missing_hosts, one_plugin
    from tonmeister.flow.wishes import BadWish
    from tonmeister.studio.hosts import CannotHost

    if asked.plugin is not None:
        try:
            found = one_plugin(asked.plugin)
        except CannotHost as error:
            raise BadWish(f"{asked.plugin}: {error}") from None
        if asked.json:
            return {"event": "done", "plugin": _told(found)}
        _print_one(found)
        return None
    everything, missing = list(installed(asked.find)), missing_hosts()
    shown = [found for found in everything if asked.all or not found.refused]
    if asked.json:
        return {
            "event": "done",
            "plugins": [_told(found) for found in shown],
            "missing": missing,
        }
    for found in shown:
        why = f"  (not here: {found.refused})" if found.refused else ""
        print(f"{found.format:<5} {found.id}  {found.name}{why}")
    left_out = len(everything) - len(shown)
    if left_out:
        print(f"{left_out} more cannot be played here; --all lists them with the reason.")
    if not everything:
        print("No plug-ins were found in the usual folders (LV2_PATH and VST3_PATH name others).")
    for kind, why in missing.items():
        print(f"{kind}: {why}")
    return None


def _print_one(found: Found) -> None:
    print(f"{found.name} ({found.format})")
    print(f"id: {found.id}")
    print(f"in: {found.path}")
    if found.refused:
        print(f"It cannot be played here: {found.refused}.")
    widest = max((len(p.id) for p in found.parameters), default=0)
    for p in found.parameters:
        reach = f"{p.low:g} to {p.high:g}, at first {p.default:g}"
        print(f"  {p.id:<{widest}}  {reach}{f' {p.unit}' if p.unit else ''}  {p.name}")


def _told(found: Found) -> Event:
    return {
        "format": found.format,
        "id": found.id,
        "name": found.name,
        "path": str(found.path),
        "inputs": found.inputs,
        "outputs": found.outputs,
        "refused": found.refused,
        "parameters": [
            {
                "id": p.id, "name": p.name, "low": p.low, "high": p.high, "default": p.default,
                "unit": p.unit,
            }
            for p in found.parameters
        ],
    }  # fmt: skip
