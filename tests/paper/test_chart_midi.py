"""A chart as MIDI: read back by us and by others it is the same song."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import mido
import pytest
from hypothesis import HealthCheck, given, settings

from tests.paper.any_chart import charts, lead_sheets
from tests.paper.songs_on_paper import sung_song
from tonmeister.exchange.chart_midi import voicings, write_chart_midi, write_tempo_midi
from tonmeister.exchange.chart_midi_read import read_chart_midi
from tonmeister.model import Chart, ChartNote, KeyAt, MeterAt, Pitch, TempoAt
from tonmeister.music.chord_kinds import KINDS, bass_class, tone_classes
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.clock import seconds

QUIET = settings(
    max_examples=25, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@QUIET
@given(lead_sheets())
def test_a_lead_sheet_comes_back_from_midi(tmp_path: Path, chart: Chart) -> None:
    if not chart.melody:
        return
    path = tmp_path / "a.mid"
    write_chart_midi(path, chart)
    back = read_chart_midi(path)
    assert [(n.start_quarters, n.length_quarters, n.pitch, n.syllable) for n in back.melody] == [
        (n.start_quarters, n.length_quarters, n.pitch, n.syllable) for n in chart.melody
    ]
    assert [(c.start_quarters, c.length_quarters, c.symbol) for c in back.chords] == [
        (c.start_quarters, c.length_quarters, c.symbol) for c in chart.chords
    ]
    assert [(s.name, s.first_bar, s.bars) for s in back.sections] == [
        (s.name, s.first_bar, s.bars) for s in chart.sections
    ]
    assert (back.title, back.keys, back.meters, back.tempos, back.bars) == (
        chart.title, chart.keys, chart.meters, chart.tempos, chart.bars
    )  # fmt: skip


@QUIET
@given(charts)
def test_every_chart_can_be_written(tmp_path: Path, chart: Chart) -> None:
    write_chart_midi(tmp_path / "a.mid", chart)
    write_tempo_midi(tmp_path / "b.mid", chart)
    assert mido.MidiFile(str(tmp_path / "a.mid"), charset="utf-8").type == 1


def test_music21_reads_the_same_notes_words_and_map(tmp_path: Path) -> None:
    import music21

    chart = replace(
        sung_song(),
        meters=(MeterAt(bar=0), MeterAt(bar=10, beats=3)),
        tempos=(
            TempoAt(at_quarters=Fraction(0), quarter_bpm=92.0),
            TempoAt(at_quarters=Fraction(32), quarter_bpm=96.0),
        ),
    )
    write_chart_midi(tmp_path / "a.mid", chart)
    score = music21.converter.parse(tmp_path / "a.mid", quantizePost=False)
    melody, chords = score.parts[:2]
    assert [
        (Fraction(n.offset), Fraction(n.quarterLength), n.pitch.midi)
        for n in melody.flatten().notes
    ] == [(n.start_quarters, n.length_quarters, n.pitch.midi) for n in chart.melody]
    assert {tuple(sorted(p.midi % 12 for p in c.pitches)) for c in chords.flatten().notes} >= {
        (2, 2, 6, 9), (1, 1, 4, 9)
    }  # fmt: skip
    meters = score.recurse().getElementsByClass("TimeSignature")
    assert {m.ratioString for m in meters} == {"4/4", "3/4"}
    tempos = {round(m.number) for m in score.recurse().getElementsByClass("MetronomeMark")}
    assert tempos == {92, 96}
    assert score.recurse().getElementsByClass("KeySignature")[0].sharps == 2


def test_lengths_that_960_ticks_do_not_hold_are_exact_all_the_same(tmp_path: Path) -> None:
    note = ChartNote(
        start_quarters=Fraction(2, 7), length_quarters=Fraction(3, 7), pitch=Pitch(0, 4)
    )
    write_chart_midi(tmp_path / "a.mid", Chart(title="", melody=(note,)))
    assert mido.MidiFile(str(tmp_path / "a.mid")).ticks_per_beat == 6720
    back = read_chart_midi(tmp_path / "a.mid").melody[0]
    assert (back.start_quarters, back.length_quarters) == (Fraction(2, 7), Fraction(3, 7))


def test_a_pickup_lies_in_a_bar_before_the_first_downbeat(tmp_path: Path) -> None:
    notes = tuple(
        ChartNote(start_quarters=Fraction(at), length_quarters=Fraction(1), pitch=Pitch(0, 4))
        for at in (-1, 0)
    )
    write_chart_midi(tmp_path / "a.mid", Chart(title="", melody=notes))
    track = mido.MidiFile(str(tmp_path / "a.mid")).tracks[1]
    now, starts = 0, []
    for message in track:
        now += message.time
        starts += [now] if message.type == "note_on" else []
    assert starts == [3 * 960, 4 * 960]
    assert read_chart_midi(tmp_path / "a.mid").melody == notes


def test_the_tempo_map_alone_has_every_bar_where_the_chart_hears_it(tmp_path: Path) -> None:
    chart = replace(
        sung_song(),
        tempos=tuple(
            TempoAt(at_quarters=Fraction(q), quarter_bpm=100.0 + 3.0 * (q % 5)) for q in range(60)
        ),
    )
    write_tempo_midi(tmp_path / "t.mid", chart)
    file = mido.MidiFile(str(tmp_path / "t.mid"))
    now_s, bars = 0.0, {}
    for message in file:
        now_s += message.time
        if message.type == "marker":
            bars[message.text] = now_s
    assert len(bars) == 16
    assert bars["bar 1: Verse 1"] == 0.0
    assert bars["bar 9: Chorus"] == pytest.approx(seconds(chart, 32), abs=1e-4)
    assert bars["bar 16"] == pytest.approx(seconds(chart, 60), abs=1e-4)


def test_a_church_mode_is_not_lost(tmp_path: Path) -> None:
    note = ChartNote(start_quarters=Fraction(0), length_quarters=Fraction(1), pitch=Pitch(2, 4))
    keys = (KeyAt(at_quarters=Fraction(0), tonic_fifths=2, mode="dorian"),)
    write_chart_midi(tmp_path / "a.mid", Chart(title="", keys=keys, melody=(note,)))
    assert read_chart_midi(tmp_path / "a.mid").keys == keys
    track = mido.MidiFile(str(tmp_path / "a.mid")).tracks[0]
    assert [m.key for m in track if m.type == "key_signature"] == ["C"]


def test_every_kind_of_chord_is_voiced_with_all_its_tones_over_its_bass() -> None:
    symbols = [read_symbol(f"{root}{kind}") for kind in KINDS for root in ("C", "F#", "Bb")]
    symbols += [read_symbol("D/F#"), read_symbol("C/Bb")]
    for symbol, keys in zip(symbols, voicings(symbols), strict=True):
        assert {k % 12 for k in keys} == {*tone_classes(symbol), bass_class(symbol)}
        assert keys[0] % 12 == bass_class(symbol)
        assert list(keys) == sorted(set(keys))
