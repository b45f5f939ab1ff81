"""A style from what a file says, checked word by word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast, get_args

from tonmeister.knowledge.grooves.nouns import Figure
from tonmeister.knowledge.read import Grade
from tonmeister.knowledge.styles.nouns import LEVELS, Chair, Form, Style

Raw = Mapping[str, Any]
PARTS = ("drums", "bass", "keys", "guitar", "pad", "strings", "lead")
PATTERNS = (*LEVELS, "three", "six", "left", "left_three", "left_six")
RULES = {
    "drums": ("groove",),
    "bass": ("figure", "kick", "walk"),
    "keys": ("figure", "comp", "two hands"),
    "guitar": ("strum", "pick"),
    "pad": ("hold",),
    "strings": ("hold", "quartet"),
    "lead": ("melody",),
}
VOICINGS = ("close", "drop2", "both", "rootless", "full", "shell", "top", "power", "none")
SIGNS = frozenset("RrDdUuxpBbTt123456853790oiaA><-.| ")


class BadStyle(ValueError):
    """A style is not written as one; one line says where and what would do."""


def style_from(raw: Raw, name: str, tempo_bpm: Figure, common: Raw | None = None) -> Style:
    """Return the style that a parsed TOML file is; raises ``BadStyle`` with one clear line.

    ``tempo_bpm`` is its groove's; chairs that it does not name are those of ``common``.
    """
    if strange := sorted(set(raw) - {"about", "form", "part"}):
        raise BadStyle(f"{name}: [{strange[0]}] is not known; there are about, form, part")
    about = _table(raw, "about", name)
    rows = {**(common or {}).get("part", {}), **_table(raw, "part", name)}
    chairs = {part: _chair(part, _table(rows, part, f"{name}, part"), name) for part in rows}
    parts = tuple(about.get("parts", ()))
    if strange := [p for p in parts if p not in chairs]:
        raise BadStyle(f"{name}: {strange[0]} plays, but there is no [part.{strange[0]}]")
    return Style(
        name=name,
        title=_text(about, "title", name),
        family=_text(about, "family", name),
        genre=_text(about, "genre", name),
        reads_as=_text(about, "reads_as", name),
        groove=_text(about, "groove", name),
        tempo_bpm=tempo_bpm,
        parts=parts,
        lead=about.get("lead", True) is True,
        chairs=chairs,
        form=_form(_table(raw, "form", name), name),
    )


def _chair(part: str, raw: Raw, name: str) -> Chair:
    where = f"{name}, part.{part}"
    if part not in PARTS:
        raise BadStyle(f"{where}: there is no such part; there are {', '.join(PARTS)}")
    rule, voicing = _text(raw, "rule", where), str(raw.get("voicing", "none"))
    if rule not in RULES[part]:
        raise BadStyle(f"{where}: rule is {rule!r}, but is one of {', '.join(RULES[part])}")
    if voicing not in VOICINGS:
        raise BadStyle(f"{where}: voicing is {voicing!r}, but is one of {', '.join(VOICINGS)}")
    patterns = {key: _patterns(raw[key], f"{where}, {key}") for key in PATTERNS if key in raw}
    low = int(_number(raw, "low", 0, 127, where, 36))
    grade, source = _known(raw, where)
    return Chair(
        part=part, preset=_text(raw, "preset", where), rule=rule, voicing=voicing, low=low,
        program=int(_number(raw, "program", 0, 127, where, 0)),
        voices=int(_number(raw, "voices", 1, 6, where, 4)),
        high=int(_number(raw, "high", low, 127, where, 84)),
        push_ms=_number(raw, "push_ms", -60.0, 60.0, where, 0.0),
        loose_ms=_number(raw, "loose_ms", 0.0, 40.0, where, 0.0),
        velocity_score=_number(raw, "velocity_score", 0.05, 1.0, where, 0.7),
        enters_score=_number(raw, "enters_score", 0.0, 1.0, where, 0.0),
        spread_ms=_number(raw, "spread_ms", 0.0, 60.0, where, 0.0),
        anchor_low=int(_number(raw, "anchor_low", 0, 127, where, low)),
        hold_quarters=_number(raw, "hold_quarters", 0.25, 8.0, where, 1.5),
        patterns=patterns, grade=grade, source=source,
    )  # fmt: skip


def _form(raw: Raw, name: str) -> Form:
    where = f"{name}, form"
    grade, source = _known(raw, where)
    return Form(
        intro_bars=int(_number(raw, "intro_bars", 0, 8, where, 4)),
        intro_chords=str(raw.get("intro_chords", "first")),
        intro_parts=frozenset(raw.get("intro_parts", ())),
        dropout_parts=frozenset(raw.get("dropout_parts", ())),
        breakdown_parts=frozenset(raw.get("breakdown_parts", ("keys", "pad", "strings"))),
        contrast_ratio=_number(raw, "contrast_ratio", 0.0, 1.5, where, 1.0),
        ritard_percent=_number(raw, "ritard_percent", 0.0, 40.0, where, 0.0),
        grade=grade, source=source,
    )  # fmt: skip


def _patterns(said: object, where: str) -> tuple[str, ...]:
    rows = [said] if isinstance(said, str) else said
    if not isinstance(rows, list) or not rows or not all(isinstance(r, str) for r in rows):
        raise BadStyle(f"{where}: takes a list of bars written in signs")
    for row in rows:
        if strange := sorted(set(row) - SIGNS):
            raise BadStyle(f"{where}: {row!r} has {strange[0]!r}, which is no sign of ours")
    return tuple(rows)


def _table(raw: Raw, key: str, where: str) -> Raw:
    table = raw.get(key)
    if not isinstance(table, Mapping):
        raise BadStyle(f"{where}: the table [{key}] is missing")
    return table


def _text(table: Raw, key: str, where: str) -> str:
    said = table.get(key)
    if not isinstance(said, str) or not said.strip():
        raise BadStyle(f"{where}: {key} is missing: a few words")
    return said


def _number(table: Raw, key: str, low: float, high: float, where: str, usual: float) -> float:
    said = table.get(key, usual)
    fits = isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said)
    if not fits or not low <= said <= high:
        raise BadStyle(f"{where}: {key} is {said!r}, but takes a number from {low:g} to {high:g}")
    return float(said)


def _known(table: Raw, where: str) -> tuple[Grade, str]:
    if table.get("grade") not in get_args(Grade):
        raise BadStyle(f"{where}: grade is one of {', '.join(get_args(Grade))}")
    return cast(Grade, table["grade"]), _text(table, "source", where)
