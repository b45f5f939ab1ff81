"""Words laid under a melody, and the sounds its notes are sung with."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tonmeister.model import Chart, ChartNote, Pitch
from tonmeister.music.words import has_words, place_words, sung_notes, words_of

C4 = Pitch(0, 4)


def melody(*syllables: str, rests: tuple[int, ...] = ()) -> tuple[ChartNote, ...]:
    """Quarter notes with words; before those whose number is in ``rests`` there is a rest."""
    out, at = [], Fraction(0)
    for i, syllable in enumerate(syllables):
        at += Fraction(1) if i in rests else 0
        out.append(ChartNote(start_quarters=at, length_quarters=Fraction(1), pitch=C4,
                             syllable=syllable))  # fmt: skip
        at += 1
    return tuple(out)


def said(notes: tuple[ChartNote, ...], filler: str = "la") -> str:
    return " ".join("-".join(s.sounds) for s in sung_notes(notes, filler))


def test_a_word_sounds_as_a_whole_over_its_notes() -> None:
    assert said(melody("morn-", "ing")) == "M-AO-R N-IH-NG"
    assert said(melody("sta-", "tion")) == "S-T-EY SH-AH-N"


def test_a_melisma_keeps_its_vowel_and_ends_its_word_at_its_end() -> None:
    assert said(melody("night", "_", "_")) == "N-AA AA AY-T"
    assert said(melody("night", "", "")) == "N-AA AA AY-T"
    assert said(melody("dreams", "_")) == "D-R-IY IY-M-Z"


def test_notes_after_a_rest_without_words_get_the_filler() -> None:
    assert said(melody("go", "", "", rests=(1,))) == "G-OW L-AA L-AA"
    assert said(melody("", ""), "doo") == "D-UW D-UW"
    assert not has_words(melody("", "_", ""))


def test_a_hum_is_sung_with_the_mouth_closed() -> None:
    assert said(melody("", ""), "hum") == "MM MM"


def test_another_reader_may_read_the_words() -> None:
    notes = melody("schö-", "ne", "Nacht")
    assert words_of(notes) == ["schöne", "schö", "ne", "Nacht"]
    heard = {"schöne": ("SH", "ER", "N", "AH"), "Nacht": ("N", "AA", "HH", "T")}
    sung = sung_notes(notes, read=lambda word: heard[word])
    assert [s.sounds for s in sung] == [("SH", "ER"), ("N", "AH"), ("N", "AA", "HH", "T")]


def test_what_has_no_vowel_gets_one() -> None:
    assert said(melody("hm", "zzz")) == "M-AH-M Z-Z-AH"


def placed(text: str, count: int, rests: tuple[int, ...] = ()) -> tuple[str, tuple[str, ...]]:
    chart = Chart(title="t", melody=melody(*[""] * count, rests=rests))
    out = place_words(chart, text)
    return " ".join(n.syllable or "." for n in out.chart.melody), out.notes


def test_lines_lie_on_phrases() -> None:
    words, notes = placed("Twinkle twinkle\nlittle star", 7, rests=(4,))
    assert (words, notes) == ("Twin- kle twin- kle lit- tle star", ())


def test_a_phrase_with_more_notes_holds_its_last_syllable() -> None:
    words, notes = placed("go home\nand stay", 6, rests=(3,))
    assert words == "go home _ and stay _"
    assert notes == ('2 syllables on 3 notes at "go"', '2 syllables on 3 notes at "and"')


def test_a_phrase_with_fewer_notes_sings_the_rest_on_its_last() -> None:
    words, notes = placed("never go away", 3)
    assert words == "ne- ver go away"
    assert notes == ('5 syllables on 3 notes at "ne"',)


def test_other_lines_run_on_from_note_to_note_and_that_is_told() -> None:
    words, notes = placed("go\nhome\nnow", 4, rests=(2,))
    assert words == "go home now _"
    assert "3 lines, the melody 2 phrases" in notes[0]


@pytest.mark.parametrize("text", ["a b c d e f g h i j k", "x", "_ _ _", "--- ...", "…"])
def test_no_text_loses_a_note(text: str) -> None:
    chart = Chart(title="t", melody=melody("", "", "", rests=(1,)))
    out = place_words(chart, text).chart.melody
    assert [n.start_quarters for n in out] == [n.start_quarters for n in chart.melody]
    assert len(sung_notes(out)) == 3
