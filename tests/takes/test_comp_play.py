"""Playing a comp."""

import numpy as np
import pytest
from comp_takes import RATE_HZ, made, scored

from tonmeister.console.comp import NoSuchTake, crossfaded, play_comp
from tonmeister.listening.takes.seams import seams_of
from tonmeister.listening.takes.seams_played import click_score
from tonmeister.model import Comp, Crossfade, Region, Take
from tonmeister.producer.takes.choose import choose

COSTS = [[0.1, 0.9, 0.9], [0.9, 0.1, 0.9], [0.9, 0.9, 0.1]]


def take(number, **more):
    return Take(part="Vox", name=f"Vox {number}", number=number, track=f"Vox {number}",
                begins_s=0.0, ends_s=4.0, **more)  # fmt: skip


def comp_of(*rows, takes=None, fades=()):
    regions = tuple(
        Region(id=f"Vox/{i}", phrase=i + 1, take=n, start_s=a, end_s=b, reason="", gain_db=g)
        for i, (n, a, b, g) in enumerate(rows)
    )
    takes = takes or tuple(take(n) for n in sorted({r.take for r in regions}))
    return Comp(part="Vox", takes=takes, regions=regions, crossfades=fades)


def noise(seed, channels=1, seconds=4.0):
    rng = np.random.default_rng(seed)
    return 0.1 * rng.standard_normal((channels, round(seconds * RATE_HZ)))


def test_a_comp_of_one_take_is_that_take_bit_by_bit():
    sound = noise(1, 2)
    comp = comp_of((1, 0.0, 1.3, 0.0), (1, 1.3, 2.7, 0.0), (1, 2.7, 4.0, 0.0))
    assert np.array_equal(play_comp(comp, {1: sound}, RATE_HZ), sound)


def test_away_from_the_cuts_every_sample_is_the_takes_own():
    one, other = noise(1), noise(2)
    out = play_comp(comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, 0.0)), {1: one, 2: other}, RATE_HZ)
    a, b = round(1.99 * RATE_HZ), round(2.01 * RATE_HZ)
    assert np.array_equal(out[:, :a], one[:, :a])
    assert np.array_equal(out[:, b:], other[:, b:])


def test_a_cut_between_takes_does_not_click():
    aligned = made([{}, {}, {}])
    seams = seams_of(aligned)
    comp = choose(aligned, scored(aligned, COSTS), seams)
    sounds = {n: h.sound for n, h in aligned.heard.items()}
    out = play_comp(comp, sounds, RATE_HZ)
    assert len(comp.crossfades) == 2
    for cut in comp.crossfades:
        uncut = max(click_score(sounds[n], RATE_HZ, cut.at_s) for n in sounds)
        assert click_score(out, RATE_HZ, cut.at_s) <= 1.3 * max(1.0, uncut)


def test_even_a_cut_through_a_note_does_not_click():
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    sounds = {n: 0.3 * np.sin(2 * np.pi * 220 * t + n)[None, :] for n in (1, 2)}
    out = play_comp(comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, -2.0)), sounds, RATE_HZ)
    assert click_score(out, RATE_HZ, 2.0) <= 1.3


def test_takes_that_are_alike_keep_their_amplitude_and_others_their_power():
    t = np.arange(RATE_HZ) / RATE_HZ
    tone = 0.3 * np.sin(2 * np.pi * 220 * t)[None, :]
    assert np.abs(crossfaded(tone, tone) - tone).max() < 1e-12
    faded = crossfaded(noise(1, seconds=1.0), noise(2, seconds=1.0))
    middle = faded[:, RATE_HZ // 3 : 2 * RATE_HZ // 3]
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.1, rel=0.03)


def test_a_fade_is_as_long_as_it_is_written():
    one, other = noise(1), noise(2)
    fades = (Crossfade(at_s=2.0, length_ms=100.0, level_dbfs=-40.0),)
    comp = comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, 0.0), fades=fades)
    out = play_comp(comp, {1: one, 2: other}, RATE_HZ)
    mixed = np.flatnonzero((out != one).any(axis=0) & (out != other).any(axis=0))
    assert (mixed[-1] - mixed[0] + 1) / RATE_HZ == pytest.approx(0.1, abs=0.002)


def test_outside_its_regions_a_comp_is_silent_and_begins_without_a_click():
    out = play_comp(comp_of((1, 1.0, 3.0, 0.0)), {1: noise(1)}, RATE_HZ)
    assert out.shape == (1, 4 * RATE_HZ)
    assert not out[:, :RATE_HZ].any()
    assert not out[:, 3 * RATE_HZ :].any()
    assert np.abs(out[:, RATE_HZ]).max() < 1e-3
    assert np.abs(out[:, 3 * RATE_HZ - 1]).max() < 1e-3


def test_a_mono_take_sits_in_the_middle_of_a_stereo_comp():
    one, other = noise(1), noise(2, 2)
    out = play_comp(comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, 0.0)), {1: one, 2: other}, RATE_HZ)
    assert out.shape == (2, 4 * RATE_HZ)
    assert np.array_equal(out[0, :RATE_HZ], out[1, :RATE_HZ])
    assert np.array_equal(out[:, 3 * RATE_HZ :], other[:, 3 * RATE_HZ :])


def test_a_take_of_a_loop_plays_where_the_first_one_stands():
    track = noise(3, seconds=8.0)
    takes = (take(1), take(2, offset_s=-4.0))
    comp = comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, 0.0), takes=takes)
    out = play_comp(comp, {1: track, 2: track}, RATE_HZ)
    a = round(3.0 * RATE_HZ)
    assert np.array_equal(out[:, a : a + 100], track[:, a + 4 * RATE_HZ : a + 4 * RATE_HZ + 100])


def test_a_region_past_the_end_of_its_take_is_silent_there():
    out = play_comp(
        comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, 0.0)),
        {1: noise(1), 2: noise(2, seconds=3.0)},
        RATE_HZ,
    )
    assert out.shape[1] == 4 * RATE_HZ
    assert not out[:, 3 * RATE_HZ :].any()


def test_a_gain_is_what_it_says():
    one = noise(1)
    out = play_comp(comp_of((1, 0.0, 4.0, -6.0)), {1: one}, RATE_HZ)
    assert np.allclose(out, one * 10 ** (-6 / 20))


def test_a_take_without_sound_is_named():
    with pytest.raises(NoSuchTake, match="uses take 2; there are takes 1"):
        play_comp(comp_of((1, 0.0, 2.0, 0.0), (2, 2.0, 4.0, 0.0)), {1: noise(1)}, RATE_HZ)


def test_an_empty_comp_is_empty():
    assert play_comp(comp_of(), {1: noise(1)}, RATE_HZ).size == 0
