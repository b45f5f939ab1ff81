"""Keys, meters and tempos of a chart file in words: ``"E major from bar 33"``.

Places are a bar (from 1, the pickup lies in bar 0) and quarter notes behind its beginning:
``from bar 9 + 3/2``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from tonmeister.model import Chart, KeyAt, MeterAt, TempoAt, fifths_name
from tonmeister.music.chart_cells import CellError, fraction
from tonmeister.music.clock import bar_of, bar_start
from tonmeister.music.scales import MODES
from tonmeister.music.spelling import SIGNATURE

LEAST_BPM, MOST_BPM = 4.0, 1000.0
UNITS = (1, 2, 4, 8, 16, 32, 64)
MOST_BARS = 20_000
_FROM = re.compile(r"(.*?)(?: from bar (-?\d{1,6})(?: \+ ([\d/]+))?)?")
_KEY = re.compile(r"([A-G])(#*|b*) (.+)")
_METER = re.compile(r"(\d{1,3})/(\d{1,2})")


def key_words(chart: Chart) -> list[str]:
    """Return the keys, each with its place."""
    return [
        f"{fifths_name(k.tonic_fifths)} {k.mode}{_place(chart, k.at_quarters)}" for k in chart.keys
    ]


def meter_words(chart: Chart) -> list[str]:
    """Return the time signatures, each with its bar."""
    return [
        f"{m.beats}/{m.unit}" + (f" from bar {m.bar + 1}" if m.bar else "") for m in chart.meters
    ]


def tempo_words(chart: Chart) -> list[str]:
    """Return the tempos in quarter notes a minute, each with its place."""
    return [f"{t.quarter_bpm!r}{_place(chart, t.at_quarters)}" for t in chart.tempos]


def _place(chart: Chart, at: Fraction) -> str:
    if at == 0:
        return ""
    bar = bar_of(chart, at)
    behind = at - bar_start(chart, bar)
    return f" from bar {bar + 1}" + (f" + {behind}" if behind else "")


def read_key(said: str, chart: Chart) -> KeyAt:
    """Read a key and its place; raises ``CellError``."""
    words, at = _split(said, chart)
    match = _KEY.fullmatch(words)
    if match is None or match[3] not in {*SIGNATURE, *MODES}:
        raise CellError(
            f"{said!r} is no key: write a tonic and a mode ({', '.join(SIGNATURE)}), as 'D major' "
            "or 'E minor from bar 33'"
        )
    tonic = "FCGDAEB".index(match[1]) - 1 + 7 * (match[2].count("#") - match[2].count("b"))
    return KeyAt(at_quarters=at, tonic_fifths=tonic, mode=match[3])


def read_meter(said: str) -> MeterAt:
    """Read a time signature and its bar; raises ``CellError``."""
    parts = _FROM.fullmatch(said.strip())
    match = None if parts is None or parts[3] else _METER.fullmatch(parts[1])
    if parts is None or match is None or int(match[1]) < 1 or int(match[2]) not in UNITS:
        raise CellError(f"{said!r} is no meter: write '4/4', '6/8' or '3/4 from bar 9'")
    return MeterAt(bar=_bar(parts[2]), beats=int(match[1]), unit=int(match[2]))


def read_tempo(said: str, chart: Chart) -> TempoAt:
    """Read a tempo and its place; raises ``CellError``."""
    words, at = _split(said, chart)
    try:
        tempo_bpm = float(words)
    except ValueError:
        tempo_bpm = float("nan")
    if not LEAST_BPM <= tempo_bpm <= MOST_BPM:
        raise CellError(
            f"{said!r} is no tempo: write quarter notes a minute ({LEAST_BPM:.0f} to "
            f"{MOST_BPM:.0f}), as 92 or '96.5 from bar 9'"
        )
    return TempoAt(at_quarters=at, quarter_bpm=tempo_bpm)


def in_order(places: Sequence[Fraction | int], what: str) -> None:
    """See that places come one after the other."""
    if any(b <= a for a, b in pairwise(places)):
        raise CellError(f"{what}: write the places in the order of the song, each once")


def _split(said: str, chart: Chart) -> tuple[str, Fraction]:
    match = _FROM.fullmatch(said.strip())
    if match is None:
        raise CellError(f"{said!r}: write a place as 'from bar 9' or 'from bar 9 + 3/2'")
    behind = fraction(match[3]) if match[3] else Fraction(0)
    return match[1], bar_start(chart, _bar(match[2])) + behind


def _bar(said: str | None) -> int:
    bar = 0 if said is None else int(said) - 1
    if abs(bar) > MOST_BARS:
        raise CellError(f"bar {said} is too far away: a chart has up to {MOST_BARS} bars")
    return bar
