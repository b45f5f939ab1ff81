"""Songs that were looked at on the page: a ballad with words, flats in 6/8, a long chord chart."""

from __future__ import annotations

from fractions import Fraction

from tonmeister.model import (
    Chart,
    ChartChord,
    ChartNote,
    ChartSection,
    KeyAt,
    MeterAt,
    TempoAt,
)
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.spelling import spelled

VERSE = (
    "Street- lights hum- ming down the a- ve- nue, | I count the win- dows till I come to you. | "
    "Ra- di- o is play- ing some- one else's song, | the night is wide and I have walked too long."
)
CHORUS = (
    "Turn it low to- night, turn it low, | let the morn- ing find us be- fore we go. | "
    "Ev- ery word I should have said is | writ- ten in the dark a- bove your head."
)
VERSE_CHORDS = "G D/F# Em7 Cmaj7 G/B Am7 D7sus4 D7"
ASH_CHORDS = "Abm Fbmaj7 Cb/Gb Gb7sus4 Dbm7 Abm/Cb Bbm7b5 Eb7b9"
BAR_CHORDS = "Ebmaj7 Cm7 Fm9 Bb13 Gm7 C7b9 Fm7/Bb Bb7:E7#11"
CHORUS_CHORDS = "C D G/B Em7 Am7 D7/F# Em F#m7b5:B7b9"


def ballad() -> Chart:
    """32 bars in G with a pickup, slash chords and words under every note."""
    melody: list[ChartNote] = []
    chords: list[ChartChord] = []
    sections = []
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=1)
    for part, (name, letter) in enumerate(
        (("Verse 1", "A"), ("Chorus", "B"), ("Verse 2", "A"), ("Chorus", "B"))
    ):
        words, names = (VERSE, VERSE_CHORDS) if letter == "A" else (CHORUS, CHORUS_CHORDS)
        first = 32 * part
        for line, text in enumerate(words.split(" | ")):
            melody += _line(text.strip(), Fraction(first + 8 * line), key, 62 + 5 * (letter == "B"))
        for bar, said in enumerate(names.split()):
            both = said.split(":")
            for half, symbol in enumerate(both):
                chords.append(
                    ChartChord(
                        start_quarters=Fraction(first + 4 * bar) + Fraction(4 * half, len(both)),
                        length_quarters=Fraction(4, len(both)), symbol=read_symbol(symbol),
                    )
                )  # fmt: skip
        sections.append(ChartSection(name=name, first_bar=8 * part, bars=8, letter=letter))
    return Chart(
        title="Low Tonight", composer="Tonmeister", keys=(key,),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=84.0),), melody=tuple(melody),
        chords=tuple(chords), sections=tuple(sections), bars=32,
    )  # fmt: skip


def _line(text: str, start: Fraction, key: KeyAt, low: int) -> list[ChartNote]:
    """Two bars sung: eighths with a longer note now and then, the last one held."""
    syllables = text.split()
    steps = (0, 2, 4, 5, 7, 9, 7, 5, 4, 2, 4, 0)
    notes = []
    at = start - Fraction(1, 2)
    for n, syllable in enumerate(syllables):
        last = n == len(syllables) - 1
        length = start + Fraction(15, 2) - at if last else Fraction(1, 2)
        length = min(length, Fraction(5, 2))
        if not last and (n % 5 == 3) and len(syllables) < 12:
            length = Fraction(1)
        notes.append(
            ChartNote(
                start_quarters=at, length_quarters=length, syllable=syllable,
                pitch=spelled(low + steps[(n + len(text)) % len(steps)], key),
            )
        )  # fmt: skip
        at += length
    return notes


def ashes() -> Chart:
    """24 bars of 6/8 in A flat minor: seven flats, ties, triplets of sixteenths."""
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=-4, mode="minor")
    half, sixth = Fraction(1, 2), Fraction(1, 6)
    melody: list[ChartNote] = []
    tones = (68, 71, 75, 76, 75, 73, 71, 70, 68, 67, 68, 63, 64, 66)
    patterns: tuple[tuple[Fraction, ...], ...] = (
        (half * 2, half, half, half * 4),
        (half, half, half, sixth, sixth, sixth, half),
        (half * 3, half, half * 2, half * 2),
        (half, half * 2, half, half),
    )
    at, count = -half, 0
    while at < 70:
        for length in patterns[count % 4]:
            midi = tones[len(melody) * 3 % len(tones)]
            melody.append(
                ChartNote(start_quarters=at, length_quarters=length, pitch=spelled(midi, key))
            )
            at += length
        count += 1
    names = ASH_CHORDS.split()
    chords = tuple(
        ChartChord(
            start_quarters=Fraction(3 * n), length_quarters=Fraction(3),
            symbol=read_symbol(names[n % 8]),
        )
        for n in range(24)
    )  # fmt: skip
    return Chart(
        title="Ash and Ember", composer="Tonmeister", keys=(key,),
        meters=(MeterAt(bar=0, beats=6, unit=8),), chords=chords, bars=24,
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=84.0),),
        melody=tuple(n for n in melody if n.start_quarters + n.length_quarters <= 72),
    )  # fmt: skip


def long_chart() -> Chart:
    """80 bars of chords in six sections, swung."""
    form = (("Intro", "I", 8), ("Verse", "A", 16), ("Pre-Chorus", "P", 8), ("Chorus", "B", 16),
            ("Bridge", "C", 16), ("Chorus", "B", 16))  # fmt: skip
    names = BAR_CHORDS.split()
    chords: list[ChartChord] = []
    for bar in range(80):
        both = names[bar % 8].split(":")
        for half, symbol in enumerate(both):
            chords.append(
                ChartChord(
                    start_quarters=4 * bar + Fraction(4 * half, len(both)),
                    length_quarters=Fraction(4, len(both)), symbol=read_symbol(symbol),
                )
            )  # fmt: skip
    firsts = [sum(bars for _, _, bars in form[:n]) for n in range(len(form))]
    return Chart(
        title="Corner of the Bar", composer="Tonmeister", feel="swing",
        keys=(KeyAt(at_quarters=Fraction(0), tonic_fifths=-3),),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=132.0),), chords=tuple(chords),
        bars=80, sections=tuple(
            ChartSection(name=n, letter=letter, first_bar=first, bars=bars)
            for (n, letter, bars), first in zip(form, firsts, strict=True)
        ),
    )  # fmt: skip
