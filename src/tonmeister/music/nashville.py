"""The Nashville number chart: what a studio band reads, in any key.

Numbers are degrees of the major scale (in a minor key of its relative major: home is 6-), ``-`` is
minor, a split bar stands in parentheses with a tick a beat where its beats are uneven, ``<1>``, a
diamond, is struck and rings.
Williams, "The Nashville Number System" (1988), as in common use.
"""

from __future__ import annotations

import re
from fractions import Fraction

from tonmeister.model import Chart, ChartChord, ChordSymbol, KeyAt
from tonmeister.music.clock import key_at, meter_at
from tonmeister.music.number_chart import UP, Slot, accidental, beats, number_chart, slots
from tonmeister.music.spelling import signature_fifths

DEGREES = {0: "1", 2: "2", 4: "3", -1: "4", 1: "5", 3: "6", 5: "7"}
KINDS = (("mmaj", "-maj"), ("m7b5", "ø7"), ("maj", "maj"), ("madd", "-add"), ("m", "-"),
         ("dim", "°"), ("aug", "+"))  # fmt: skip
RINGS_ON = "~"
LEGEND = (
    "- minor   (1 5) one bar   1'' 4' two beats, one beat   <1> strike, let it ring (~)   "
    "1/3 the third in the bass"
)
_ALTERED = re.compile(r"([b#]\d+)")


def nashville(chart: Chart) -> str:
    """Return the chart as text for a fixed-width font, section by section."""
    return number_chart(chart, "Nashville numbers", lambda bar: _bar(chart, bar), LEGEND)


def number(symbol: ChordSymbol, key: KeyAt) -> str:
    """Return a chord in numbers: ``number(read_symbol("A/C#"), D major) == "5/7"``."""
    tonic = signature_fifths(key)
    bass = "" if symbol.bass_fifths is None else "/" + degree(symbol.bass_fifths - tonic)
    return degree(symbol.root_fifths - tonic) + kind(symbol.quality) + bass


def degree(fifths: int) -> str:
    """Return the degree of the major scale, with its sign in front."""
    steps = (fifths + 1) // 7
    return accidental(steps) + DEGREES[fifths - 7 * steps]


def kind(quality: str) -> str:
    """Return how a kind of chord is written behind a number: ``-`` minor, ``⁷`` a seventh."""
    for ours, theirs in KINDS:
        if quality.startswith(ours):
            quality = theirs + quality.removeprefix(ours)
            break
    figures, altered, rest = _ALTERED.split(quality, maxsplit=1) if _ALTERED.search(quality) else (
        quality, "", "")  # fmt: skip
    figures = re.sub(r"^(\D?)(\d+)", lambda m: m[1] + m[2].translate(UP), figures)
    signs = altered.replace("b", "♭").replace("#", "♯")
    return figures + (f"({signs})" if signs else "") + rest


def _bar(chart: Chart, bar: int) -> str:
    found, meter = slots(chart, bar), meter_at(chart, bar)
    words = [_word(chart, slot) for slot in found]
    counts = [beats(slot, meter) for slot in found]
    if len(found) == 1:
        return words[0]
    if len(set(counts)) > 1:
        words = [word + _ticks(count) for word, count in zip(words, counts, strict=True)]
    return f"({' '.join(words)})"


def _ticks(count: Fraction) -> str:
    return "'" * int(count) if count.denominator == 1 else f":{float(count):g}"


def _word(chart: Chart, slot: Slot) -> str:
    if slot.chord is None:
        return "N.C."
    words = number(slot.chord.symbol, key_at(chart, slot.chord.start_quarters))
    if not _rings(chart, slot.chord):
        return words
    return f"<{words}>" if slot.begins else RINGS_ON


def _rings(chart: Chart, chord: ChartChord) -> bool:
    """Say whether a chord is held: for a bar or more, and no other chord takes over from it."""
    end = chord.start_quarters + chord.length_quarters
    follows = any(end <= c.start_quarters < end + chord.length_quarters for c in chart.chords)
    return not follows and chord.length_quarters >= chart.meters[0].bar_quarters
