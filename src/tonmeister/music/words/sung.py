"""Words on the notes of a melody: which sounds each note is sung with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tonmeister.model import ChartNote
from tonmeister.music.words.reading import VOWELS, is_english, letters_sounds, sounds_of
from tonmeister.music.words.splitting import split_sounds

HELD = "_"
"""Written instead of a syllable: the one before goes on."""
FILLERS = {"la": ("L", "AA"), "doo": ("D", "UW"), "na": ("N", "AA"), "ooh": ("UW",), "ah": ("AA",),
           "hum": ("M", "UH")}  # fmt: skip
"""What is sung where there are no words."""
_FIRST_HALF = {"EY": "EH", "AY": "AA", "OY": "AO", "OW": "AO", "AW": "AA"}
"""Where a diphthong stays while it is held over several notes: its first half."""
_JOINED_QUARTERS = Fraction(1, 8)


@dataclass(frozen=True, slots=True)
class SungNote:
    """A note with its sounds; exactly one of them is its vowel unless it is crowded."""

    note: ChartNote
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Syllable:
    text: str
    notes: tuple[ChartNote, ...]


def sung_notes(melody: Sequence[ChartNote], filler: str = "la") -> list[SungNote]:
    """Return a melody with the sounds of its words; a melisma keeps its vowel.

    Words of other languages are read letter by letter. Notes without words are sung on a filler.
    """
    plain = all(is_english(n.syllable) for n in melody)
    out: list[SungNote] = []
    for word in _words(_syllables(melody)):
        if word[0].text == "":
            out += _spread(word[0].notes, FILLERS[filler])
            continue
        for syllable, sounds in zip(word, _sounds(word, plain), strict=True):
            out += _spread(syllable.notes, sounds)
    return out


def has_words(melody: Sequence[ChartNote]) -> bool:
    """Say whether anything is written under the notes."""
    return any(n.syllable.strip(" _-") for n in melody)


def _syllables(melody: Sequence[ChartNote]) -> list[_Syllable]:
    """Return what is sung, each syllable with its notes."""
    out: list[_Syllable] = []
    end: Fraction | None = None
    for note in sorted(melody, key=lambda n: n.start_quarters):
        text = note.syllable.strip()
        joined = end is not None and note.start_quarters - end <= _JOINED_QUARTERS
        if out and out[-1].text and (text == HELD or (text == "" and joined)):
            out[-1] = _Syllable(out[-1].text, (*out[-1].notes, note))
        else:
            out.append(_Syllable("" if text == HELD else text, (note,)))
        end = note.start_quarters + note.length_quarters
    return out


def _words(syllables: Sequence[_Syllable]) -> list[list[_Syllable]]:
    out: list[list[_Syllable]] = []
    goes_on = False
    for syllable in syllables:
        if goes_on and syllable.text:
            out[-1].append(syllable)
        else:
            out.append([syllable])
        goes_on = syllable.text.endswith("-")
    return out


def _sounds(word: Sequence[_Syllable], plain: bool) -> list[tuple[str, ...]]:
    """Return the sounds of each syllable of a word: from the whole word, if it divides so."""
    pieces = [s.text.strip("-_ ") for s in word]
    read = sounds_of if plain else letters_sounds
    whole = split_sounds(read("".join(pieces)))
    if len(whole) == len(pieces):
        return whole
    return [read(piece) for piece in pieces]


def _spread(notes: Sequence[ChartNote], sounds: tuple[str, ...]) -> list[SungNote]:
    """Spread a syllable over its notes: consonants at its ends, its vowel in between."""
    at = next((i for i, s in enumerate(sounds) if s in VOWELS), None)
    if at is None:
        sounds = (*sounds, "AH")
        at = len(sounds) - 1
    if len(notes) == 1:
        return [SungNote(notes[0], sounds)]
    held = _FIRST_HALF.get(sounds[at], sounds[at])
    first = SungNote(notes[0], (*sounds[:at], held))
    between = [SungNote(note, (held,)) for note in notes[1:-1]]
    return [first, *between, SungNote(notes[-1], sounds[at:])]
