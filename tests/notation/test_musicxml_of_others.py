"""Files of other programs: repeats, endings, transposing parts, packed files, several voices."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from tonmeister.exchange.musicxml import NotMusicXML, musicxml, read_musicxml
from tonmeister.model import Chart, ChordSymbol

HEAD = (
    "<attributes><divisions>2</divisions>"
    "<time><beats>2</beats><beat-type>4</beat-type></time></attributes>"
)


def _note(step: str, length: int = 4, *, rest: str = "") -> str:
    return (
        f"<note><pitch><step>{step}</step><octave>4</octave></pitch>"
        f"<duration>{length}</duration><voice>1</voice>{rest}</note>"
    )


def _bar(number: int, inside: str) -> str:
    return f"<measure number='{number}'>{HEAD if number == 1 else ''}{inside}</measure>"


def _score(*parts: str) -> str:
    held = "".join(f"<part id='P{n}'>{bars}</part>" for n, bars in enumerate(parts))
    return f"<score-partwise version='3.1'>{held}</score-partwise>"


def _read(folder: Path, text: str) -> Chart:
    path = folder / "other.xml"
    path.write_text(text, "utf-8")
    return read_musicxml(path)


def _letters(chart: Chart) -> str:
    return "".join(n.pitch.letter for n in chart.melody)


REPEAT = "<barline location='right'><repeat direction='backward'/></barline>"
FORWARD = "<barline location='left'><repeat direction='forward'/></barline>"


def _ending(number: str, kind: str, *, back: bool = False) -> str:
    side = "left" if kind == "start" else "right"
    repeat = "<repeat direction='backward'/>" if back else ""
    return f"<barline location='{side}'><ending number='{number}' type='{kind}'/>{repeat}</barline>"


def test_a_repeat_is_played_twice(tmp_path: Path) -> None:
    bars = _bar(1, _note("C")) + _bar(2, FORWARD + _note("D")) + _bar(3, _note("E") + REPEAT)
    chart = _read(tmp_path, _score(bars + _bar(4, _note("F"))))
    assert _letters(chart) == "CDEDEF"
    assert chart.bars == 6


def test_first_and_second_endings_are_taken_in_turn(tmp_path: Path) -> None:
    first = _ending("1", "start") + _note("D") + _ending("1", "stop", back=True)
    second = _ending("2", "start") + _note("E") + _ending("2", "stop")
    chart = _read(tmp_path, _score(_bar(1, _note("C")) + _bar(2, first) + _bar(3, second)
                                   + _bar(4, _note("F"))))  # fmt: skip
    assert _letters(chart) == "CDCEF"


def test_two_repeats_one_after_the_other_do_not_mix(tmp_path: Path) -> None:
    bars = _bar(1, _note("C") + REPEAT) + _bar(2, FORWARD + _note("D") + REPEAT)
    assert _letters(_read(tmp_path, _score(bars + _bar(3, _note("E"))))) == "CCDDE"


def test_each_pass_sings_its_own_verse(tmp_path: Path) -> None:
    verses = "".join(
        f"<lyric number='{n}'><syllabic>single</syllabic><text>{t}</text></lyric>"
        for n, t in ((1, "one"), (2, "two"))
    )
    chart = _read(tmp_path, _score(_bar(1, _note("C", rest=verses) + REPEAT)))
    assert [n.syllable for n in chart.melody] == ["one", "two"]


def test_repeats_without_end_are_cut_short(tmp_path: Path) -> None:
    often = REPEAT.replace("<repeat", "<repeat times='999'")
    loop = FORWARD + _note("C") + often
    chart = _read(tmp_path, _score("".join(_bar(n, loop) for n in range(1, 400))))
    assert len(chart.melody) <= 5000


def test_a_trumpet_in_b_flat_is_brought_to_sounding_pitch(tmp_path: Path) -> None:
    move = (
        "<attributes><key><fifths>2</fifths></key>"
        "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>"
    )
    chord = "<harmony><root><root-step>D</root-step></root><kind>major</kind></harmony>"
    chart = _read(tmp_path, _score(_bar(1, move + chord + _note("D"))))
    assert [n.pitch.name for n in chart.melody] == ["C4"]
    assert chart.keys[0].tonic_fifths == 0
    assert chart.chords[0].symbol == ChordSymbol(0)


def test_the_melody_is_the_first_part_with_notes_and_its_top_voice(tmp_path: Path) -> None:
    low = _note("C").replace("<voice>1", "<voice>2").replace("<octave>4", "<octave>3")
    both = _note("E", 2) + _note("G", 2) + "<backup><duration>4</duration></backup>" + low
    drums = "<note><unpitched/><duration>4</duration><voice>1</voice></note>"
    chart = _read(tmp_path, _score(_bar(1, drums), _bar(1, both)))
    assert [n.pitch.name for n in chart.melody] == ["E4", "G4"]


def test_the_top_of_a_chord_sings(tmp_path: Path) -> None:
    second = _note("G").replace("<note>", "<note><chord/>")
    chart = _read(tmp_path, _score(_bar(1, _note("C") + second)))
    assert [n.pitch.name for n in chart.melody] == ["G4"]
    assert chart.melody[0].length_quarters == 2


def test_grace_notes_take_no_time(tmp_path: Path) -> None:
    grace = "<note><grace/><pitch><step>B</step><octave>4</octave></pitch><voice>1</voice></note>"
    chart = _read(tmp_path, _score(_bar(1, grace + _note("C"))))
    assert _letters(chart) == "C"
    assert chart.melody[0].start_quarters == 0


def test_a_short_first_bar_is_a_pickup(tmp_path: Path) -> None:
    chart = _read(tmp_path, _score(_bar(1, _note("C", 2)) + _bar(2, _note("D"))))
    assert [n.start_quarters for n in chart.melody] == [Fraction(-1), Fraction(0)]
    assert chart.bars == 1


def test_a_tempo_may_stand_in_letters_only(tmp_path: Path) -> None:
    mark = (
        "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
        "<per-minute>60</per-minute></metronome></direction-type></direction>"
    )
    chart = _read(tmp_path, _score(_bar(1, mark + _note("C"))))
    assert chart.tempos[0].quarter_bpm == pytest.approx(90.0)


def test_a_chord_of_a_kind_that_we_do_not_have_is_read_by_its_letters(tmp_path: Path) -> None:
    def kind(text: str, word: str) -> str:
        return (
            f"<harmony><root><root-step>C</root-step></root><kind text='{text}'>{word}</kind>"
            "<degree><degree-value>9</degree-value><degree-alter>0</degree-alter>"
            "<degree-type>add</degree-type></degree></harmony>"
        )

    for text, word, quality in (("7alt", "other", "7#9"), ("strange", "minor-seventh", "m7")):
        chart = _read(tmp_path, _score(_bar(1, kind(text, word) + _note("C"))))
        assert chart.chords[0].symbol == ChordSymbol(0, quality)


def test_a_packed_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    text = musicxml(Chart(title="Packed"))
    path = tmp_path / "song.xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='a/score.xml'/></rootfiles></container>",
        )
        packed.writestr("other.xml", "<html/>")
        packed.writestr("a/score.xml", text)
    assert read_musicxml(path).title == "Packed"


def test_a_packed_file_without_a_score_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mxl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "nothing")
    with pytest.raises(NotMusicXML, match="holds no score"):
        read_musicxml(path)


def test_bars_by_time_are_read_like_bars_by_part(tmp_path: Path) -> None:
    part = f"<part id='P1'>{HEAD}{_note('C')}</part>"
    text = (
        f"<score-timewise><measure number='1'>{part}</measure>"
        f"<measure number='2'><part id='P1'>{_note('D')}</part></measure></score-timewise>"
    )
    assert _letters(_read(tmp_path, text)) == "CD"


def test_what_music21_writes_is_read(tmp_path: Path) -> None:
    from music21 import harmony, meter, note, stream

    part = stream.Part()
    part.append(meter.TimeSignature("3/4"))
    part.append(harmony.ChordSymbol("B-7", quarterLength=0))
    for name, length in (("F#4", 1.5), ("E-4", 0.5), ("C4", 1.0), ("A4", 4.0), ("G4", 2.0)):
        part.append(note.Note(name, quarterLength=length))
    path = tmp_path / "by_music21.musicxml"
    stream.Score([part]).write("musicxml", path)
    chart = read_musicxml(path)
    assert [n.pitch.name for n in chart.melody] == ["F#4", "Eb4", "C4", "A4", "G4"]
    assert [float(n.length_quarters) for n in chart.melody] == [1.5, 0.5, 1.0, 4.0, 2.0]
    assert chart.meters[0].beats == 3
    assert chart.chords[0].symbol.name == "Bb7"
