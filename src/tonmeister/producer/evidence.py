"""Looking up what was heard, so that every move can name its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tonmeister.knowledge import Genre
from tonmeister.model import Finding

LOW_KEYS = ("low_hz", "from_hz", "band_low_hz")
HIGH_KEYS = ("high_hz", "to_hz", "band_high_hz")


class Evidence:
    """The findings of a song, by check and strip. What the genre keeps on purpose is left out."""

    def __init__(self, findings: Sequence[Finding], genre: Genre, tracks: Iterable[str]) -> None:
        self.tracks = frozenset(tracks)
        self.all = tuple(findings)
        self.asking = tuple(f for f in findings if f.check not in genre.keep)

    def on(self, strip: str, *checks: str) -> tuple[Finding, ...]:
        """Return what these checks (or families of checks) heard on a strip."""
        return tuple(f for f in self.asking if f.strip == strip and is_of(f.check, checks))

    def caused_by(self, strip: str, *checks: str) -> tuple[Finding, ...]:
        """Return what these checks heard elsewhere that this strip has a part in."""
        return tuple(
            f
            for f in self.asking
            if f.strip != strip
            and is_of(f.check, checks)
            and ((f.share or {}).get(strip, 0.0) >= 0.2 or strip in f.facts.values())
        )

    def on_mix(self, *checks: str) -> tuple[Finding, ...]:
        """Return what these checks heard on the whole rather than on one track."""
        return tuple(
            f for f in self.asking if f.strip not in self.tracks and is_of(f.check, checks)
        )

    def level(self, *strips: str) -> tuple[Finding, ...]:
        """Return how loud these strips were heard to be."""
        return tuple(f for f in self.all if f.check == "balance/level" and f.strip in strips)


def is_of(check: str, families: tuple[str, ...]) -> bool:
    """Whether a check is one of these or belongs to one of these families."""
    return not families or check in families or check.partition("/")[0] in families


def touches(finding: Finding, frequency_hz: float) -> bool:
    """Whether a finding is about this part of the spectrum (or about no part at all)."""
    low = next((float(finding.facts[k]) for k in LOW_KEYS if k in finding.facts), None)
    high = next((float(finding.facts[k]) for k in HIGH_KEYS if k in finding.facts), None)
    if low is None and high is None:
        return False
    low, high = low or 20.0, high or 20000.0
    return low / 1.2 <= frequency_hz <= high * 1.2


def ids(findings: Iterable[Finding], most: int = 3) -> tuple[str, ...]:
    """Return the ids of the weightiest findings, in their order."""
    rank = {"fault": 0, "note": 1, "info": 2}
    chosen = sorted(findings, key=lambda f: rank[f.weight])[:most]
    return tuple(dict.fromkeys(f.id for f in chosen))
