"""From letters to sounds, from words to syllables."""

from __future__ import annotations

import pytest

from tonmeister.music.words import (
    VOWELS,
    is_english,
    letters_sounds,
    sounds_of,
    split_letters,
    split_sounds,
    syllables_of,
)
from tonmeister.music.words.spoken import english
from tonmeister.signal.instruments.phones import PHONES


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("light", "L AY T"),
        ("falling", "F AO L IH NG"),
        ("station", "S T EY SH AH N"),
        ("whispers", "W IH S P ER Z"),
        ("knight", "N AY T"),
        ("Candle,", "K AE N D AH L"),
        ("dreamed", "D R IY M D"),
        ("wanted", "W AA N T IH D"),
        ("kissed", "K IH S T"),
        ("roses", "R OW Z IH Z"),
        ("moonlight", "M UW N L AY T"),
        ("heartbeat", "HH AA R T B IY T"),
        ("don't", "D OW N T"),
        ("lovin'", "L AH V IH N"),
        ("baby's", "B EY B IY Z"),
        ("light's", "L AY T S"),
        ("bright-eyed", "B R AY T AY D"),
        ("through", "TH R UW"),
        ("", ""),
        ("123", ""),
    ],
)
def test_words_sound_as_they_are_sung(word: str, sounds: str) -> None:
    assert " ".join(sounds_of(word)) == sounds


def test_every_sound_that_is_known_can_be_sung() -> None:
    spoken = english()
    said = {s for sounds in spoken.words.values() for s in sounds}
    said |= {s for rules in spoken.rules.values() for rule in rules for s in rule.sounds}
    assert said <= set(PHONES)
    assert {name for name, phone in PHONES.items() if phone.vowel} == VOWELS


def test_the_list_of_words_says_each_word_once_and_with_a_vowel() -> None:
    words = english().words
    assert len(words) > 300
    assert all(any(s in VOWELS for s in sounds) for sounds in words.values())


def test_every_letter_has_a_rule_that_always_fits() -> None:
    for letter, rules in english().rules.items():
        last = rules[-1]
        assert (last.letters, last.before.pattern, last.after.pattern) == (letter, "(?:)$", "")


@pytest.mark.parametrize(
    ("word", "parts"),
    [("remember", "R-IH M-EH-M B-ER"), ("extra", "EH-K S-T-R-AH"), ("singing", "S-IH-NG IH-NG"),
     ("strength", "S-T-R-EH-NG-TH"), ("hello", "HH-AH L-OW")],
)  # fmt: skip
def test_sounds_are_divided_as_a_mouth_does(word: str, parts: str) -> None:
    assert " ".join("-".join(p) for p in split_sounds(sounds_of(word))) == parts


@pytest.mark.parametrize(
    ("line", "syllables"),
    [
        ("Leave a light for the morning", "Leave a light for the morn- ing"),
        ("falling, running wonderful!", "fall- ing, run- ning won- der- ful!"),
        ("twin-kle lit-tle star _ _", "twin- kle lit- tle star _ _"),
        ("O du fröhliche", "O du fröh- li- che"),
    ],
)
def test_lines_are_divided_into_syllables(line: str, syllables: str) -> None:
    assert " ".join(syllables_of(line)) == syllables


def test_nothing_is_lost_when_a_word_is_divided() -> None:
    for word in english().words:
        count = len(split_sounds(sounds_of(word)))
        assert (
            "".join(p.rstrip("-") if p.endswith("-") else p for p in split_letters(word, count))
            == word
        )


def test_other_languages_are_read_letter_by_letter() -> None:
    assert not is_english("schöne Nächte")
    assert is_english("don’t go")
    assert letters_sounds("amore") == ("AA", "M", "AO", "R", "EH")
    assert letters_sounds("schöne") == ("SH", "ER", "N", "EH")
    assert set(letters_sounds("ñandú façade weiß")) <= set(PHONES)
