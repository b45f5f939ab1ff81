"""The shelf of instruments, told in words."""

from __future__ import annotations

import inspect
from pathlib import Path

from tonmeister.flow.wishes import BadWish
from tonmeister.units import say


def listed() -> dict[str, str]:
    """Return every preset with what one should hear."""
    from tonmeister.knowledge.presets import preset_names, preset_sheet

    return {name: preset_sheet(name).about for name in preset_names()}


def banks_here() -> list[Path]:
    """Return the SoundFonts found on this computer."""
    from tonmeister.studio.banks import system_soundfonts

    return sorted(system_soundfonts())


def described(name: str) -> str:
    """Return one preset or engine in full; raises ``BadWish``."""
    from tonmeister.instruments.declare import engines, knobs_of
    from tonmeister.knowledge.presets import preset_names, preset_sheet

    if name in engines():
        cls = engines()[name]
        lines = [name, "", inspect.cleandoc(cls.__doc__ or ""), ""]
        for k in knobs_of(cls):
            goes = f"{say(k.name, k.low)} to {say(k.name, k.high)}" if k.is_number else (
                ", ".join(k.choices) or "on or off" if k.choices or isinstance(k.default, bool)
                else "text")  # fmt: skip
            lines.append(f"  {k.name:<24} {goes}: {k.doc}")
        return "\n".join([*lines, "", f"Source: {cls.source}"])
    if name not in preset_names():
        raise BadWish(
            f"there is no instrument {name!r}; there are the presets {', '.join(preset_names())} "
            f"and the engines {', '.join(engines())}"
        )
    sheet = preset_sheet(name)
    lines = [name, "", sheet.about, "", f"Engine: {sheet.engine}",
             f"At home on keys {sheet.low_midi} to {sheet.high_midi}", ""]  # fmt: skip
    lines += [f"  {knob:<24} {value}" for knob, value in sheet.settings.items()]
    for effect, knobs in sheet.effects:
        lines.append(f"then {effect}: " + ", ".join(f"{k} {v}" for k, v in knobs.items()))
    return "\n".join(lines)
