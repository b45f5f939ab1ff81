"""The plan of a song: bar by bar, who plays, how hard, where fills and the end are."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.knowledge.styles import Style
from tonmeister.model import BarPlan, Chart
from tonmeister.music.clock import bar_count, bar_start, meter_at
from tonmeister.producer.arranging.energy import energies
from tonmeister.producer.arranging.sections import role_of

LONG_SECTION_BARS = 12
FILL_EVERY_BARS = 8
CHORDAL = {"keys", "guitar", "pad", "strings"}


def bar_plan(chart: Chart, style: Style, parts: Sequence[str]) -> tuple[BarPlan, ...]:
    """Return what each bar is for. ``chart`` has sections over all of its bars."""
    count = bar_count(chart)
    levels = energies(chart.sections, style.form.contrast_ratio)
    roles = [role_of(s.name) for s in chart.sections]
    last_chorus = max((n for n, role in enumerate(roles) if role == "chorus"), default=-1)
    sung = _sung_bars(chart, count)
    out: list[BarPlan] = []
    for n, section in enumerate(chart.sections):
        who = _players(style, parts, roles[n], levels[n])
        if section.name.startswith("Count-in"):
            who &= {"drums"}
        for bar in range(section.first_bar, section.first_bar + section.bars):
            place = bar - section.first_bar
            last = place == section.bars - 1
            playing = set(who)
            if "lead" in parts and bar in sung:
                playing.add("lead")
            before_last_chorus = last and n + 1 == last_chorus and roles.count("chorus") > 1
            if before_last_chorus and section.bars >= 4:
                playing -= style.form.dropout_parts
            ending = bar == count - 1
            if ending:
                playing |= {p for p in parts if p in who or p in ("drums", "bass")} - {"lead"}
            inside = section.bars >= LONG_SECTION_BARS and (place + 1) % FILL_EVERY_BARS == 0
            out.append(
                BarPlan(
                    bar=bar, start_quarters=bar_start(chart, bar), meter=meter_at(chart, bar),
                    section=section.name, first=place == 0, last=last,
                    energy_score=round(levels[n], 3),
                    fill=not ending and section.bars >= 4 and (last or inside),
                    ending=ending, parts=frozenset(playing),
                )
            )  # fmt: skip
    return tuple(out)


def _players(style: Style, parts: Sequence[str], role: str, energy: float) -> set[str]:
    """Return who plays in a section: those whose moment has come.

    Where no chord instrument would play, the first one there is does; never is everybody silent.
    """
    band = [p for p in parts if p != "lead"]
    if role == "breakdown":
        who = {p for p in band if p in style.form.breakdown_parts}
    elif role == "intro":
        who = {p for p in band if p in style.form.intro_parts}
    else:
        who = {p for p in band if energy >= style.chairs[p].enters_score}
        if not who & CHORDAL:
            who |= set([p for p in band if p in CHORDAL][:1])
    return who or set([p for p in band if p in CHORDAL][:1]) or set(band[:1])


def _sung_bars(chart: Chart, count: int) -> set[int]:
    """Return the bars in which the melody sounds."""
    out: set[int] = set()
    bar = 0
    for note in sorted(chart.melody, key=lambda n: n.start_quarters):
        end = note.start_quarters + note.length_quarters
        while bar + 1 < count and bar_start(chart, bar + 1) <= note.start_quarters:
            bar += 1
        at = bar
        while at < count and bar_start(chart, at) < end:
            out.add(at)
            at += 1
    return out
