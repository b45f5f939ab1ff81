"""Charts of all kinds, for properties that hold for each of them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tonmeister.model import (
    Chart,
    ChartChord,
    ChartNote,
    ChartSection,
    ChordSymbol,
    KeyAt,
    MeterAt,
    Pitch,
    TempoAt,
)
from tonmeister.music.chord_kinds import KINDS

lengths = st.builds(Fraction, st.integers(1, 40), st.sampled_from([1, 2, 3, 4, 5, 8, 12, 24]))
places = st.builds(Fraction, st.integers(-30, 400), st.sampled_from([1, 2, 3, 4, 7]))
symbols = st.builds(
    ChordSymbol,
    st.integers(-10, 14),
    st.sampled_from(list(KINDS)),
    st.none() | st.integers(-10, 14),
)
pitches = st.builds(Pitch, st.integers(-10, 14), st.integers(2, 6))
words = st.text(max_size=8)
cents = st.floats(-100, 100, allow_nan=False)
notes = st.builds(
    ChartNote, start_quarters=places, length_quarters=lengths, pitch=pitches, syllable=words,
    cents=cents,
)  # fmt: skip
chords = st.builds(
    ChartChord, start_quarters=places, length_quarters=lengths, symbol=symbols,
    sure_score=st.sampled_from([1.0, 0.5]) | st.floats(0, 1),
)  # fmt: skip
sections = st.builds(
    ChartSection, name=words, first_bar=st.integers(-1, 60), bars=st.integers(0, 24), letter=words
)
meters = st.builds(
    MeterAt, bar=st.integers(1, 60), beats=st.integers(1, 12), unit=st.sampled_from([2, 4, 8, 16])
)
keys = st.builds(
    KeyAt, at_quarters=lengths, tonic_fifths=st.integers(-7, 7),
    mode=st.sampled_from(["major", "minor", "dorian", "mixolydian"]),
)  # fmt: skip
tempos = st.builds(TempoAt, at_quarters=lengths, quarter_bpm=st.floats(20, 300))


def from_start(first, more, place):
    """Return a row that begins at the start and goes on in order, each place once."""
    return st.builds(
        lambda a, b: (a, *sorted(b, key=place)),
        first,
        st.lists(more, max_size=4, unique_by=place),
    )


charts = st.builds(
    Chart,
    title=words,
    composer=words,
    keys=from_start(
        st.builds(KeyAt, at_quarters=st.just(Fraction(0)), tonic_fifths=st.integers(-7, 7)),
        keys,
        lambda k: k.at_quarters,
    ),
    meters=from_start(
        st.builds(MeterAt, bar=st.just(0), beats=st.integers(2, 7), unit=st.sampled_from([4, 8])),
        meters,
        lambda m: m.bar,
    ),
    tempos=from_start(
        st.builds(TempoAt, at_quarters=st.just(Fraction(0)), quarter_bpm=st.floats(20, 300)),
        tempos,
        lambda t: t.at_quarters,
    ),
    first_s=st.floats(0, 100),
    feel=st.sampled_from(["straight", "triplet", "swing"]),
    melody=st.lists(notes, max_size=8).map(tuple),
    chords=st.lists(chords, max_size=8).map(tuple),
    sections=st.lists(sections, max_size=4).map(tuple),
    bars=st.integers(0, 99),
    alternatives_bpm=st.lists(st.floats(30, 250), max_size=3).map(tuple),
    runner_up=words,
    notes=st.lists(words, max_size=3).map(tuple),
)


def in_time(chart: Chart) -> Chart:
    """Return the chart with its notes and chords in the order of time."""
    from dataclasses import replace

    return replace(
        chart,
        melody=tuple(sorted(chart.melody, key=lambda n: n.start_quarters)),
        chords=tuple(sorted(chart.chords, key=lambda c: c.start_quarters)),
    )


@st.composite
def lead_sheets(draw):
    """Charts as people write them: chords one after another, a melody of one voice, sections."""
    meter = draw(st.sampled_from([MeterAt(bar=0), MeterAt(bar=0, beats=3),
                                  MeterAt(bar=0, beats=6, unit=8)]))  # fmt: skip
    counts = draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))
    rows, first = [], 0
    for number, count in enumerate(counts):
        letter = "AB"[number % 2]
        rows.append(ChartSection(name=f"Part {letter}", first_bar=first, bars=count, letter=letter))
        first += count
    end, at, out = first * meter.bar_quarters, Fraction(0), []
    while at < end:
        length = min(
            end - at, draw(st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2), Fraction(4)]))
        )
        if draw(st.integers(0, 5)):
            out.append(ChartChord(start_quarters=at, length_quarters=length, symbol=draw(symbols)))
        at += length
    tune, at = [], -draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2)]))
    while at < end:
        length = min(
            end - at,
            draw(st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2)])),
        )
        if draw(st.integers(0, 5)):
            tune.append(
                ChartNote(
                    start_quarters=at, length_quarters=length,
                    pitch=Pitch(draw(st.integers(-4, 8)), draw(st.integers(3, 5))),
                    syllable=draw(st.sampled_from(["", "la", "hal-", "lo"])),
                )
            )  # fmt: skip
        at += length
    return Chart(
        title=draw(st.sampled_from(["A song", "Ein Lied", "うた"])),
        keys=(KeyAt(at_quarters=Fraction(0), tonic_fifths=draw(st.integers(-5, 6))),),
        meters=(meter,),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=draw(st.sampled_from([60.0, 92.5]))),),
        melody=tuple(tune),
        chords=tuple(out),
        sections=tuple(rows),
        bars=first,
    )
