"""What could not be read as it stands: sentences, each once, with how often it was so."""

from __future__ import annotations

from collections import Counter


class Remarks:
    """Collects remarks while another program's session is read."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def say(self, sentence: str) -> None:
        """Add a remark; the same sentence again only counts."""
        self._counts[sentence] += 1

    def sentences(self) -> tuple[str, ...]:
        """Return them in the order in which they first came up."""
        return tuple(
            f"{sentence} ({count} times)." if count > 1 else f"{sentence}."
            for sentence, count in self._counts.items()
        )
