"""Words on the chart: lines of a text placed on what is sung, syllables on its notes."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from tonmeister.flow.charting.lines import Counted
from tonmeister.flow.charting.melody import melody_between
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart, Span
from tonmeister.music.words import syllables_of

LONGEST_BYTES = 200_000
MOST_PHRASES = 6
"""A line is sung in so many breaths at most."""
HEADING = re.compile(r"^\s*[\[(].*[\])]\s*$")


def read_lyrics(path: Path) -> tuple[str, ...]:
    """Read the lines of a text; headings in brackets and empty lines are left out.

    Raises ``BadWish`` with one clear line.
    """
    if not path.is_file():
        raise BadWish(f"{path} is not there: give the words as a text file, one line a phrase")
    raw = path.read_bytes()
    if len(raw) > LONGEST_BYTES or b"\0" in raw:
        raise BadWish(f"{path} is no page of words: give a plain text file, one line a phrase")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line and not HEADING.match(line)]
    if not any(re.search(r"\w", line) for line in lines):
        raise BadWish(f"{path} has no words in it: give a text with one line a phrase")
    return tuple(lines)


def with_lyrics(
    chart: Chart,
    lyrics: Sequence[str],
    sung: Sequence[Span],
    lines: Counted,
) -> Chart:
    """Return the chart with words under its notes, or a note why there are none."""
    if not chart.melody or not sung:
        why = "The words were not placed: there is no lead vocal of its own to place them on."
        return replace(chart, notes=(*chart.notes, why))
    spans = _lines_on(lyrics, sung)
    melody = list(chart.melody)
    crowded = 0
    for line, span in zip(lyrics, spans, strict=True):
        start = Fraction(lines.place(span.start_s - 0.15)).limit_denominator(96)
        stop = Fraction(lines.place(span.end_s)).limit_denominator(96)
        places = [i for i in melody_between(chart, start, stop) if not melody[i].syllable]
        pieces = syllables_of(line)
        crowded += len(pieces) > len(places)
        for i, piece in zip(places, _fitted(pieces, len(places)), strict=True):
            melody[i] = replace(melody[i], syllable=piece)
    said = f"{len(lyrics)} lines of words lie on {len(sung)} sung phrases, by their length"
    if crowded:
        said += f"; {crowded} lines have more syllables than notes were heard"
    return replace(chart, melody=tuple(melody), notes=(*chart.notes, said + "."))


def _lines_on(lyrics: Sequence[str], sung: Sequence[Span]) -> list[Span]:
    """Give each line the phrases it is sung in: in order, by how long lines and phrases are.

    Each line takes one to six phrases; where there are more lines than phrases they share the
    time by their syllables.
    """
    weights = np.array([len(syllables_of(line)) for line in lyrics], np.float64)
    lengths = np.array([span.end_s - span.start_s for span in sung])
    if len(lyrics) > len(sung):
        ends = np.cumsum(weights) / weights.sum()
        sung_s = [0.0, *(float(one) for one in np.cumsum(lengths))]
        cuts = np.concatenate([[0.0], ends]) * sung_s[-1]
        return [
            Span(_at(a, sung, sung_s, end=False), _at(b, sung, sung_s, end=True))
            for a, b in itertools.pairwise(cuts)
        ]
    wanted_s = weights * lengths.sum() / weights.sum()
    count, phrases = len(lyrics), len(sung)
    sums = np.concatenate([[0.0], np.cumsum(lengths)])
    best = np.full((count + 1, phrases + 1), np.inf)
    best[0, 0] = 0.0
    came = np.zeros((count + 1, phrases + 1), int)
    most = max(MOST_PHRASES, -(-phrases // count) + 2)
    for line in range(1, count + 1):
        for stop in range(line, phrases + 1):
            for start in range(max(line - 1, stop - most), stop):
                off = abs(np.log((sums[stop] - sums[start] + 0.3) / (wanted_s[line - 1] + 0.3)))
                gaps = sum(
                    max(0.0, b.start_s - a.end_s)
                    for a, b in zip(sung[start : stop - 1], sung[start + 1 : stop], strict=True)
                )
                cost = best[line - 1, start] + off + 0.5 * gaps
                if cost < best[line, stop]:
                    best[line, stop], came[line, stop] = cost, start
    out, stop = [], phrases
    for line in range(count, 0, -1):
        start = int(came[line, stop])
        out.append(Span(sung[start].start_s, sung[stop - 1].end_s))
        stop = start
    return out[::-1]


def _at(sung_s: float, sung: Sequence[Span], sums: Sequence[float], *, end: bool) -> float:
    """Return the time at which so many seconds have been sung."""
    find = bisect_left if end else bisect_right
    phrase = min(max(find(sums, sung_s) - 1, 0), len(sung) - 1)
    return sung[phrase].start_s + sung_s - sums[phrase]


def _fitted(pieces: Sequence[str], notes: int) -> list[str]:
    """Lay syllables on notes: what is over is sung on the last note, or notes are left over."""
    if not notes:
        return []
    if len(pieces) > notes:
        rest = "".join(p[:-1] if p.endswith("-") else p + " " for p in pieces[notes - 1 :])
        return [*pieces[: notes - 1], rest.strip()]
    return [*pieces, *([""] * (notes - len(pieces)))]
