"""Whether a comp that a person has edited can be played; if not, the line and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tonmeister.studio.blocks import Block
from tonmeister.studio.sheet_check import SheetError

TAKE_KEYS = ("number", "name", "track", "begins_s", "ends_s", "offset_s")
REGION_KEYS = (
    "id", "phrase", "words", "bars", "take", "start_s", "end_s", "gain_db", "fade_ms", "cut_dbfs",
    "cost_score", "runner_up", "runner_up_score", "reason", "hold",
)  # fmt: skip
_RANGES: Mapping[str, tuple[float, float, str]] = {
    "gain_db": (-24.0, 24.0, "dB"),
    "fade_ms": (1.0, 2000.0, "ms"),
    "start_s": (0.0, 1e6, "s"),
    "end_s": (0.0, 1e6, "s"),
}
_NUMBERS = (
    "start_s", "end_s", "gain_db", "fade_ms", "cut_dbfs", "cost_score", "runner_up_score",
    "begins_s", "ends_s", "offset_s",
)  # fmt: skip
_COUNTS = ("number", "phrase", "take", "runner_up")
_TEXTS = ("id", "name", "track", "words", "bars", "reason")
SAME_S = 1e-4

Row = tuple[Mapping[str, Any], Block, frozenset[str]]
"""What is written of a region, where, and what of it a person changed."""


class CompError(SheetError):
    """A comp cannot be used: a line a mistake, with file and line number."""


def check_take(file: str, words: Mapping[str, Any], block: Block) -> list[str]:
    """Return what is wrong with a take's table."""
    return [
        f"{file} line {block.line_of(key)}: {what}"
        for key, what in _wrong(words, "take", TAKE_KEYS, ("number", "name", "track"))
    ]


def check_region(
    file: str, words: Mapping[str, Any], block: Block, takes: Collection[Any]
) -> list[str]:
    """Return what is wrong with a region's table; ``takes`` are the numbers that there are."""
    needed = ("id", "phrase", "take", "start_s", "end_s")
    wrong = list(_wrong(words, "region", REGION_KEYS, needed))
    if not wrong and words["take"] not in takes:
        known = ", ".join(str(n) for n in takes)
        wrong.append(("take", f"there is no take {words['take']}; there are {known}"))
    if not wrong and not words["start_s"] < words["end_s"]:
        wrong.append(
            ("end_s", f"it ends at {words['end_s']} s, not after it starts ({words['start_s']} s)")
        )
    return [f"{file} line {block.line_of(key)}: {what}" for key, what in wrong]


def mended(
    file: str, rows: Sequence[Row]
) -> tuple[list[tuple[dict[str, Any], frozenset[str]]], list[str]]:
    """Return regions without gaps, and a sentence for each edge that followed its neighbour's.

    Where a person moved one of two edges that meet, the other one follows; where a region was
    taken out, the one before it plays on. Two edges that were both moved apart are a mistake.
    """
    out = [(dict(words), moved) for words, _, moved in rows]
    said, mistakes = [], []
    for i, (one, other) in enumerate(pairwise(out)):
        (left, left_moved), (right, right_moved) = one, other
        if abs(left["end_s"] - right["start_s"]) <= SAME_S:
            right["start_s"] = left["end_s"]
            continue
        here, there = "end_s" in left_moved, "start_s" in right_moved
        if here and not there and left["end_s"] < right["end_s"]:
            right["start_s"] = left["end_s"]
            said.append(f"{right['id']} now starts at {left['end_s']:.3f} s, as {left['id']} ends.")
        elif there and not here and right["start_s"] > left["start_s"]:
            left["end_s"] = right["start_s"]
            said.append(
                f"{left['id']} now ends at {right['start_s']:.3f} s, where {right['id']} starts."
            )
        elif not here and not there and left["end_s"] < right["start_s"]:
            left["end_s"] = right["start_s"]
            out[i] = (left, left_moved | {"end_s"})
            said.append(
                f"{left['id']} plays on until {right['start_s']:.3f} s, over what was taken out."
            )
        else:
            line = rows[i + 1][1].line_of("start_s")
            mistakes.append(
                f"{file} line {line}: {right['id']} starts at {right['start_s']} s, but "
                f"{left['id']} ends at {left['end_s']} s; give both the same time"
            )
    if mistakes:
        raise CompError("\n".join(mistakes))
    return out, said


def _wrong(
    words: Mapping[str, Any], what: str, known: Collection[str], needed: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for key in words:
        if key not in known:
            yield key, f"there is no {key!r}; a {what} has {', '.join(known)}"
    for key in needed:
        if key not in words:
            yield key, f"the {what} has no {key}"
    for key, value in words.items():
        if key in _NUMBERS and (isinstance(value, bool) or not isinstance(value, (int, float))):
            yield key, f"{key} is {value!r}, but takes a number"
        elif key in _COUNTS and (isinstance(value, bool) or not isinstance(value, int)):
            yield key, f"{key} is {value!r}, but takes a whole number"
        elif key in _TEXTS and not isinstance(value, str):
            yield key, f"{key} is {value!r}, but takes words in quotes"
        elif key == "hold" and not isinstance(value, bool):
            yield key, f"hold is {value!r}, but may be true or false"
        elif key in _RANGES:
            low, high, unit = _RANGES[key]
            if not low <= value <= high:
                yield key, f"{key} is {value} {unit}, but goes from {low:g} to {high:g} {unit}"
