"""What was measured on an edit, in words: "hum -40 to -72 dBFS"."""

from __future__ import annotations

from collections.abc import Mapping

_UNITS = {"_dbfs": " dBFS", "_db": " dB", "_frames": " frames"}


def measured_words(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Return a sentence that sets before against after; empty where nothing was measured."""
    said = []
    for name in before:
        if name in after:
            ending = next(e for e in _UNITS if name.endswith(e))
            word = name.removesuffix(ending).replace("_", " ")
            form = ".0f" if ending == "_frames" else ".1f"
            said.append(f"{word} {before[name]:{form}} to {after[name]:{form}}{_UNITS[ending]}")
    return f" Measured: {', '.join(said)}." if said else ""
