"""What stands in the grooves' files."""

import tomllib
from importlib.resources import files

import pytest

from tonmeister.knowledge.grooves import (
    FAMILIES,
    LANES,
    BadGroove,
    UnknownGroove,
    digit_of,
    groove,
    groove_from,
    grooves,
    ride_percent,
    velocity_of,
)

NO_DRUMS = {"string-quartet", "piano"}
DRUMMED = [name for name in grooves() if name not in NO_DRUMS]


def raw(name: str) -> dict:
    text = files("tonmeister.knowledge.grooves").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def test_there_is_a_groove_for_every_style() -> None:
    assert set(grooves()) == {
        "boom-bap", "trap", "rock", "pop", "metal", "jazz-swing", "jazz-latin", "country-train",
        "country-shuffle", "house", "techno", "drum-and-bass", "folk", "string-quartet", "piano",
        "reggae", "funk",
    }  # fmt: skip


def test_a_family_stands_for_its_first_groove() -> None:
    for family, name in FAMILIES.items():
        assert groove(family) is groove(name)


def test_an_unknown_groove_is_told_in_one_line() -> None:
    with pytest.raises(UnknownGroove, match=r"no groove 'polka'; there are .*boom-bap"):
        groove("polka")


@pytest.mark.parametrize("name", grooves())
def test_every_figure_says_where_it_is_from(name: str) -> None:
    one = groove(name)
    for known in (one.tempo_bpm, one.swing.percent, one.push_ms, one.loose_ms,
                  one.loose_velocity_percent, one.contour):  # fmt: skip
        assert len(known.source) > 10
        assert known.grade in ("standard", "published", "measured", "practice", "guess")
    assert one.tempo_bpm.low <= one.tempo_bpm.usual <= one.tempo_bpm.high


@pytest.mark.parametrize("name", DRUMMED)
def test_every_drummed_groove_has_what_a_song_needs(name: str) -> None:
    one = groove(name)
    meters = {(p.beats, p.unit) for p in one.patterns if p.use == "bar"}
    assert {(4, 4), (3, 4), (6, 8)} <= meters
    assert any(p.use == "intro" for p in one.patterns)
    fours = [p for p in one.patterns if (p.beats, p.use) == (4, "bar")]
    assert len(fours) >= 3
    assert min(p.low_energy_score for p in fours) == 0.0
    assert max(p.high_energy_score for p in fours) == 1.0
    assert len({f.length_quarters for f in one.fills}) >= 3
    assert any(f.compound for f in one.fills)
    assert one.after_fill
    assert one.ending
    assert set(one.lanes) <= set(LANES)


@pytest.mark.parametrize("name", DRUMMED)
def test_no_sound_is_struck_by_two_sticks_that_exclude_each_other(name: str) -> None:
    """A closed and an open hat on one step cannot be played."""
    for pattern in groove(name).patterns:
        for bar in pattern.bars:
            closed = {s.at_quarters for s in bar if s.lane == "hat"}
            assert not closed & {s.at_quarters for s in bar if s.lane == "hat-open"}, pattern.name


@pytest.mark.parametrize("name", ["rock", "funk", "country-train", "jazz-swing", "metal"])
def test_a_drummer_has_two_hands(name: str) -> None:
    hands = {"snare", "side-stick", "clap", "hat", "hat-open", "ride", "crash", "tom-high",
             "tom-mid", "tom-low"}  # fmt: skip
    one = groove(name)
    bars = [bar for p in one.patterns for bar in p.bars] + [f.strokes for f in one.fills]
    for bar in bars:
        for at in {s.at_quarters for s in bar}:
            assert len({s.lane for s in bar if s.at_quarters == at and s.lane in hands}) <= 2


def test_the_one_drop_leaves_the_one_empty() -> None:
    drop = next(p for p in groove("reggae").patterns if p.name == "one drop")
    for bar in drop.bars:
        kicks = [s.at_quarters for s in bar if s.lane == "kick"]
        assert kicks == [2]


def test_the_bossa_clave_is_three_and_two() -> None:
    bossa = next(p for p in groove("jazz-latin").patterns if p.name == "bossa nova")
    strokes = [[float(s.at_quarters) for s in bar if s.lane == "side-stick"] for bar in bossa.bars]
    assert strokes == [[0.0, 1.5, 3.0], [1.0, 2.5]]


def test_the_ride_swings_less_the_faster_it_goes() -> None:
    percents = [ride_percent(bpm) for bpm in range(80, 320, 10)]
    assert percents == sorted(percents, reverse=True)
    assert percents[0] == pytest.approx(100 * 3.5 / 4.5)
    assert ride_percent(300.0) == 50.0
    short_ms = 60_000 / 220 * (1 - ride_percent(220.0) / 100)
    assert short_ms == pytest.approx(100.0)


def test_digits_and_strengths_are_each_others_way_back() -> None:
    assert [digit_of(velocity_of(d)) for d in range(1, 10)] == list(range(1, 10))
    assert velocity_of(9) == 124 / 127


def broken(**changes: object) -> dict:
    return raw("rock") | changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pattern": [{"name": "a", "meter": "4/4", "bongo": "9..."}]}, "no lane 'bongo'"),
        ({"pattern": [{"name": "a", "meter": "4/4", "kick": "9..x"}]}, "dots and digits"),
        ({"pattern": [{"name": "a", "meter": "4/4", "kick": "9...|9.."}]}, "differ in their steps"),
        ({"pattern": [{"name": "a", "meter": "four", "kick": "9"}]}, "written 4/4"),
        ({"pattern": [{"name": "a", "hat": "9.", "hat-roll": ".2"}]}, "roll on step 2"),
        ({"push_ms": {"snare": 300.0, "grade": "guess", "source": "nobody"}}, "from -60 to 60"),
        ({"push_ms": {"snare": 3.0, "grade": "sure", "source": "nobody"}}, "grade is one of"),
        ({"swing_percent": {"grid": 7}}, "grid is 7"),
        ({"tempo": {}}, r"\[tempo\] is not known"),
    ],
)
def test_what_is_wrong_in_a_groove_is_told(changes: dict, words: str) -> None:
    with pytest.raises(BadGroove, match=words) as told:
        groove_from(broken(**changes), "mine")
    assert "\n" not in str(told.value)
    assert str(told.value).startswith("mine")
