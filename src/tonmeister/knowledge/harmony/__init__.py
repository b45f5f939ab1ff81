"""How melodies move and which chords carry them: data with sources, read from TOML."""

from tonmeister.knowledge.harmony.chords import Choice, Harmony, harmony
from tonmeister.knowledge.harmony.rhythms import Rhythm, rhythm_tables

__all__ = ["Choice", "Harmony", "Rhythm", "harmony", "rhythm_tables"]
