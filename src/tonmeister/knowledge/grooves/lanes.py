"""The lanes of a drum machine: one a sound, as they stand in a groove and on a MIDI file."""

from __future__ import annotations

from collections.abc import Mapping

GM_KEYS: Mapping[str, int] = {
    "kick": 36, "snare": 38, "side-stick": 37, "clap": 39, "hat": 42, "hat-open": 46,
    "hat-foot": 44, "ride": 51, "crash": 49, "tom-high": 48, "tom-mid": 45, "tom-low": 41,
    "shaker": 70, "tambourine": 54, "cowbell": 56, "conga-high": 63, "conga-low": 64,
}  # fmt: skip
"""General MIDI level 1, percussion key map; the shaker is its maracas."""

LANES: tuple[str, ...] = tuple(GM_KEYS)

_ALSO: Mapping[int, str] = {
    35: "kick", 40: "snare", 57: "crash", 55: "crash", 52: "crash", 59: "ride", 53: "ride",
    50: "tom-high", 47: "tom-mid", 43: "tom-low", 69: "shaker", 82: "shaker", 62: "conga-high",
    22: "hat", 26: "hat-open", 31: "side-stick", 60: "conga-high", 61: "conga-low",
}  # fmt: skip

LENGTH_QUARTERS: Mapping[str, float] = {
    "hat-open": 0.5, "ride": 1.0, "crash": 2.0, "tom-high": 0.5, "tom-mid": 0.5, "tom-low": 0.5,
}  # fmt: skip
"""How long a stroke is written; what is not here takes a sixteenth."""


def lane_of(key: int) -> str | None:
    """Return the lane of a General MIDI key; None where no lane of ours is near."""
    for lane, own in GM_KEYS.items():
        if own == key:
            return lane
    return _ALSO.get(key)
