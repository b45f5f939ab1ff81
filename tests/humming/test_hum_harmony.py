"""From a melody to its key and its chords."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hummed import LULLABY, ODE, placed

from tonmeister.knowledge.harmony import harmony
from tonmeister.model import ChartChord, ChordSymbol, KeyAt, MeterAt
from tonmeister.music.chord_kinds import KINDS, bass_class, semitones, tone_classes
from tonmeister.music.harmony.basses import with_basses
from tonmeister.music.harmony.melody_key import melody_keys
from tonmeister.music.harmony.rows import carried, chord_rows, slots_of
from tonmeister.music.harmony.tables import Tone

FOUR, THREE = MeterAt(bar=0), MeterAt(bar=0, beats=3)
D_MAJOR = KeyAt(at_quarters=Fraction(0), tonic_fifths=2)
A_MINOR = KeyAt(at_quarters=Fraction(0), tonic_fifths=3, mode="minor")


def tones(text: str) -> list[Tone]:
    """Read "62 64 66/2": MIDI and quarters (1 if not said), one after the other."""
    at, out = Fraction(0), []
    for word in text.split():
        midi, _, length = word.partition("/")
        out.append(Tone(at, Fraction(length or 1), int(midi)))
        at += Fraction(length or 1)
    return out


ODE_TONES = [Tone(a, b, m) for a, b, m in placed(ODE)]


def roots(chords: tuple[ChartChord, ...]) -> list[str]:
    return [c.symbol.name for c in chords]


@pytest.mark.parametrize("up", range(-6, 6))
def test_a_tune_moved_up_is_in_the_key_moved_up(up: int) -> None:
    for score, first, meter, tonic in ((ODE, "0", FOUR, 2), (LULLABY, "-1", THREE, 0)):
        moved = [Tone(a, b, m + up) for a, b, m in placed(score, first)]
        best = melody_keys(moved, meter)[0]
        assert (best.tonic_class, best.mode) == ((tonic + up) % 12, "major")


def test_a_minor_tune_is_minor_and_its_relative_comes_next() -> None:
    found = melody_keys(tones("69 71 72 76 74 72 71 68 69 72 71 69/2 64 69/4"), FOUR)
    assert (found[0].tonic_class, found[0].mode) == (9, "minor")


def test_plain_chords_end_at_home_and_belong_to_the_key() -> None:
    safe = chord_rows(ODE_TONES, D_MAJOR, FOUR, 8, harmony("major"))["safe"]
    scale = {(2 + s) % 12 for s in (0, 2, 4, 5, 7, 9, 11)}
    assert all(set(tone_classes(c.symbol)) <= scale for c in safe)
    assert safe[-1].symbol == ChordSymbol(2)
    assert safe[0].symbol == ChordSymbol(2)


def test_a_chord_that_is_sung_out_is_the_chord() -> None:
    tune = tones("62 66 69 66 67 71 74 71 69 73 76 73 62 66 69/2")
    safe = chord_rows(tune, D_MAJOR, FOUR, 4, harmony("major"))["safe"]
    assert roots(safe) == ["D", "G", "A", "D"]
    assert min(c.sure_score for c in safe) > 0.4


def test_a_bar_changes_chord_in_its_middle_when_the_melody_does() -> None:
    tune = tones("62 66 69 74 67 71 69 73 62 66 69/2")
    safe = chord_rows(tune, D_MAJOR, FOUR, 3, harmony("major"))["safe"]
    assert roots(safe) == ["D", "G", "A", "D"]
    assert [c.length_quarters for c in safe] == [4, 2, 2, 4]


@pytest.mark.parametrize("flavour", ["safe", "loop", "colour"])
@pytest.mark.parametrize(("key", "mode"), [(D_MAJOR, "major"), (A_MINOR, "minor")])
def test_every_row_fills_its_bars_without_gaps(flavour: str, key: KeyAt, mode: str) -> None:
    rows = chord_rows(ODE_TONES, key, FOUR, 8, harmony(mode))
    row = {str(name): chords for name, chords in rows.items()}[flavour]
    at = Fraction(0)
    for chord in row:
        assert chord.start_quarters == at
        assert 0.0 <= chord.sure_score <= 1.0
        at += chord.length_quarters
    assert at == 32


def test_a_loop_comes_round_every_four_bars() -> None:
    loop = chord_rows(ODE_TONES, D_MAJOR, FOUR, 8, harmony("major"))["loop"]
    names = roots(loop)
    assert names[:3] == names[4:7]


def test_a_secondary_dominant_goes_where_it_wants_to() -> None:
    tune = tones("62 66 69 66 68 71 76 74 73 69 73 76 74 69 66 62")
    colour = chord_rows(tune, D_MAJOR, FOUR, 4, harmony("major"))["colour"]
    found = [c.symbol for c in colour]
    (dominant,) = [s for s in found if semitones(s.root_fifths) == 4 and "7" in s.quality]
    assert KINDS[dominant.quality][1] == 4
    assert semitones(found[found.index(dominant) + 1].root_fifths) == 9


def test_the_bass_of_the_coloured_row_walks() -> None:
    symbols = (ChordSymbol(2), ChordSymbol(3), ChordSymbol(5, "m"), ChordSymbol(1), ChordSymbol(2))
    row = tuple(
        ChartChord(start_quarters=Fraction(4 * i), length_quarters=Fraction(4), symbol=symbol)
        for i, symbol in enumerate(symbols)
    )
    walked = with_basses(row)
    assert [bass_class(c.symbol) for c in walked[:3]] == [2, 1, 11]
    assert walked[0].symbol.bass_fifths is None
    assert walked[-1].symbol.bass_fifths is None


def test_chords_carry_a_tune_better_in_its_own_bars() -> None:
    late = [Tone(t.start + 1, t.length, t.midi) for t in ODE_TONES]
    table = harmony("major")
    right = carried(ODE_TONES, D_MAJOR, FOUR, 8, table)
    assert right < carried(late, D_MAJOR, FOUR, 9, table)


def test_only_bars_of_four_are_halved() -> None:
    assert len(slots_of(4, FOUR).spans) == 8
    assert len(slots_of(4, THREE).spans) == 4
