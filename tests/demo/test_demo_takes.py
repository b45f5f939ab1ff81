"""The four takes of the lead vocal are one song, sung four ways."""

from __future__ import annotations

import numpy as np

from tonmeister.flow.demo_takes import BADNESS, EVENTS, TAKES, performed


def written() -> list[list[tuple[float, float, float, float, tuple[str, ...]]]]:
    return [
        [(line * 4.0 + n * 0.5, 0.5, 60.0 + n, 0.8, ("AA",)) for n in range(6)]
        for line in range(len(BADNESS[0]))
    ]


def off_cents(take: int, line: int) -> float:
    sung = performed(written(), take, 3)[line]
    return float(np.mean([abs(s[2] - w[2]) for s, w in zip(sung, written()[line], strict=False)]))


def test_no_take_is_best_on_every_line() -> None:
    best = {min(range(TAKES), key=lambda t: BADNESS[t][line]) for line in range(len(BADNESS[0]))}
    assert best == {0, 1, 2}


def test_a_bad_line_strays_further_than_a_good_one() -> None:
    bad = [off_cents(t + 1, n) for t in range(TAKES) for n in range(17) if BADNESS[t][n] >= 0.8]
    good = [off_cents(t + 1, n) for t in range(TAKES) for n in range(17) if BADNESS[t][n] <= 0.2]
    assert np.mean(bad) > 3.0 * np.mean(good)


def test_what_happened_happens_in_its_take_only() -> None:
    for take, line, what, amount in EVENTS:
        here, there = (performed(written(), t, 3)[line] for t in (take, take % TAKES + 1))
        if what == "missing_notes":
            assert len(here) == len(there) - int(amount)
        if what == "late_ms":
            assert here[0][0] - written()[line][0][0] > 0.02
        if what == "flat_cents":
            assert here[-1][2] < written()[line][-1][2] - 0.2
