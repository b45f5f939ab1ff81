"""Saying why. Every number in a sentence is a number the decision was made with.

A part of a sentence in square brackets is left out where one of its words is empty:
``"it is muddy[; most of it is {most}]."``
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tonmeister.knowledge import Genre
from tonmeister.model import Decision, Finding
from tonmeister.units import say


def explain(
    decision: Decision,
    strip: str,
    findings: Mapping[str, Finding],
    sentences: Mapping[str, str],
    genre: Genre,
) -> str:
    """Return what was heard and what is done about it, as sentences.

    ``findings`` by id, ``sentences`` by check and by rule (a voice). A check that the voice has
    no sentence for is told by its facts.
    """
    told = [hear(findings[i], sentences, genre) for i in decision.because[:2] if i in findings]
    numbers = {**decision.predicted, **decision.settings}
    there = "there" if decision.curves else ""
    words = {"strip": strip, "genre": genre.title.lower(), "key": decision.key, "there": there}
    answer = _filled(sentences[decision.rule], {**_said(numbers), **words})
    return " ".join([*told, answer])


def hear(finding: Finding, sentences: Mapping[str, str], genre: Genre) -> str:
    """Tell one finding."""
    said = {
        **_said(finding.facts),
        "strip": finding.strip,
        "where": str(finding.where),
        "genre": genre.title.lower(),
        "share": _shares(finding),
    }
    try:
        return _filled(sentences[finding.check], said)
    except KeyError:
        facts = ", ".join(f"{_plain(name)} {said[name]}" for name in finding.facts)
        return f"{finding.strip}, {finding.where}: {finding.check.replace('/', ': ')} ({facts})."


_PART = re.compile(r"\[([^\]]*)\]")
_WORD = re.compile(r"\{(\w+)\}")


def _filled(sentence: str, said: Mapping[str, str]) -> str:
    """Fill a sentence in; raises ``KeyError`` for a word it needs and nobody said."""

    def part(found: re.Match[str]) -> str:
        known = all(said.get(word) for word in _WORD.findall(found[1]))
        return found[1] if known else ""

    return _PART.sub(part, sentence).format_map(said)


def _shares(finding: Finding) -> str:
    parts = sorted((finding.share or {}).items(), key=lambda item: -item[1])[:2]
    return ", ".join(f"{name} {100.0 * part:.0f} %" for name, part in parts)


def _plain(name: str) -> str:
    return name.rpartition("_")[0].replace("_", " ") or name


def _said(facts: Mapping[str, float | str | bool]) -> dict[str, str]:
    return {
        name: say(name, value) if isinstance(value, float | int) and not isinstance(value, bool)
        else str(value)
        for name, value in facts.items()
    }  # fmt: skip
