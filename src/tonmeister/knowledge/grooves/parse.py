"""A groove from what a file says, checked word by word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast, get_args

from tonmeister.knowledge.grooves.lanes import LANES
from tonmeister.knowledge.grooves.nouns import (
    Bar,
    Contour,
    Figure,
    Fill,
    Groove,
    Pattern,
    PerLane,
    Swing,
)
from tonmeister.knowledge.grooves.steps import BadGroove, read_bars
from tonmeister.knowledge.read import Grade

Raw = Mapping[str, Any]
_GRADES = get_args(Grade)
_TABLES = {
    "about", "tempo_bpm", "swing_percent", "push_ms", "loose_ms", "loose_velocity_percent",
    "contour_percent", "pattern", "fill", "after_fill", "ending",
}  # fmt: skip
LARGEST_PUSH_MS, LARGEST_LOOSE_MS, LARGEST_LOOSE_PERCENT = 60.0, 40.0, 40.0


def groove_from(raw: Raw, name: str) -> Groove:
    """Return the groove that a parsed TOML file is; raises ``BadGroove`` with one clear line."""
    if strange := sorted(set(raw) - _TABLES):
        raise BadGroove(f"{name}: [{strange[0]}] is not known; there are {', '.join(_TABLES)}")
    about = _table(raw, "about", name)
    accent = dict(raw.get("after_fill", {}))
    from_energy = _number(accent.pop("energy", 0.0), 0.0, 1.0, f"{name}, after_fill energy")
    return Groove(
        name=name,
        title=_text(about, "title", f"{name}, about"),
        reads_as=_text(about, "reads_as", f"{name}, about"),
        kit=_text(about, "kit", f"{name}, about"),
        tempo_bpm=_figure(_table(raw, "tempo_bpm", name), 20.0, 400.0, f"{name}, tempo_bpm"),
        swing=_swing(_table(raw, "swing_percent", name), f"{name}, swing_percent"),
        push_ms=_lanes(raw, "push_ms", -LARGEST_PUSH_MS, LARGEST_PUSH_MS, name),
        loose_ms=_lanes(raw, "loose_ms", 0.0, LARGEST_LOOSE_MS, name),
        loose_velocity_percent=_lanes(
            raw, "loose_velocity_percent", 0.0, LARGEST_LOOSE_PERCENT, name
        ),
        contour=_contour(_table(raw, "contour_percent", name), f"{name}, contour_percent"),
        patterns=tuple(_pattern(one, name) for one in raw.get("pattern", ())),
        fills=tuple(_fill(one, name) for one in raw.get("fill", ())),
        after_fill=_first(accent, f"{name}, after_fill"),
        crash_energy_score=from_energy,
        ending=_first(raw.get("ending", {}), f"{name}, ending"),
    )


def _table(raw: Raw, key: str, name: str) -> Raw:
    table = raw.get(key)
    if not isinstance(table, Mapping):
        raise BadGroove(f"{name}: the table [{key}] is missing")
    return table


def _text(table: Raw, key: str, where: str) -> str:
    said = table.get(key)
    if not isinstance(said, str) or not said.strip():
        raise BadGroove(f"{where}: {key} is missing: a few words")
    return said


def _number(said: object, low: float, high: float, where: str) -> float:
    fits = isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said)
    if not fits or not low <= float(cast(float, said)) <= high:
        raise BadGroove(f"{where} is {said!r}, but takes a number from {low:g} to {high:g}")
    return float(cast(float, said))


def _known(table: Raw, where: str) -> tuple[Grade, str]:
    if table.get("grade") not in _GRADES:
        raise BadGroove(f"{where}: grade is one of {', '.join(_GRADES)}")
    return cast(Grade, table["grade"]), _text(table, "source", where)


def _figure(table: Raw, low: float, high: float, where: str) -> Figure:
    grade, source = _known(table, where)
    least = _number(table.get("low"), low, high, f"{where}: low")
    most = _number(table.get("high"), least, high, f"{where}: high")
    usual = _number(table.get("usual"), least, most, f"{where}: usual")
    return Figure(low=least, usual=usual, high=most, grade=grade, source=source)


def _swing(table: Raw, where: str) -> Swing:
    grid = table.get("grid")
    if grid not in (8, 16):
        raise BadGroove(f"{where}: grid is {grid!r}, but is 8 or 16")
    by_tempo, kept = table.get("by_tempo", False), table.get("kept", False)
    percent = _figure(table, 50.0, 80.0, where)
    return Swing(percent=percent, grid=int(grid), by_tempo=bool(by_tempo), kept=bool(kept))


def _lanes(raw: Raw, key: str, low: float, high: float, name: str) -> PerLane:
    table, where = dict(_table(raw, key, name)), f"{name}, {key}"
    grade, source = _known(table, where)
    other = _number(table.pop("other", 0.0), low, high, f"{where}: other")
    rows = {lane: v for lane, v in table.items() if lane not in ("grade", "source")}
    if strange := [lane for lane in rows if lane not in LANES]:
        raise BadGroove(f"{where}: there is no lane {strange[0]!r}; there are {', '.join(LANES)}")
    numbers = {lane: _number(v, low, high, f"{where}: {lane}") for lane, v in rows.items()}
    return PerLane(lanes=numbers, other=other, grade=grade, source=source)


def _contour(table: Raw, where: str) -> Contour:
    grade, source = _known(table, where)
    beats, bars = (
        tuple(_number(v, -40.0, 40.0, f"{where}: {key}") for v in table.get(key, ()))
        for key in ("beats", "bars")
    )
    if not beats or not bars:
        raise BadGroove(f"{where}: beats and bars are lists of percents")
    return Contour(beats_percent=beats, bars_percent=bars, grade=grade, source=source)


def _energies(table: Raw, where: str) -> tuple[float, float]:
    said = table.get("energy", [0.0, 1.0])
    if not isinstance(said, list) or len(said) != 2:
        raise BadGroove(f"{where}: energy is two numbers from 0 to 1: [0.0, 0.6]")
    low = _number(said[0], 0.0, 1.0, f"{where}: energy")
    return low, _number(said[1], low, 1.0, f"{where}: energy")


_PATTERN_WORDS = {"name", "use", "meter", "energy"}
_FILL_WORDS = {"name", "beats", "compound", "energy", "keeps"}


def _pattern(raw: Raw, name: str) -> Pattern:
    where = f"{name}, pattern {raw.get('name', '?')!r}"
    beats, _, unit = str(raw.get("meter", "4/4")).partition("/")
    if not (beats.isdigit() and unit in ("2", "4", "8", "16")) or not 1 <= int(beats) <= 32:
        raise BadGroove(f"{where}: meter is {raw.get('meter')!r}, but is written 4/4 or 6/8")
    use = raw.get("use", "bar")
    if use not in ("bar", "intro"):
        raise BadGroove(f"{where}: use is {use!r}, but is bar or intro")
    low, high = _energies(raw, where)
    lines = {lane: str(v) for lane, v in raw.items() if lane not in _PATTERN_WORDS}
    bars = read_bars(lines, Fraction(4 * int(beats), int(unit)), where)
    return Pattern(
        name=_text(raw, "name", where), use=use, beats=int(beats), unit=int(unit),
        low_energy_score=low, high_energy_score=high, bars=bars,
        triplets=any(_is_triplet(bar) for bar in bars),
    )  # fmt: skip


def _fill(raw: Raw, name: str) -> Fill:
    where = f"{name}, fill {raw.get('name', '?')!r}"
    low, high = _energies(raw, where)
    compound = bool(raw.get("compound", False))
    count = _number(raw.get("beats"), 1.0, 16.0, f"{where}: beats")
    length = Fraction(count).limit_denominator(8) * (Fraction(3, 2) if compound else 1)
    lines = {lane: str(v) for lane, v in raw.items() if lane not in _FILL_WORDS}
    bars = read_bars(lines, length, where)
    if len(bars) != 1:
        raise BadGroove(f"{where}: a fill has no bar lines; it ends with the bar")
    keeps = frozenset(raw.get("keeps", ()))
    if strange := sorted(keeps - set(LANES)):
        raise BadGroove(f"{where}: keeps names {strange[0]!r}, which is no lane")
    return Fill(
        name=_text(raw, "name", where), length_quarters=length, low_energy_score=low,
        high_energy_score=high, strokes=bars[0], keeps=keeps, compound=compound,
        triplets=_is_triplet(bars[0]),
    )  # fmt: skip


def _first(raw: Raw, where: str) -> Bar:
    """Return strokes on the first beat: one digit a lane."""
    lines = {lane: str(v) for lane, v in raw.items()}
    if any(len(v) != 1 for v in lines.values()):
        raise BadGroove(f"{where}: one digit a lane")
    return read_bars(lines, Fraction(1), where)[0] if lines else ()


def _is_triplet(bar: Bar) -> bool:
    return any(s.at_quarters.denominator % 3 == 0 for s in bar)
