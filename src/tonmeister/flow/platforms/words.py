"""What is said on the way to a platform."""

from __future__ import annotations

from collections.abc import Mapping

from tonmeister.flow.tell import Teller
from tonmeister.knowledge.voices import voice
from tonmeister.units import say


class Words:
    """Says sentences of the plain voice, with figures, and keeps them."""

    def __init__(self, platform: str, tell: Teller) -> None:
        self._platform, self._tell = platform, tell
        self._said: list[str] = []

    @property
    def said(self) -> tuple[str, ...]:
        """Every line so far."""
        return tuple(self._said)

    def say(
        self, key: str, facts: Mapping[str, float | str] | None = None, *, problem: bool = False
    ) -> None:
        """Say a sentence by its key."""
        given = (facts or {}).items()
        told = {n: v if isinstance(v, str) else _close(n, v) for n, v in given}
        self._tell_line(
            voice("plain")[key].format_map({"platform": self._platform, **told}), problem
        )

    def once(self, line: str) -> None:
        """Say a line that may come up in every try, once."""
        line = f"{self._platform}: {line}"
        if line not in self._said:
            self._tell_line(line, problem=True)

    def _tell_line(self, line: str, problem: bool) -> None:
        self._said.append(line)
        self._tell.say(line, kind="problem" if problem else "note")


def _close(name: str, value: float) -> str:
    """Write a number; peaks and excesses to the hundredth, since hundredths decide here."""
    if name.endswith(("_dbtp", "over_db")):
        return f"{value:.2f} {'dBTP' if name.endswith('_dbtp') else 'dB'}"
    return say(name, value)
