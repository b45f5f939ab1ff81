"""Whether a recall sheet that a person has edited can be played; if not, the line and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

from tonmeister.effects import OutOfRange, effects, knobs_of, recall
from tonmeister.model import STAGES, StripKind
from tonmeister.studio import sheet_words as words_of
from tonmeister.studio.blocks import Block
from tonmeister.units import say


class SheetError(ValueError):
    """A sheet cannot be used. One line a mistake, each with file and line number."""


@dataclass(slots=True)
class _Mistakes:
    """Many small mistakes are collected and shown together."""

    file: str
    lines: list[str]

    def add(self, block: Block | None, key: str, what: str) -> None:
        place = f" line {block.line_of(key)}" if block else ""
        self.lines.append(f"{self.file}{place}: {what}")


def check_sheet(file: str, words: Mapping[str, Any], blocks: list[Block]) -> None:
    """Raise ``SheetError`` with every mistake in the sheet; nothing if it can be played."""
    found = _Mistakes(file, [])
    places = {kind: [b for b in blocks if b.kind == kind] for kind in {b.kind for b in blocks}}
    _check_head(words, places, found)
    if found.lines:
        raise SheetError("\n".join(found.lines))
    names = [s.get("name") for s in words.get("strip", ())]
    strips = _paired(words.get("strip", []), places.get("strip", []))
    decisions = iter(places.get("strip.decision", []))
    count = sum(len(strip.get("decision", ())) for strip in words.get("strip", ()))
    in_step = count == len(places.get("strip.decision", []))
    seen: set[str] = set()
    called: set[str] = set()
    for strip, block in strips:
        _check_strip(strip, block, called, found)
        for decision in strip.get("decision", ()):
            place = next(decisions) if in_step else None
            _check_decision(decision, place, names, seen, found)
    masters = sum(strip.get("kind") == "master" for strip in words.get("strip", ()))
    if masters != 1:
        found.add(None, "", f'there are {masters} strips of kind = "master"; one is needed')
    for taken, block in _paired(words.get("taken_back", []), places.get("taken_back", [])):
        _known(taken, words_of.TAKEN_BACK_KEYS, ("strip", "why", "id"), block, found)
    if found.lines:
        raise SheetError("\n".join(found.lines))


def _paired(entries: list[Any], blocks: list[Block]) -> list[tuple[Any, Block | None]]:
    if len(entries) == len(blocks):
        return list(zip(entries, blocks, strict=True))
    return [(entry, None) for entry in entries]


def _check_head(
    words: Mapping[str, Any], places: Mapping[str, list[Block]], found: _Mistakes
) -> None:
    top = places[""][0]
    tables = ("target", "amounts", "strip", "taken_back")
    needed = ("song", "genre", "rate_hz", "length_s", "target")
    _known(words, (*words_of.HEAD_KEYS, *tables), needed, top, found)
    for key in ("rate_hz", "revision"):
        if type(words.get(key, 1)) is not int or words.get(key, 1) < 1:
            found.add(top, key, f"{key} is {words[key]!r}, but takes a whole number above 0")
    for key in ("length_s", "tempo_bpm"):
        _number(words, key, top, found)
    target = next(iter(places.get("target", [])), None)
    if isinstance(words.get("target"), dict):
        known = words_of.TARGET_KEYS
        _known(words["target"], known, known, target, found)
        for key in known:
            _number(words["target"], key, target, found)
    amounts = next(iter(places.get("amounts", [])), None)
    for stage, value in words.get("amounts", {}).items():
        if stage not in STAGES:
            found.add(amounts, stage, f"there is no stage {stage!r}; there are {', '.join(STAGES)}")
        elif _number(words["amounts"], stage, amounts, found) and not 0.0 <= value <= 100.0:
            found.add(amounts, stage, f"{stage} is {value:g} %, but goes from 0 % to 100 %")


def _check_strip(
    strip: Mapping[str, Any], block: Block | None, seen: set[str], found: _Mistakes
) -> None:
    if not _known(strip, (*words_of.STRIP_KEYS, "decision"), ("name", "kind"), block, found):
        return
    name = strip["name"]
    if name in seen:
        found.add(block, "name", f"two strips are called {name!r}")
    seen.add(name)
    if strip["kind"] not in get_args(StripKind):
        kinds = ", ".join(get_args(StripKind))
        found.add(block, "kind", f"{name}: kind is {strip['kind']!r}, but may be {kinds}")


def _check_decision(
    words: Mapping[str, Any],
    block: Block | None,
    names: list[Any],
    seen: set[str],
    found: _Mistakes,
) -> None:
    if not _known(words, words_of.DECISION_KEYS, ("id", "stage", "effect"), block, found):
        return
    name = words["id"]
    if name in seen:
        found.add(block, "id", f"two decisions are called {name!r}; give the second another id")
    seen.add(name)
    if words["stage"] not in STAGES:
        stages = ", ".join(STAGES)
        found.add(block, "stage", f"{name}: stage is {words['stage']!r}, but may be {stages}")
    for key in ("bypass", "hold"):
        if not isinstance(words.get(key, False), bool):
            found.add(block, key, f"{name}: {key} is {words[key]!r}, but may be true or false")
    if not isinstance(words.get("author", ""), str):
        found.add(block, "author", f"{name}: author is {words['author']!r}, but takes a name")
    if _number(words, "amount_percent", block, found) and not (
        0.0 <= words.get("amount_percent", 100.0) <= 100.0
    ):
        amount = words["amount_percent"]
        found.add(block, "amount_percent", f"{name}: {amount:g} % is not an amount: 0 % to 100 %")
    if words.get("key") and words["key"] not in names:
        found.add(block, "key", f"{name}: the key {words['key']!r} is no strip of this sheet")
    for key in ("settings", "curves", "predicted", "measured"):
        if not isinstance(words.get(key, {}), dict):
            found.add(block, key, f"{name}: {key} takes {{ knob = value, ... }}")
            return
    _check_knobs(words, block, found)


def _check_knobs(words: Mapping[str, Any], block: Block | None, found: _Mistakes) -> None:
    name, effect = words["id"], words["effect"]
    if effect not in effects():
        found.add(
            block,
            "effect",
            f"{name}: there is no effect {effect!r}; there are {', '.join(effects())}",
        )
        return
    knobs = {knob.name: knob for knob in knobs_of(effects()[effect])}
    settings = {k: words_of.to_setting(v) for k, v in words.get("settings", {}).items()}
    before = len(found.lines)
    for knob, value in settings.items():
        try:
            recall(effect, {knob: value})
        except OutOfRange as error:
            found.add(block, knob, f"{name}: {error}")
    if len(found.lines) == before:
        try:
            recall(effect, settings)  # knobs that do not go together
        except OutOfRange as error:
            found.add(block, "settings", f"{name}: {error}")
    for knob, points in words.get("curves", {}).items():
        declared = knobs.get(knob)
        if declared is None or not declared.automatable:
            can = ", ".join(k.name for k in knobs.values() if k.automatable) or "none"
            found.add(
                block, "curves", f"{name}: {effect} cannot automate {knob}; it can automate {can}"
            )
            continue
        try:
            curve = words_of.to_curve(points)
        except (TypeError, ValueError):
            found.add(block, "curves", f"{name}: the curve of {knob} takes [seconds, value] pairs")
            continue
        if not curve or any(b[0] < a[0] for a, b in pairwise(curve)):
            found.add(block, "curves", f"{name}: the times of the curve of {knob} must go forward")
        for at_s, value in curve:
            if not declared.low <= value <= declared.high:
                found.add(
                    block,
                    "curves",
                    f"{name}: {effect}: {knob} is {say(knob, value)} at {at_s:g} s, but goes from "
                    f"{say(knob, declared.low)} to {say(knob, declared.high)} ({declared.doc})",
                )
                break


def _number(words: Mapping[str, Any], key: str, block: Block | None, found: _Mistakes) -> bool:
    value = words.get(key, 0.0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        found.add(block, key, f"{key} is {value!r}, but takes a number")
        return False
    return True


def _known(
    words: Mapping[str, Any],
    known: Collection[str],
    needed: Collection[str],
    block: Block | None,
    found: _Mistakes,
) -> bool:
    """Note keys that are unknown or missing; says whether all that is needed is there."""
    for key in words:
        if key not in known:
            found.add(block, key, f"there is no {key!r} here; there are {', '.join(known)}")
    missing = [key for key in needed if key not in words]
    for key in missing:
        found.add(block, key, f"{key} is missing")
    return not missing
