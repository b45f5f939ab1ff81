"""Sound in memory and what can be done to it. Pure: no files, no clock, no chance."""

from tonmeister.signal.audio import Audio, Samples, Source
from tonmeister.signal.level import FLOOR_DB, db, gain, rms_db

__all__ = ["FLOOR_DB", "Audio", "Samples", "Source", "db", "gain", "rms_db"]
