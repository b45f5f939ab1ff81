"""Takes ranked against what is known to be wrong with them, and against what people annotated."""

import numpy as np
import pytest

from benchmarks.session_takes import VOICES, by_line, costs_of, pairs_of, people, rank, sing_set
from tonmeister.listening.takes.align import align
from tonmeister.producer.takes import score_takes


def test_sung_takes_rank_as_badly_as_they_were_sung():
    who, low = VOICES["a brighter, quicker voice"]
    made = sing_set(who, low, 7, form=True, takes=6)
    truth = made.asked()
    aligned = align(made.part, made.heard)
    scores = score_takes(aligned, genre=None)
    assert rank(costs_of(scores), truth.mean(axis=1)) >= 0.94
    assert rank(by_line(scores, aligned, made.lines), truth) >= 0.9
    assert np.abs(costs_of(scores) - truth.mean(axis=1)).max() < 0.35
    pairs = list(pairs_of(scores, truth.mean(axis=1)))
    assert np.mean([p.right for p in pairs if not p.tied]) > 0.97
    assert not any(p.tied for p in pairs if p.gap > 0.5)


@pytest.mark.material
def test_people_rank_in_pitch_as_those_who_annotated_them_say(material):
    rows = list(people(material))
    assert all(row["left out"] == "none" for row in rows)
    agree = [row["pitch alone against truth"] for row in rows]
    assert min(agree) > 0.7, rows
    assert np.mean(agree) > 0.82, rows
