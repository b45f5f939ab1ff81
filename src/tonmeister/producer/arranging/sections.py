"""The parts of a song: as the chart names them, or eight bars at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from tonmeister.model import Chart, ChartSection
from tonmeister.music.chord_kinds import semitones
from tonmeister.music.clock import bar_count, bar_start

USUAL_BARS = 8
LIFTED_SEMITONES = 2.0
ALIKE = 0.75
"""Share of bars with the same root from which two stretches are one letter."""

ROLES: dict[str, tuple[str, ...]] = {
    "intro": ("intro", "vorspiel", "count"),
    "pre-chorus": ("pre", "build", "lift"),
    "chorus": ("chorus", "refrain", "hook", "drop"),
    "breakdown": ("breakdown", "break"),
    "bridge": ("bridge", "middle", "c-part"),
    "solo": ("solo", "instrumental", "interlude", "head out"),
    "outro": ("outro", "coda", "ending", "tag", "nachspiel"),
    "verse": ("verse", "strophe", "head"),
}
"""Role -> words that a section's name may begin with or hold."""


def role_of(name: str) -> str:
    """Return the role of a section by its name; "other" where the name says none."""
    said = name.casefold().strip()
    for role, words in ROLES.items():
        if any(said.startswith(w) for w in words):
            return role
    for role, words in ROLES.items():
        if any(part.startswith(w) for part in said.split() for w in words):
            return role
    return "other"


def with_sections(chart: Chart) -> tuple[Chart, str | None]:
    """Return the chart with sections over all of its bars, and what was made up, in words.

    A chart without sections is read eight bars at a time; stretches whose chords are alike get
    one letter. The one that comes most often (not the first) is taken for the chorus; one that
    comes once is if its tune lies clearly higher than the first's.
    """
    bars = bar_count(chart)
    if chart.sections:
        return replace(chart, sections=_without_gaps(chart, bars)), None
    roots = [_root(chart, bar) for bar in range(bars)]
    starts = list(range(0, bars, USUAL_BARS))
    if len(starts) > 1 and bars - starts[-1] < USUAL_BARS // 2:
        starts.pop()
    ends = [*starts[1:], bars]
    letters: list[str] = []
    first: dict[str, list[int | None]] = {}
    for start, end in zip(starts, ends, strict=True):
        own = roots[start:end]
        letter = next((k for k, other in first.items() if _alike(own, other)), None)
        if letter is None:
            letter = chr(ord("A") + min(len(first), 25))
            first[letter] = own
        letters.append(letter)
    heights = _heights(chart, list(zip(starts, ends, letters, strict=True)))
    names = _names(letters, heights)
    sections = tuple(
        ChartSection(name=names[letter], first_bar=start, bars=end - start, letter=letter)
        for start, end, letter in zip(starts, ends, letters, strict=True)
    )
    said = "The chart names no sections: I read it as " + " ".join(letters) + "."
    return replace(chart, sections=sections), said


def _names(letters: list[str], heights: dict[str, float]) -> dict[str, str]:
    if len(set(letters)) == 1:
        return {letters[0]: "Verse"}
    count = Counter(letters)
    others = sorted(set(letters) - {letters[0]})
    low = min(heights.values(), default=0.0)
    chorus = max(others, key=lambda k: (count[k], heights.get(k, low)))
    lifts = heights.get(chorus, 0.0) - heights.get(letters[0], 0.0) >= LIFTED_SEMITONES
    names = {letter: f"Part {letter}" for letter in letters}
    sings = count[chorus] > 1 or (letters[0] in heights and chorus in heights and lifts)
    return names | {letters[0]: "Verse", chorus: "Chorus" if sings else "Bridge"}


def _heights(chart: Chart, stretches: list[tuple[int, int, str]]) -> dict[str, float]:
    """Return how high the tune lies in the stretches of each letter, in MIDI pitches."""
    found: dict[str, list[tuple[float, float]]] = {}
    for start, end, letter in stretches:
        a, b = bar_start(chart, start), bar_start(chart, end)
        inside = [n for n in chart.melody if a <= n.start_quarters < b]
        found.setdefault(letter, []).extend(
            (float(n.length_quarters), float(n.pitch.midi)) for n in inside
        )
    return {
        letter: sum(length * midi for length, midi in notes) / sum(length for length, _ in notes)
        for letter, notes in found.items()
        if notes
    }


def _alike(one: list[int | None], other: list[int | None]) -> bool:
    size = min(len(one), len(other))
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return size > 0 and same / max(len(one), len(other)) >= ALIKE


def _root(chart: Chart, bar: int) -> int | None:
    start, end = bar_start(chart, bar), bar_start(chart, bar + 1)
    inside = [c for c in chart.chords if c.start_quarters < end
              and c.start_quarters + c.length_quarters > start]  # fmt: skip
    return semitones(inside[0].symbol.root_fifths) if inside else None


def _without_gaps(chart: Chart, bars: int) -> tuple[ChartSection, ...]:
    """Return the chart's sections in order, none overlapping, the gaps between them filled."""
    out: list[ChartSection] = []
    at = 0
    for section in sorted(chart.sections, key=lambda s: s.first_bar):
        if section.first_bar > at:
            out.append(ChartSection(name="Part", first_bar=at, bars=section.first_bar - at))
        first = max(at, section.first_bar)
        last = min(bars, section.first_bar + section.bars)
        if last > first:
            out.append(replace(section, first_bar=first, bars=last - first))
            at = last
    if at < bars:
        out.append(ChartSection(name="Part", first_bar=at, bars=bars - at))
    return tuple(out)
