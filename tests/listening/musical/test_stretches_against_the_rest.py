"""A stretch is read against the rest of its song, and what was not heard does not end it."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.listening import masking_local
from tonmeister.listening.checks import low_kick_bass, song_drift


def test_what_is_covered_for_more_than_half_of_the_song_is_still_found() -> None:
    curve = np.full(100, 0.5)
    curve[20:75] = 4.0
    (told,) = masking_local._stretches(curve, np.ones(100, np.bool_))
    where, mean_db, usual_db = told
    assert (where.start_s, where.end_s) == pytest.approx((4.0, 15.0))
    assert (mean_db, usual_db) == pytest.approx((4.0, 0.5))


def test_one_covered_note_is_no_stretch() -> None:
    curve = np.full(100, 0.5)
    curve[40:52] = 4.0
    assert not list(masking_local._stretches(curve, np.ones(100, np.bool_)))


def test_what_is_covered_all_the_time_is_not_covered_more_than_usual() -> None:
    curve = np.full(100, 3.0)
    curve[:15] = 1.0
    assert not list(masking_local._stretches(curve, np.ones(100, np.bool_)))


def test_a_tempo_that_turns_unheard_is_one_stretch_up_to_the_middle_of_its_gaps() -> None:
    at_s = np.concatenate([np.arange(0, 10, 0.5), np.arange(12, 14, 0.5), np.arange(18, 20, 0.5),
                           np.arange(21, 30, 0.5)])  # fmt: skip
    off = np.where((at_s > 11) & (at_s < 14), 3.0, np.where((at_s > 17) & (at_s < 20), -3.0, 0.0))
    (where,) = song_drift._strays(at_s, off, 6.0)
    assert (where.start_s, where.end_s) == pytest.approx((10.75, 20.25))


def test_moments_that_stray_alone_are_no_drift() -> None:
    at_s = np.arange(0, 30, 0.5)
    off = np.zeros(at_s.size)
    off[[10, 30, 50]] = 3.0
    assert not list(song_drift._strays(at_s, off, 6.0))


def test_strokes_far_apart_that_go_under_are_one_passage_also_with_a_clear_one_between() -> None:
    at_s = np.arange(12) * 2.0
    lost = np.full(12, 0.2, np.float32)
    lost[[4, 5, 7, 8]] = 4.0
    (where,) = low_kick_bass._passages(at_s, lost, 1.2)
    assert (where.start_s, where.end_s) == pytest.approx((7.0, 17.0))


def test_one_stroke_that_goes_under_is_no_passage() -> None:
    lost = np.full(12, 0.2, np.float32)
    lost[5] = 9.0
    assert not low_kick_bass._passages(np.arange(12) * 0.5, lost, 1.2)
