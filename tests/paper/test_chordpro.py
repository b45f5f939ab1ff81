"""ChordPro and plain chord charts, both ways."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.paper.any_chart import charts, lead_sheets
from tests.paper.songs_on_paper import sung_song
from tonmeister.exchange.chordpro import chordpro, read_chordpro, read_chords_text
from tonmeister.exchange.chordpro.reading import ChordsError
from tonmeister.model import Chart

QUIET = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def bars(chart: Chart) -> list[tuple[str, float, float]]:
    return [
        (c.symbol.name, float(c.start_quarters), float(c.length_quarters)) for c in chart.chords
    ]


@QUIET
@given(lead_sheets())
def test_chords_form_and_map_come_back(chart: Chart) -> None:
    if not chart.chords:
        return
    back = read_chords_text(chordpro(chart), "a.cho")
    assert [(c.start_quarters, c.length_quarters, c.symbol) for c in back.chords] == [
        (c.start_quarters, c.length_quarters, c.symbol) for c in chart.chords
    ]
    assert [(s.name, s.first_bar, s.bars) for s in back.sections] == [
        (s.name, s.first_bar, s.bars) for s in chart.sections
    ]
    assert (back.keys, back.meters, back.tempos) == (chart.keys, chart.meters, chart.tempos)


@QUIET
@given(charts)
def test_every_chart_can_be_written(chart: Chart) -> None:
    lines = chordpro(chart).splitlines()
    assert lines[0].startswith("{title: ")
    assert sum(x.startswith("{start_of_") for x in lines) == sum(
        x.startswith("{end_of_") for x in lines
    )


def test_words_carry_their_chords_and_what_is_not_sung_is_a_grid() -> None:
    text = chordpro(sung_song())
    assert "{key: D}\n{time: 4/4}\n{tempo: 120}" in text
    assert "{start_of_verse: Verse 1}" in text
    assert "[D]Leave the light on, baby I am [A/C#]coming home to you again to[Bm]night" in text
    assert "{start_of_grid: Chorus}\n| Gm . . . | C . . . | E7 . . . | A7sus4 . . . |" in text
    assert "| F#m7b5 . . B7 |" in text


def test_chords_over_words_get_a_bar_each_and_the_chart_says_so() -> None:
    text = (
        "{t: A song}\n{artist: Ann}\n{key: Bm}\n{tempo: 88}\n{time: 3/4}\n{soc}\n"
        "[Bm]la la [G]la\n{eoc}\n{c: Verse 1}\n[D]oh [A/C#]no\n{chorus}\n# a remark\n"
        "{start_of_tab}\ne|--0--|\n{end_of_tab}\n"
    )
    chart = read_chords_text(text, "a.cho")
    assert [name for name, _, _ in bars(chart)] == ["Bm", "G", "D", "A/C#", "Bm", "G"]
    assert [start for _, start, _ in bars(chart)] == [0, 3, 6, 9, 12, 15]
    assert [(s.name, s.letter, s.first_bar, s.bars) for s in chart.sections] == [
        ("Chorus", "A", 0, 2), ("Verse 1", "B", 2, 2), ("Chorus", "A", 4, 2),
    ]  # fmt: skip
    assert (chart.title, chart.composer, chart.keys[0].name) == ("A song", "Ann", "B minor")
    assert chart.notes == (
        "Chords over words without lengths: 4; each was given a bar.",
        "Lines of words without notes: 2; they were left out.",
    )


def test_a_grid_has_its_beats_repeats_and_remarks() -> None:
    text = "{sog: 4x4}\nA |: D . A . | % :| Bm / / G | remark\n{eog}"
    assert bars(read_chords_text(text, "a.cho")) == [
        ("D", 0, 2), ("A", 2, 2), ("D", 4, 2), ("A", 6, 2), ("D", 8, 2), ("A", 10, 2),
        ("D", 12, 2), ("A", 14, 2), ("Bm", 16, 3), ("G", 19, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names", "sections"),
    [
        ("D | A/C# | Bm | G", ["D", "A/C#", "Bm", "G"], []),
        ("Verse: D A Bm\nChorus: G A", ["D", "A", "Bm", "G", "A"], ["Verse", "Chorus"]),
        ("My song\nKey: Bb\n[Verse 1]\nBb   F\nleave the light\n", ["Bb", "F"], ["Verse 1"]),
        ("Intro: | C | G7 | N.C. | F-7 Bb7 |", ["C", "G7", "Fm7", "Bb7"], ["Intro"]),
        ("{t: x}\n[Verse]no\n[C]la", None, None),
    ],
)  # fmt: skip
def test_plain_texts_are_read_as_players_write_them(
    text: str, names: list[str] | None, sections: list[str] | None
) -> None:
    if names is None:
        with pytest.raises(ChordsError, match="line 2: 'Verse' is no chord"):
            read_chords_text(text, "a.txt", plain=True)
        return
    chart = read_chords_text(text, "a.txt", plain=True)
    assert [c.symbol.name for c in chart.chords] == names
    assert [s.name for s in chart.sections] == sections


def test_the_key_is_found_by_the_chords_where_it_is_not_written() -> None:
    for text, key in (
        ("D | A | Bm | G", "D major"), ("Am | F | C | E7 | Am", "A minor"),
        ("Eb | Bb | Cm | Ab", "Eb major"), ("Dm7 | G7 | Cmaj7 | C6", "C major"),
    ):  # fmt: skip
        assert read_chords_text(text, "a.txt", plain=True).keys[0].name == key


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{t: x}\n[D]la [Xq]la", "a.cho, line 2: 'Xq' is no chord"),
        ("{sog}\n| D . | Q |\n{eog}", "a.cho, line 2: 'Q' is no chord"),
        ("just words", "a.cho: no chords"),
        ("{time: four}\n[C]x", "a.cho, line 1: 'four' is no meter"),
        ("{tempo: fast}\n[C]x", "a.cho, line 1: 'fast' is no tempo"),
        ("{key: H}\n[C]x", "a.cho, line 1: 'H' is no key"),
        ("[C]x\n{chorus}", "a.cho, line 2: {chorus} asks"),
        ("", "a.cho: no chords"),
    ],
)
def test_nonsense_is_told_in_one_line_with_its_place(text: str, words: str) -> None:
    with pytest.raises(ChordsError) as caught:
        read_chords_text(text, "a.cho")
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(ChordsError, match="is not there"):
        read_chordpro(tmp_path / "a.cho")
    (tmp_path / "a.cho").write_bytes(b"\0\1\2")
    with pytest.raises(ChordsError, match="is no text"):
        read_chordpro(tmp_path / "a.cho")
    (tmp_path / "b.cho").write_bytes("{t: Für dich}\n[C]ja".encode("latin-1"))
    assert read_chordpro(tmp_path / "b.cho").title == "Für dich"
