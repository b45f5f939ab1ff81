"""Words of songs: from letters to sounds, from sounds to syllables, from syllables to notes."""

from tonmeister.music.words.placing import Placed, place_words, syllables_of
from tonmeister.music.words.reading import VOWELS, is_english, letters_sounds, sounds_of
from tonmeister.music.words.splitting import split_letters, split_sounds
from tonmeister.music.words.sung import (
    FILLERS,
    HELD,
    Reader,
    SungNote,
    has_words,
    sung_notes,
    words_of,
)

__all__ = [
    "FILLERS",
    "HELD",
    "VOWELS",
    "Placed",
    "Reader",
    "SungNote",
    "has_words",
    "is_english",
    "letters_sounds",
    "place_words",
    "sounds_of",
    "split_letters",
    "split_sounds",
    "sung_notes",
    "syllables_of",
    "words_of",
]
