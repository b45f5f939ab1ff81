"""Which take sings which phrase."""

from dataclasses import replace

import numpy as np
import pytest
from comp_takes import NOTE_S, RATE_HZ, made, phrase_s, scored

from tonmeister.console.comp import play_comp
from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.seams import seams_of
from tonmeister.producer.takes.choose import NothingToComp, choose
from tonmeister.producer.takes.choose_judged import judged, settled
from tonmeister.producer.takes.choose_words import comp_lines, told_comp


def comp_of(aligned, costs=None, **how):
    return choose(aligned, scored(aligned, costs), seams_of(aligned), **how)


def takes_of(comp):
    return [r.take for r in comp.regions]


TWO = made([{}, {}])
THREE = made([{}, {}, {}])


def test_each_phrase_comes_from_the_take_that_sings_it_best():
    comp = comp_of(THREE, [[0.1, 0.9, 0.9], [0.9, 0.2, 0.9], [0.9, 0.9, 0.3]])
    assert takes_of(comp) == [1, 2, 3]
    assert comp.cost_score == pytest.approx(0.2)
    assert [r.runner_up for r in comp.regions] == [2, 1, 1]
    assert [r.runner_up_score for r in comp.regions] == pytest.approx([0.8, 0.7, 0.6])


def test_a_gain_that_no_one_hears_is_not_worth_a_change_of_take():
    comp = comp_of(TWO, [[0.2, 0.24, 0.2], [0.6, 0.2, 0.6]])
    assert takes_of(comp) == [1, 1, 1]
    assert not comp.crossfades
    assert all(r.gain_db == 0.0 for r in comp.regions)


def test_the_take_a_person_names_is_stayed_with_where_it_is_nearly_as_good():
    costs = [[0.2, 0.2, 0.2], [0.3, 0.3, 0.9]]
    assert takes_of(comp_of(TWO, costs)) == [1, 1, 1]
    assert takes_of(comp_of(TWO, costs, base=2)) == [2, 2, 1]


def test_rock_stays_with_the_feel_of_one_take_for_longer_than_pop():
    costs = [[0.2, 0.2, 0.2], [0.44, 0.44, 0.44]]
    assert takes_of(comp_of(TWO, costs, base=2, genre="pop")) == [1, 1, 1]
    assert takes_of(comp_of(TWO, costs, base=2, genre="rock")) == [2, 2, 2]


def test_a_region_that_a_person_holds_stays_however_bad_it_is():
    costs = [[0.1, 0.1, 0.1], [0.9, 0.9, 0.9]]
    first = comp_of(TWO, costs)
    regions = (first.regions[0], replace(first.regions[1], take=2, hold=True), first.regions[2])
    comp = comp_of(TWO, costs, held=replace(first, regions=regions))
    assert takes_of(comp) == [1, 2, 1]
    assert comp.regions[1].hold
    assert "held by you" in comp.regions[1].reason
    assert len(comp.crossfades) == 2


def test_an_edge_that_a_person_moved_stays_to_the_sample():
    first = comp_of(TWO, [[0.1, 0.1, 0.9], [0.9, 0.9, 0.1]])
    edge_s = first.regions[1].end_s + 0.1234
    regions = (
        first.regions[0],
        replace(first.regions[1], end_s=edge_s, hold=True),
        replace(first.regions[2], start_s=edge_s),
    )
    comp = comp_of(TWO, [[0.1, 0.1, 0.9], [0.9, 0.9, 0.1]], held=replace(first, regions=regions))
    assert comp.regions[1].end_s == comp.regions[2].start_s == edge_s


def test_a_phrase_that_a_person_divides_stays_divided():
    first = comp_of(TWO, [[0.1, 0.1, 0.1], [0.9, 0.9, 0.9]])
    middle = first.regions[1]
    edge_s = phrase_s(2) + 2 * NOTE_S + 0.2
    regions = (
        first.regions[0],
        replace(middle, id="Vox/2.1", end_s=edge_s, hold=True),
        replace(middle, id="Vox/2.2", start_s=edge_s, take=2, hold=True),
        first.regions[2],
    )
    comp = comp_of(TWO, [[0.1, 0.1, 0.1], [0.9, 0.9, 0.9]], held=replace(first, regions=regions))
    assert takes_of(comp) == [1, 1, 2, 1]
    assert comp.regions[2].start_s == pytest.approx(edge_s)
    assert [r.id for r in comp.regions] == ["Vox/1", "Vox/2.1", "Vox/2.2", "Vox/3"]


def test_an_edge_of_ours_moves_to_where_another_take_can_be_cut():
    aligned = made([{}, {}, {}], late_ms=[0.0, 0.0, 120.0])
    costs = [[0.1, 0.9, 0.9], [0.9, 0.1, 0.9], [0.9, 0.9, 0.1]]
    first = comp_of(aligned, costs)
    regions = (first.regions[0], replace(first.regions[1], take=3, hold=True), first.regions[2])
    again = comp_of(aligned, costs, held=replace(first, regions=regions))
    assert takes_of(again) == [1, 3, 3]
    border = seams_of(aligned).between[2]
    assert again.regions[0].end_s == border.cut(1, 3).at_s
    assert border.cut(1, 3).at_s != border.cut(1, 2).at_s


HALVES = [{(2, 0): 60.0, (2, 1): 60.0}, {(2, 2): 60.0, (2, 3): 60.0}]


def test_where_each_take_does_half_a_phrase_well_they_change_between_words():
    aligned = made(HALVES)
    comp = comp_of(aligned)
    middle = [r for r in comp.regions if r.phrase == 2]
    assert [r.take for r in middle] == [2, 1]
    assert middle[0].end_s == pytest.approx(phrase_s(2) + 2 * NOTE_S + 1.5 * 0.15, abs=0.06)
    assert comp.cost_score < 0.05
    assert comp.best_single_score == pytest.approx(0.4, abs=0.02)


def test_words_that_are_sung_into_each_other_are_not_cut_apart():
    comp = comp_of(made(HALVES, gap_s=0.0))
    assert len([r for r in comp.regions if r.phrase == 2]) == 1


def test_two_more_cuts_are_not_made_for_a_small_gain():
    few = [{(2, 0): 6.0, (2, 1): 6.0}, {(2, 2): 6.0, (2, 3): 6.0}]
    assert len(comp_of(made(few)).regions) == 3


def test_a_take_that_was_not_played_to_the_clock_is_named_and_not_used():
    aligned = made([{}, {}], rigid=[True, False])
    comp = comp_of(aligned, [[0.9] * 3, [0.1] * 3])
    assert takes_of(comp) == [1, 1, 1]
    assert any("Take 2 was not played to the same clock" in note for note in comp.notes)


def test_without_a_take_on_the_clock_there_is_nothing_to_comp():
    with pytest.raises(NothingToComp, match="Vox: there is nothing to comp"):
        comp_of(made([{}], rigid=[False]))


def test_a_base_that_is_not_there_is_an_error_that_names_the_takes():
    with pytest.raises(NothingToComp, match="take 7 cannot be the base; there are takes 1, 2"):
        comp_of(TWO, base=7)


def test_a_hold_to_a_take_that_cannot_be_used_is_said():
    first = comp_of(TWO, [[0.1] * 3, [0.9] * 3])
    regions = tuple(replace(r, take=9, hold=r.phrase == 2) for r in first.regions)
    comp = comp_of(TWO, [[0.1] * 3, [0.9] * 3], held=replace(first, regions=regions))
    assert takes_of(comp) == [1, 1, 1]
    assert "Vox/2 is held to take 9, which cannot be used here: another was chosen." in comp.notes


def test_reasons_are_made_from_the_scores():
    comp = comp_of(TWO, [[0.1, 0.9, 0.3], [0.9, 0.1, 0.32]])
    assert comp.regions[0].reason == (
        "Take 1: 20 cents closer in pitch than take 2, which came next by 0.80."
    )
    assert "are equal to the ear here" in comp.regions[2].reason


def test_a_phrase_that_no_take_does_within_25_cents_is_to_be_sung_again():
    comp = comp_of(TWO, [[0.1, 1.4, 0.1], [0.1, 1.2, 0.1]])
    assert comp.retake == (
        'Phrase 2 (bars 2-2, "line 2"): no take is good enough; the best, take 2, is 30 cents off '
        "on average, where 25 would do. Sing it again.",
    )


def test_a_louder_take_is_brought_to_the_level_of_the_others_by_three_decibels_at_most():
    costs = [[0.1, 0.9, 0.1], [0.9, 0.1, 0.9], [0.9, 0.9, 0.9]]
    level = comp_of(made([{}, {}, {}], levels_db=[0.0, 2.0, 0.0]), costs)
    assert takes_of(level) == [1, 2, 1]
    assert level.regions[1].gain_db == pytest.approx(-2.0, abs=0.2)
    assert level.regions[0].gain_db == 0.0
    far = comp_of(made([{}, {}, {}], levels_db=[0.0, 6.0, 0.0]), costs)
    assert far.regions[1].gain_db == -3.0


def test_the_same_takes_give_the_same_comp():
    costs = [[0.3, 0.3, 0.3], [0.3, 0.3, 0.3], [0.3, 0.3, 0.3]]
    assert comp_of(THREE, costs) == comp_of(THREE, costs)


def test_what_came_out_worse_than_its_runner_up_is_taken_back_and_what_is_held_is_not():
    costs = [[0.1, 0.4, 0.1], [0.9, 0.2, 0.9]]
    seams = seams_of(TWO)

    def again(without):
        return choose(TWO, scored(TWO, costs), seams, not_here=without)

    def measure(comp):
        return {r.id: r.cost_score + (0.5 if r.take == 2 else 0.0) for r in comp.regions}

    comp = again(())
    assert takes_of(comp) == [1, 2, 1]
    assert judged(comp, measure(comp)).not_here == {(2, 2)}
    held = replace(comp, regions=tuple(replace(r, hold=True) for r in comp.regions))
    assert not judged(held, measure(held)).not_here
    final = settled(again, measure)
    assert takes_of(final) == [1, 1, 1]
    assert any("take 2 was taken back" in note for note in final.notes)


def test_a_comp_is_told_as_plain_data_and_in_lines():
    comp = comp_of(THREE, [[0.1, 0.9, 0.9], [0.9, 0.2, 0.9], [0.9, 0.9, 0.3]])
    told = told_comp(comp)
    assert [r["take"] for r in told["regions"]] == [1, 2, 3]
    assert len(told["cuts"]) == 2
    lines = comp_lines(comp)
    assert lines[0].startswith("Vox: a comp of 3 takes with 2 cuts")
    assert len(lines) == 4 + len(comp.retake)


def shifted(aligned, number, by_s):
    """The same takes, but one of them lies in a file that begins earlier by ``by_s``."""
    heard, clock = aligned.heard[number], aligned.on_clock[number]
    room = np.zeros((1, round(by_s * RATE_HZ)))
    steps = np.zeros(round(by_s / heard.pitch.step_s))
    curve = replace(
        heard.pitch,
        f0_hz=np.concatenate([steps, heard.pitch.f0_hz]),
        confidence=np.concatenate([steps, heard.pitch.confidence]),
    )
    sound = np.concatenate([room, heard.sound], axis=1)
    take = replace(heard.take, ends_s=heard.take.ends_s + by_s)
    moved = replace(
        clock, onsets_s=clock.onsets_s + by_s, ends_s=clock.ends_s + by_s, offset_s=-by_s
    )
    return replace(
        aligned,
        heard={**aligned.heard, number: replace(heard, take=take, sound=sound, pitch=curve)},
        on_clock={**aligned.on_clock, number: moved},
    )


def test_a_take_whose_file_begins_elsewhere_plays_where_it_belongs():
    costs = [[0.1, 0.9, 0.1], [0.9, 0.1, 0.9]]
    aligned = shifted(TWO, 2, 2.0)
    plain, comp = comp_of(TWO, costs), comp_of(aligned, costs)
    assert [(r.take, r.start_s, r.end_s) for r in comp.regions] == [
        (r.take, r.start_s, r.end_s) for r in plain.regions
    ]
    assert comp.takes[1].offset_s == pytest.approx(-2.0)
    sounds = {n: h.sound for n, h in aligned.heard.items()}
    expected = play_comp(plain, {n: h.sound for n, h in TWO.heard.items()}, RATE_HZ)
    assert np.abs(play_comp(comp, sounds, RATE_HZ) - expected).max() < 1e-12


def test_strokes_without_a_pitch_are_cut_where_it_is_quiet():
    aligned = made([{}, {}])
    silent = PitchCurve(np.zeros(0), np.zeros(0))
    heard = {n: replace(h, pitch=silent) for n, h in aligned.heard.items()}
    notes = tuple(replace(n, pitch=float("nan")) for n in aligned.notes)
    aligned = replace(aligned, heard=heard, notes=notes, part=replace(aligned.part, kind="drums"))
    scores = scored(TWO, [[0.1, 0.9, 0.1], [0.9, 0.1, 0.9]])
    comp = choose(aligned, scores, seams_of(aligned))
    assert takes_of(comp) == [1, 2, 1]
    assert all(c.level_dbfs < -70.0 for c in comp.crossfades)


def test_one_phrase_and_one_take_are_a_comp_too():
    aligned = made([{}], phrases=1)
    comp = comp_of(aligned)
    assert [(r.take, r.start_s) for r in comp.regions] == [(1, 0.0)]
    assert comp.regions[0].runner_up == 0
    assert "the only one" in comp.regions[0].reason
    sound = aligned.heard[1].sound
    assert np.array_equal(play_comp(comp, {1: sound}, RATE_HZ), sound)


def test_of_a_part_of_a_phrase_nothing_is_said_that_was_measured_over_all_of_it():
    comp = comp_of(made(HALVES))
    middle = [r for r in comp.regions if r.phrase == 2]
    assert "on these words" in middle[0].reason
    assert "cents" not in middle[0].reason
