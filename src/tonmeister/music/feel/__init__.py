"""What lies between the notes and the playing: swing, push, drift, and who leans on what."""

from tonmeister.music.feel.drifting import drift, drifts_at
from tonmeister.music.feel.pushing import lane_late_ms, lane_strength
from tonmeister.music.feel.swinging import straight_place, swing_late_ms, swung_place

__all__ = [
    "drift",
    "drifts_at",
    "lane_late_ms",
    "lane_strength",
    "straight_place",
    "swing_late_ms",
    "swung_place",
]
