"""Random songs on paper: every key and meter, pickups, triplets, ties, words, chords."""

from __future__ import annotations

import random
from fractions import Fraction

from tonmeister.model import (
    Chart,
    ChartChord,
    ChartNote,
    ChartSection,
    ChordSymbol,
    KeyAt,
    MeterAt,
    TempoAt,
)
from tonmeister.music.chord_kinds import KINDS
from tonmeister.music.clock import bar_count, bar_start, meter_at
from tonmeister.music.spelling import spelled

METERS = ((2, 4), (3, 4), (4, 4), (6, 8), (12, 8), (5, 4), (7, 8), (2, 2), (9, 8), (3, 8))
TEXT = "turn the lights down low to- night and let the ra- di- o play un- for- get- ta- bly"
WORDS = tuple(TEXT.split())
STRAIGHT = (
    Fraction(1, 4),
    Fraction(1, 2),
    Fraction(3, 4),
    Fraction(1),
    Fraction(3, 2),
    Fraction(3),
)


def random_chart(seed: int) -> Chart:
    """Return a song; the same seed gives the same one."""
    rng = random.Random(seed)
    signature = rng.randint(-7, 7)
    minor = rng.random() < 0.4
    key = KeyAt(
        at_quarters=Fraction(0),
        tonic_fifths=signature + 3 * minor,
        mode="minor" if minor else "major",
    )
    meters = [MeterAt(bar=0, beats=b, unit=u) for b, u in [rng.choice(METERS)]]
    if rng.random() < 0.3:
        beats, unit = rng.choice([m for m in METERS if m != (meters[0].beats, meters[0].unit)])
        meters.append(MeterAt(bar=4, beats=beats, unit=unit))
    empty = Chart(title=f"Song {seed}", composer="Ann & Bo <b>", keys=(key,), meters=tuple(meters))
    bars = rng.choice((4, 8, 9))
    end = bar_start(empty, bars)
    other = bar_start(empty, 4)
    keys = [key]
    if bars > 4 and rng.random() < 0.3:
        fifths = rng.choice([f for f in range(-5, 5) if f != key.tonic_fifths])
        keys.append(KeyAt(at_quarters=other, tonic_fifths=fifths, mode="major"))
    pickup = rng.choice((Fraction(0), Fraction(1, 2), Fraction(1), Fraction(1, 3), Fraction(1, 4)))
    notes = _melody(rng, -pickup, end, keys) if rng.random() < 0.9 else ()
    chords = _chords(rng, empty, bars, key)
    half = max(1, bars // 2)
    sections = (
        ChartSection(name="Verse", first_bar=0, bars=half, letter="A"),
        ChartSection(name="Chorus 1", first_bar=half, bars=bars - half, letter="B"),
    )
    tempos = [TempoAt(at_quarters=Fraction(0), quarter_bpm=float(rng.randint(60, 180)))]
    if bars > 4 and rng.random() < 0.5:
        tempos.append(TempoAt(at_quarters=other, quarter_bpm=tempos[0].quarter_bpm * 1.0625))
    chart = Chart(
        title=empty.title, composer=empty.composer, keys=tuple(keys),
        meters=tuple(m for m in meters if m.bar < bars), tempos=tuple(tempos), first_s=0.6,
        feel=rng.choice(("straight", "swing", "triplet")), melody=notes, chords=chords,
        sections=sections, bars=bars, alternatives_bpm=(60.0, 240.5), runner_up="E minor",
        notes=("heard from a hum", "the second half is loud"),
    )  # fmt: skip
    assert bar_count(chart) == bars
    return chart


def _melody(
    rng: random.Random, start: Fraction, end: Fraction, keys: list[KeyAt]
) -> tuple[ChartNote, ...]:
    notes: list[ChartNote] = []
    at, midi, word = start, 67, 0
    sung = rng.random() < 0.7
    while at < end:
        triplet = (at * 3).denominator == 1 and (at.denominator == 3 or rng.random() < 0.15)
        length = Fraction(rng.choice((1, 1, 2)), 3) if triplet else rng.choice(STRAIGHT)
        if triplet and at + length > -(-at // 1) + (at.denominator == 1):
            length = Fraction(1, 3)
        length = min(length, end - at)
        if rng.random() < 0.12 and at > start:
            at += length
            continue
        midi = max(57, min(81, midi + rng.randint(-6, 6)))
        key = [k for k in keys if k.at_quarters <= max(at, Fraction(0))][-1]
        said = WORDS[word % len(WORDS)] if sung and rng.random() < 0.9 else ""
        word += bool(said)
        notes.append(
            ChartNote(
                start_quarters=at, length_quarters=length, pitch=spelled(midi, key), syllable=said
            )
        )
        at += length
    return tuple(notes)


def _chords(rng: random.Random, chart: Chart, bars: int, key: KeyAt) -> tuple[ChartChord, ...]:
    out: list[ChartChord] = []
    for bar in range(bars):
        start, length = bar_start(chart, bar), meter_at(chart, bar).bar_quarters
        beat = meter_at(chart, bar).beat_quarters
        split = beat if rng.random() < 0.3 and beat < length else length
        if rng.random() < 0.1 and bar:
            continue
        for at, long in ((start, split), (start + split, length - split)):
            if long > 0:
                root = key.tonic_fifths + rng.randint(-3, 4)
                bass = root + rng.choice((1, 4)) if rng.random() < 0.25 else None
                symbol = ChordSymbol(root, rng.choice(list(KINDS)), bass)
                out.append(ChartChord(start_quarters=at, length_quarters=long, symbol=symbol))
    return tuple(out)
