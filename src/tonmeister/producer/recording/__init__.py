"""Setting up a recording: which microphone where, how loud, who hears what, and why."""

from tonmeister.producer.recording.band import EXAMPLE, Band, Player, read_band
from tonmeister.producer.recording.plan import Line, Setup, plan

__all__ = ["EXAMPLE", "Band", "Line", "Player", "Setup", "plan", "read_band"]
