"""Which regions of an SFZ sound at all: articulations by keyswitch, pedals and wheels at rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonmeister.studio.sfz_text import Words, key_of, number_of

_RESTING = {7: 100.0, 10: 64.0, 11: 127.0}
"""Where MIDI controllers stand before anybody moves one; all others at 0."""
_LIMIT = re.compile(r"^(lo|hi)(?:hd)?cc(\d+)$")
_SET = re.compile(r"^set_(hd)?cc(\d+)$")


@dataclass(frozen=True, slots=True)
class Switches:
    """The articulation that plays (its key; ``None``: there are none), and the controllers."""

    articulation: int | None
    controllers: Mapping[int, float]


def switches_of(regions: Sequence[Words]) -> tuple[Switches, str]:
    """Return what is switched on at rest, and a note about the articulations there are."""
    controllers = dict(_RESTING)
    labels: dict[int, str] = {}
    default: int | None = None
    for region in regions:
        for word in region:
            if found := _SET.match(word):
                value = number_of(region, word, 0.0) * (127.0 if found[1] else 1.0)
                controllers[int(found[2])] = value
        if "sw_last" in region:
            key = key_of(region["sw_last"], "sw_last")
            labels.setdefault(key, region.get("sw_label", ""))
        if "sw_default" in region:
            default = key_of(region["sw_default"], "sw_default")
    if not labels:
        return Switches(None, controllers), ""
    chosen = default if default in labels else min(labels)
    named = [name or f"key {key}" for key, name in sorted(labels.items())]
    playing = labels[chosen] or f"key {chosen}"
    said = f"of its articulations ({', '.join(named[:8])}) {playing} plays"
    return Switches(chosen, controllers), said


def silent_because(region: Words, switches: Switches) -> str:
    """Return why a region does not sound, ``""`` if it does."""
    if "sample" not in region:
        return "they name no sample"
    if region["sample"].startswith("*"):
        return f"{region['sample'].split()[0]} is a wave, not a sample"
    if region.get("end", "").strip() == "-1":
        return "their end is -1, which turns them off"
    if region.get("trigger") == "legato":
        return "they are for legato only"
    if any(word.startswith(("on_locc", "on_hicc", "start_locc", "start_hicc")) for word in region):
        return "a controller starts them, not a key"
    if "sw_last" in region and switches.articulation is not None:
        if key_of(region["sw_last"], "sw_last") != switches.articulation:
            return "they are of another articulation"
    elif "sw_down" in region or "sw_previous" in region:
        return "a held keyswitch starts them"
    for word in region:
        found = _LIMIT.match(word)
        if found is None:
            continue
        now = switches.controllers.get(int(found[2]), 0.0)
        limit = number_of(region, word, 0.0) * (127.0 if "hdcc" in word else 1.0)
        if (found[1] == "lo" and now < limit) or (found[1] == "hi" and now > limit):
            return f"controller {found[2]} stands elsewhere"
    return ""
