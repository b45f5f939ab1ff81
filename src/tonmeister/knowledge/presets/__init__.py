"""The sounds of the house as data: which engine, how its knobs stand, what it goes through."""

from tonmeister.knowledge.presets.reading import (
    PresetSheet,
    UnknownPreset,
    general_midi,
    preset_names,
    preset_sheet,
)

__all__ = ["PresetSheet", "UnknownPreset", "general_midi", "preset_names", "preset_sheet"]
