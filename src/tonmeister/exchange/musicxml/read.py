"""MusicXML of any program read as a chart: the first part with notes is the melody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.heard import Bar, Heard, Reader
from tonmeister.exchange.musicxml.opening import NotMusicXML, opened
from tonmeister.exchange.musicxml.order import played
from tonmeister.exchange.musicxml.placed import chords_of, meters_of, sections_of, tempos_of
from tonmeister.exchange.musicxml.remembered import feel_of, heading, remembered
from tonmeister.model import Chart, ChartNote, KeyAt

Placed = tuple[Fraction, Bar]


def read_musicxml(path: Path) -> Chart:
    """Read a ``.musicxml``, ``.xml`` or ``.mxl`` file of any program.

    The melody is the top voice of the first part that has notes; repeats are played out, grace
    and cue notes left out. Raises ``NotMusicXML`` with one clear line.
    """
    root = opened(path)
    try:
        chart = _chart(root, path.stem)
    except NotMusicXML as error:
        raise NotMusicXML(f"{path.name}: {error}") from None
    return remembered(chart, root)


def _chart(root: Element, stem: str) -> Chart:
    parts = [p for p in _parts(root) if p]
    if not parts:
        raise NotMusicXML("has no bars")
    read = [_bars(measures) for measures in parts]
    lead = next((bars for bars in read if any(b.notes for b, _ in bars)), read[0])
    harmony = next((bars for bars in (lead, *read) if any(b.chords for b, _ in bars)), lead)
    marked = next((bars for bars in (lead, *read) if any(b.marks for b, _ in bars)), lead)
    timed = next((bars for bars in (lead, *read) if any(b.tempos for b, _ in bars)), lead)
    first, lengths = _grid([b for b, _ in lead])
    title, composer = heading(root)
    starts = _starts(first, lengths)
    chart = Chart(
        title=title or stem,
        composer=composer,
        keys=_keys(lead, starts),
        meters=meters_of([b for b, _ in lead], lengths, first),
        tempos=tempos_of(_placed(timed, starts)),
        feel=feel_of([b for b, _ in marked]),
        melody=_melody(lead, starts),
        bars=len(lengths) - first,
    )
    ends = starts[-1] + lengths[-1]
    chart = replace(chart, chords=chords_of(_placed(harmony, starts), ends))
    ours = "Tonmeister" in (root.findtext("identification/encoding/software") or "")
    sections = sections_of([b for b, _ in marked], first, chart.bars, ended=ours)
    return replace(chart, sections=sections)


def _parts(root: Element) -> list[list[Element]]:
    if root.tag == "score-partwise":
        return [p.findall("measure") for p in root.iterfind("part")]
    parts: dict[str, list[Element]] = {}
    for measure in root.iterfind("measure"):
        for part in measure.iterfind("part"):
            part.attrib |= {k: v for k, v in measure.attrib.items() if k in ("number", "implicit")}
            parts.setdefault(part.get("id", ""), []).append(part)
    return list(parts.values())


def _bars(measures: Sequence[Element]) -> list[tuple[Bar, int]]:
    """Return a part's bars as they are played, with the pass they are played in."""
    reader = Reader()
    bars = [reader.bar(m) for m in measures]
    return [(bars[n], turn) for n, turn in played(measures)]


def _grid(bars: Sequence[Bar]) -> tuple[int, list[Fraction]]:
    """Return how many bars are pickup, and how long each bar is."""
    first = 0
    while first < len(bars) - 1 and _pickup(bars[first], first):
        first += 1
    lengths = []
    for n, bar in enumerate(bars):
        whole = n >= first and not (bar.implicit and bar.length)
        short = whole and bar.length <= bar.nominal
        last = n == len(bars) - 1
        nominal = short or (last and n >= first) or not bar.length
        lengths.append(bar.nominal if nominal else bar.length)
    return first, lengths


def _pickup(bar: Bar, n: int) -> bool:
    return bar.implicit or (n == 0 and Fraction(0) < bar.length < bar.nominal)


def _starts(first: int, lengths: Sequence[Fraction]) -> list[Fraction]:
    at = -sum(lengths[:first], Fraction(0))
    out = []
    for length in lengths:
        out.append(at)
        at += length
    return out


def _placed(bars: Sequence[tuple[Bar, int]], starts: Sequence[Fraction]) -> list[Placed]:
    return [(start, bar) for (bar, _), start in zip(bars, starts, strict=False)]


def _keys(bars: Sequence[tuple[Bar, int]], starts: Sequence[Fraction]) -> tuple[KeyAt, ...]:
    out: list[KeyAt] = []
    for at, bar in _placed(bars, starts):
        if bar.key is None:
            continue
        key = KeyAt(
            at_quarters=at if out else Fraction(0), tonic_fifths=bar.key[0], mode=bar.key[1]
        )
        if not out or (key.tonic_fifths, key.mode) != (out[-1].tonic_fifths, out[-1].mode):
            out.append(key)
    return tuple(out) or (KeyAt(at_quarters=Fraction(0), tonic_fifths=0),)


def _melody(bars: Sequence[tuple[Bar, int]], starts: Sequence[Fraction]) -> tuple[ChartNote, ...]:
    voices = Counter((n.staff, n.voice) for b, _ in bars for n in b.notes)
    top = min(voices, key=lambda v: (v[0], -voices[v]), default=("1", "1"))
    out: list[ChartNote] = []
    open_tie = False
    for (bar, turn), start in zip(bars, starts, strict=False):
        for note in _top(bar.notes, top):
            at = start + note.at
            last = out[-1] if out else None
            if last is not None and at < last.start_quarters + last.length_quarters:
                continue
            if note.tied_back and open_tie and last is not None and _joins(last, note, at):
                out[-1] = replace(last, length_quarters=last.length_quarters + note.length)
            else:
                said = _syllable(note, turn)
                out.append(
                    ChartNote(
                        start_quarters=at, length_quarters=note.length, pitch=note.pitch,
                        syllable=said,
                    )
                )  # fmt: skip
            open_tie = note.tied_on
    return tuple(out)


def _top(notes: Sequence[Heard], top: tuple[str, str]) -> list[Heard]:
    """Return one voice of a bar, the highest note of each chord."""
    mine = [n for n in notes if (n.staff, n.voice) == top]
    other = min({(n.staff, n.voice) for n in notes}, default=top)
    mine = mine or [n for n in notes if (n.staff, n.voice) == other]
    highest: dict[Fraction, Heard] = {}
    for note in mine:
        lyrics = highest[note.at].lyrics if note.at in highest else []
        if note.at not in highest or note.pitch.midi > highest[note.at].pitch.midi:
            highest[note.at] = replace(note, lyrics=note.lyrics or lyrics)
    return [highest[at] for at in sorted(highest)]


def _joins(last: ChartNote, note: Heard, at: Fraction) -> bool:
    return last.pitch == note.pitch and last.start_quarters + last.length_quarters == at


def _syllable(note: Heard, turn: int) -> str:
    said = {number: text for text, number in reversed(note.lyrics)}
    return said.get(str(turn), note.lyrics[0][0] if note.lyrics else "")
