"""The drummer along a plan."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.grooves.drummed_plans import chart, plan
from tonmeister.knowledge.grooves import GM_KEYS, groove, grooves
from tonmeister.model import Clip, ClipNote, MeterAt
from tonmeister.music.feel import swing_late_ms
from tonmeister.producer.arranging.drums import drum_clip

DRUMMED = [name for name in grooves() if groove(name).patterns]
METERS = [
    MeterAt(bar=0, beats=beats, unit=unit)
    for beats, unit in ((4, 4), (3, 4), (2, 4), (6, 8), (12, 8), (9, 8), (5, 4), (7, 8), (2, 2))
]


def play(name: str, seed: int = 1, feel: float = 100.0, bars: int = 17,
         meter: MeterAt = METERS[0]) -> Clip:  # fmt: skip
    one = groove(name)
    paper = chart(one.tempo_bpm.usual, meter)
    return drum_clip(paper, plan(bars, meter), one, seed=seed, feel_percent=feel)


def by_lane(clip: Clip) -> dict[str, list[ClipNote]]:
    lanes = defaultdict(list)
    for note in clip.notes:
        lanes[note.lane].append(note)
    return lanes


def swing_of(name: str, note: ClipNote, feel: float) -> float:
    one = groove(name)
    bpm = one.tempo_bpm.usual
    at = note.start_quarters % 4
    if any(abs(at * 12 % step) > 1e-9 for step in (3,)) and abs(at * 12 % 1) < 1e-6:
        return 0.0  # on a triplet grid
    return swing_late_ms(
        at, percent=one.swing_percent(bpm, feel), grid=one.swing.grid, quarter_bpm=bpm
    )


@pytest.mark.parametrize("name", ["boom-bap", "rock", "metal", "pop", "house", "country-train"])
@pytest.mark.parametrize("seed", [1, 2, 77])
@pytest.mark.parametrize("feel", [100.0, 60.0, 0.0])
def test_every_lanes_mean_push_is_the_styles(name: str, seed: int, feel: float) -> None:
    one = groove(name)
    for lane, notes in by_lane(play(name, seed, feel)).items():
        if any(abs(n.start_quarters * 4 % 1) > 1e-9 for n in notes):
            continue  # with rolls or triplets in it: the swing is not known from the place
        pushes = [n.late_ms - swing_of(name, n, feel) for n in notes]
        assert np.mean(pushes) == pytest.approx(one.push_ms.of(lane) * feel / 100, abs=1.0), lane


@pytest.mark.parametrize("name", DRUMMED)
def test_every_lanes_mean_push_is_the_styles_where_nothing_swings(name: str) -> None:
    one = groove(name)
    straight = replace(one.swing, by_tempo=False, percent=replace(one.swing.percent, usual=50.0))
    for seed in (3, 4):
        clip = drum_clip(
            chart(one.tempo_bpm.usual), plan(33), replace(one, swing=straight), seed=seed,
            feel_percent=100.0,
        )  # fmt: skip
        for lane, notes in by_lane(clip).items():
            late = np.array([n.late_ms for n in notes])
            assert late.mean() == pytest.approx(one.push_ms.of(lane), abs=1e-6), lane
            assert np.abs(late - one.push_ms.of(lane)).max() <= 3.5 * one.loose_ms.of(lane) + 1e-9


@pytest.mark.parametrize("name", DRUMMED)
@pytest.mark.parametrize("meter", METERS, ids=lambda m: f"{m.beats}-{m.unit}")
def test_every_stroke_lies_in_its_bar_in_every_meter(name: str, meter: MeterAt) -> None:
    clip = play(name, bars=9, meter=meter)
    whole = float(9 * meter.bar_quarters)
    for bar in range(9):
        start = float(bar * meter.bar_quarters)
        end = start + float(meter.bar_quarters)
        assert any(start <= n.start_quarters < end for n in clip.notes), bar
    for note in clip.notes:
        assert 0.0 <= note.start_quarters < whole
        assert 0.0 < note.velocity <= 1.0
        assert note.length_quarters > 0.0
        assert note.midi == GM_KEYS[note.lane]


@pytest.mark.parametrize("name", DRUMMED)
def test_no_drum_is_struck_twice_at_once(name: str) -> None:
    places = [(n.lane, n.start_quarters) for n in play(name, bars=33).notes]
    assert len(places) == len(set(places))


def test_the_same_seed_plays_the_same_and_another_another() -> None:
    assert play("funk", 5) == play("funk", 5)
    assert play("funk", 5) != play("funk", 6)


def test_a_section_that_comes_again_is_played_alike() -> None:
    bars = plan(32)
    clip = drum_clip(chart(104.0), bars, groove("pop"), seed=2, feel_percent=0.0)
    first = {(n.lane, n.start_quarters) for n in clip.notes if 4 < n.start_quarters < 12}
    again = {(n.lane, n.start_quarters - 64) for n in clip.notes if 68 < n.start_quarters < 76}
    assert first == again


def test_a_fill_takes_the_end_of_its_bar_and_a_crash_the_next_one() -> None:
    bars = plan(8, energy=0.8)
    rock = groove("rock")
    clip = drum_clip(chart(124.0), bars, rock, seed=1, feel_percent=100.0)
    plain = drum_clip(
        chart(124.0), [replace(b, fill=False) for b in bars], rock, seed=1, feel_percent=100.0
    )

    def bar(of: Clip, n: int) -> set[tuple[str, float]]:
        return {
            (x.lane, x.start_quarters) for x in of.notes if n * 4 <= x.start_quarters < n * 4 + 4
        }

    assert bar(clip, 3) != bar(plain, 3)
    assert bar(clip, 2) == bar(plain, 2)
    assert ("crash", 16.0) in bar(clip, 4)
    assert not {"hat", "ride", "hat-open"} & {lane for lane, at in bar(clip, 4) if at == 16.0}
    assert ("crash", 8.0) not in bar(clip, 2)


def test_more_energy_is_louder() -> None:
    quiet, loud = (
        drum_clip(chart(124.0), plan(4, energy=e), groove("rock"), seed=1, feel_percent=0.0)
        for e in (0.2, 0.9)
    )
    backbeats = [[n.velocity for n in c.notes if n.lane == "snare"][:2] for c in (quiet, loud)]
    assert min(backbeats[1]) > max(backbeats[0])


def test_the_last_bar_is_one_stroke() -> None:
    clip = play("rock", bars=17)
    assert {n.start_quarters for n in clip.notes if n.start_quarters >= 64} == {64.0}


def test_bars_without_drums_are_silent() -> None:
    bars = [replace(b, parts=frozenset({"bass"})) if b.bar < 2 else b for b in plan(4)]
    clip = drum_clip(chart(124.0), bars, groove("rock"), seed=1, feel_percent=100.0)
    assert min(n.start_quarters for n in clip.notes) >= 8.0


def test_a_count_in_counts_the_beats() -> None:
    bars = [replace(plan(1)[0], section="count-in", ending=False)]
    clip = drum_clip(chart(124.0), bars, groove("rock"), seed=1, feel_percent=0.0)
    assert [(n.lane, n.start_quarters) for n in clip.notes] == [
        ("side-stick", float(n)) for n in range(4)
    ]


def test_a_quartet_has_no_drums() -> None:
    assert play("string-quartet").notes == ()
    assert drum_clip(chart(100.0), [], groove("rock"), seed=1, feel_percent=100.0).notes == ()


def test_feel_0_is_a_machine_but_a_shuffle_stays_a_shuffle() -> None:
    assert all(n.late_ms == 0.0 for n in play("boom-bap", feel=0.0).notes)
    shuffled = [n for n in play("country-shuffle", feel=0.0).notes if n.start_quarters % 1 == 0.5]
    assert shuffled
    beat_ms = 60_000 / groove("country-shuffle").tempo_bpm.usual
    assert all(n.late_ms == pytest.approx(beat_ms * 0.167, abs=1.0) for n in shuffled)


def test_a_pattern_longer_than_a_bar_goes_on_through_its_section() -> None:
    clip = drum_clip(
        chart(90.0), [replace(b, fill=False) for b in plan(8, energy=0.55)], groove("boom-bap"),
        seed=1, feel_percent=0.0,
    )  # fmt: skip
    kicks = [
        {n.start_quarters - 4 * b for n in clip.notes if n.lane == "kick"
         and 4 * b <= n.start_quarters < 4 * b + 4}
        for b in (1, 2, 3)
    ]  # fmt: skip
    assert kicks[0] == kicks[2] != kicks[1]
    assert Fraction(0) in kicks[1]
