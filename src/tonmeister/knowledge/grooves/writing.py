"""A groove as the text of a TOML file, as those on the shelf are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tonmeister.knowledge.grooves.nouns import Bar, Figure, Fill, Groove, Pattern, PerLane
from tonmeister.knowledge.grooves.steps import ROLL, BadGroove, digit_of

_STEPS = (4, 3, 8, 6, 12, 24)
"""Steps a quarter that bars are written in: sixteenths first, then triplets, then finer ones."""

_HEAD = (
    "# Steps: a dot rests, 9 is as hard as it goes, 1 hardly heard; | ends a bar.\n"
    "# Grades: standard, published, measured, practice, guess.\n"
)


def groove_text(groove: Groove) -> str:
    """Return the groove's file: read back, it is the same groove (strengths as digits)."""
    swing = groove.swing
    flags = ["by_tempo = true"] * swing.by_tempo + ["kept = true"] * swing.kept
    contour = groove.contour
    blocks = [
        f"# {groove.title}\n{_HEAD}",
        _block("about", [
            f"title = {_quoted(groove.title)}", f"reads_as = {_quoted(groove.reads_as)}",
            f"kit = {_quoted(groove.kit)}",
        ]),
        _block("tempo_bpm", _figure(groove.tempo_bpm)),
        _block("swing_percent", [f"grid = {swing.grid}", *flags, *_figure(swing.percent)]),
        _block("push_ms", _lanes(groove.push_ms)),
        _block("loose_ms", _lanes(groove.loose_ms)),
        _block("loose_velocity_percent", _lanes(groove.loose_velocity_percent)),
        _block("contour_percent", [
            f"beats = {list(contour.beats_percent)}", f"bars = {list(contour.bars_percent)}",
            f"grade = {_quoted(contour.grade)}", f"source = {_quoted(contour.source)}",
        ]),
        *(_pattern(p) for p in groove.patterns),
        *(_fill(f) for f in groove.fills),
    ]  # fmt: skip
    if groove.after_fill:
        energy = [f"energy = {groove.crash_energy_score}"]
        blocks.append(_block("after_fill", energy + _first(groove.after_fill)))
    if groove.ending:
        blocks.append(_block("ending", _first(groove.ending)))
    return "\n".join(blocks)


def step_lines(bars: Sequence[Bar], bar_quarters: Fraction) -> Mapping[str, str]:
    """Return bars of strokes as lines of steps, one a lane, and one for its rolls."""
    places = [s.at_quarters for bar in bars for s in bar]
    places += [s.length_quarters for bar in bars for s in bar if s.roll_count > 1]
    for per_quarter in _STEPS:
        count = bar_quarters * per_quarter
        if count.denominator == 1 and all((at * per_quarter).denominator == 1 for at in places):
            return _lines(bars, bar_quarters, int(count))
    raise BadGroove("the strokes lie on no grid of up to 24 steps a quarter")


def _lines(bars: Sequence[Bar], bar_quarters: Fraction, count: int) -> dict[str, str]:
    lanes = dict.fromkeys(s.lane for bar in bars for s in bar)
    out: dict[str, str] = {}
    beat = int(count / bar_quarters)
    for lane in lanes:
        steps = [["."] * count for _ in bars]
        rolls = [["."] * count for _ in bars]
        for n, bar in enumerate(bars):
            for s in bar:
                if s.lane == lane:
                    place = int(s.at_quarters * beat)
                    steps[n][place] = str(digit_of(s.velocity))
                    if s.roll_count > 1:
                        held = max(1, int(s.length_quarters * beat))
                        rolls[n][place : place + held] = [str(s.roll_count), *"-" * (held - 1)]
        out[lane] = "|".join(_spaced(bar, beat) for bar in steps)
        if any(sign != "." for bar in rolls for sign in bar):
            out[lane + ROLL] = "|".join(_spaced(bar, beat) for bar in rolls)
    return out


def _spaced(signs: Sequence[str], beat: int) -> str:
    return " ".join("".join(signs[n : n + beat]) for n in range(0, len(signs), beat))


def _quoted(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _block(name: str, lines: Sequence[str]) -> str:
    return "\n".join([f"[{name}]", *lines]) + "\n"


def _figure(one: Figure) -> list[str]:
    return [
        f"low = {one.low}", f"usual = {one.usual}", f"high = {one.high}",
        f"grade = {_quoted(one.grade)}", f"source = {_quoted(one.source)}",
    ]  # fmt: skip


def _lanes(one: PerLane) -> list[str]:
    return [
        *(f"{lane} = {value}" for lane, value in one.lanes.items()), f"other = {one.other}",
        f"grade = {_quoted(one.grade)}", f"source = {_quoted(one.source)}",
    ]  # fmt: skip


def _pattern(one: Pattern) -> str:
    lines = [
        f"name = {_quoted(one.name)}", f"use = {_quoted(one.use)}",
        f'meter = "{one.beats}/{one.unit}"',
        f"energy = [{one.low_energy_score}, {one.high_energy_score}]",
    ]  # fmt: skip
    return _block("[pattern]", lines + _steps(one.bars, one.bar_quarters))


def _fill(one: Fill) -> str:
    beats = one.length_quarters / (Fraction(3, 2) if one.compound else 1)
    lines = [
        f"name = {_quoted(one.name)}", f"beats = {float(beats):g}",
        f"energy = [{one.low_energy_score}, {one.high_energy_score}]",
    ]  # fmt: skip
    lines += ["compound = true"] * one.compound
    if one.keeps:
        lines.append(f"keeps = [{', '.join(_quoted(lane) for lane in sorted(one.keeps))}]")
    return _block("[fill]", lines + _steps((one.strokes,), one.length_quarters))


def _steps(bars: Sequence[Bar], bar_quarters: Fraction) -> list[str]:
    rows = step_lines(bars, bar_quarters)
    width = max(len(lane) for lane in rows)
    return [f'{lane.ljust(width)} = "{steps}"' for lane, steps in rows.items()]


def _first(strokes: Bar) -> list[str]:
    return [f'{s.lane} = "{digit_of(s.velocity)}"' for s in strokes]
