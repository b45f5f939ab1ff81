"""Words on the notes of a melody: which sounds each note is sung with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tonmeister.model import ChartNote
from tonmeister.music.words.reading import VOWELS, is_english, letters_sounds, sounds_of
from tonmeister.music.words.splitting import split_sounds

Reader = Callable[[str], tuple[str, ...]]
"""From a word to its sounds."""
HELD = "_"
"""Written instead of a syllable: the one before goes on."""
FILLERS = {"la": ("L", "AA"), "doo": ("D", "UW"), "na": ("N", "AA"), "ooh": ("UW",), "ah": ("AA",),
           "hum": ("MM",)}  # fmt: skip
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


def reader(melody: Sequence[ChartNote]) -> Reader:
    """Return who reads the words under a melody: English by rules, others letter by letter."""
    return sounds_of if all(is_english(n.syllable) for n in melody) else letters_sounds


def sung_notes(
    melody: Sequence[ChartNote], filler: str = "la", read: Reader | None = None
) -> list[SungNote]:
    """Return a melody with the sounds of its words; a melisma keeps its vowel.

    ``read`` says how a word sounds (None: see ``reader``). Notes without words are sung on a
    filler.
    """
    read = read or reader(melody)
    out: list[SungNote] = []
    for word in _words(_syllables(melody)):
        if word[0].text == "":
            out += _spread(word[0].notes, FILLERS[filler])
            continue
        for syllable, sounds in zip(word, _sounds(word, read), strict=True):
            out += _spread(syllable.notes, sounds)
    return out


def words_of(melody: Sequence[ChartNote]) -> list[str]:
    """Return the words under a melody, each once, its syllables and each of them alone."""
    out: list[str] = []
    for word in _words(_syllables(melody)):
        pieces = [s.text.strip("-_ ") for s in word]
        out += ["".join(pieces), *pieces]
    return [w for w in dict.fromkeys(out) if w]


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


def _sounds(word: Sequence[_Syllable], read: Reader) -> list[tuple[str, ...]]:
    """Return the sounds of each syllable of a word: from the whole word, if it divides so."""
    pieces = [s.text.strip("-_ ") for s in word]
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
