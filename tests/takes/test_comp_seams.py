"""Where a comp may be cut."""

from itertools import product

import numpy as np
import pytest
from comp_takes import BEFORE_S, BREATH_S, NOTE_S, RATE_HZ, made, phrase_s

from tonmeister.listening.takes.seams import seams_of
from tonmeister.listening.takes.seams_played import click_score, played_costs
from tonmeister.model import Comp, Region

TAKES = made([{}, {}, {}], late_ms=[0.0, 60.0, -40.0])
SEAMS = seams_of(TAKES)


def end_s(phrase):
    return phrase_s(phrase) + 4 * NOTE_S + 3 * 0.15


@pytest.mark.parametrize(("left", "right"), list(product((1, 2, 3), (1, 2, 3))))
def test_a_cut_lies_before_the_breath_of_both_takes_and_after_their_last_notes(left, right):
    late = {1: 0.0, 2: 0.06, 3: -0.04}
    for phrase in (2, 3):
        cut = SEAMS.between[phrase].cut(left, right)
        breath_s = phrase_s(phrase) - BEFORE_S - BREATH_S
        assert cut.free
        assert cut.breath_kept
        assert cut.at_s <= breath_s + min(late[left], late[right])
        assert cut.at_s >= end_s(phrase - 1) + max(late[left], late[right])
        assert cut.level_dbfs < -70.0
        assert cut.length_ms == 20.0


def test_a_cut_in_a_noisy_room_is_faded_for_longer():
    aligned = made([{}, {}])
    rng = np.random.default_rng(5)
    for heard in aligned.heard.values():
        heard.sound[:] += 10 ** (-42 / 20) * rng.standard_normal(heard.sound.shape)
    cut = seams_of(aligned).between[2].cut(1, 2)
    assert cut.length_ms == 40.0
    assert -45.0 < cut.level_dbfs < -39.0


def test_where_voices_overlap_at_a_border_the_seam_says_that_it_is_not_free():
    aligned = made([{}, {}], late_ms=[0.0, 1000.0])
    cut = seams_of(aligned).between[2].cut(1, 2)
    assert not cut.free


def test_takes_on_another_clock_have_no_seams():
    assert set(seams_of(made([{}, {}], rigid=[True, False])).levels) == {1}


def test_loudness_and_tone_of_a_phrase_are_told_apart():
    seams = seams_of(made([{}, {}], levels_db=[0.0, -4.0]))
    one, other = seams.heard[1][1], seams.heard[2][1]
    assert one.loudness_lufs - other.loudness_lufs == pytest.approx(4.0, abs=0.1)
    assert one.tilt_db == pytest.approx(other.tilt_db, abs=0.2)


def test_a_jump_reads_as_a_click_and_a_tone_does_not():
    t = np.arange(RATE_HZ) / RATE_HZ
    tone = 0.3 * np.sin(2 * np.pi * 220 * t)[None, :]
    assert click_score(tone, RATE_HZ, 0.5) < 1.05
    jump = tone.copy()
    jump[:, RATE_HZ // 2 :] *= 0.5
    jump[:, RATE_HZ // 2 :] += 0.05
    assert click_score(jump, RATE_HZ, 0.5) > 10.0
    assert click_score(np.zeros((1, RATE_HZ)), RATE_HZ, 0.5) == 0.0


def test_a_comp_that_plays_its_takes_costs_what_was_foreseen_and_a_spoilt_one_more():
    take = TAKES.heard[1]
    regions = tuple(
        Region(id=f"Vox/{p}", phrase=p, take=1, start_s=phrase_s(p) - 0.5, end_s=end_s(p) + 0.5,
               reason="", cost_score=0.2)
        for p in (1, 2, 3)
    )  # fmt: skip
    comp = Comp(part="Vox", takes=(take.take,), regions=regions, crossfades=())
    assert played_costs(comp, take.pitch, TAKES) == {f"Vox/{p}": 0.2 for p in (1, 2, 3)}
    spoilt = made([{(2, -1): 50.0}]).heard[1].pitch
    costs = played_costs(comp, spoilt, TAKES)
    assert costs["Vox/2"] == pytest.approx(0.2 + 2.0, abs=0.01)
    assert costs["Vox/1"] == 0.2
