"""What a filter really does in the print."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from producer_songs import band, findings_of, sound, total

from tonmeister.model import Decision
from tonmeister.producer.without import _shaped, covered_db, gained_db, response_db


def bell(gain_db: float, frequency_hz: float = 800.0) -> Decision:
    return Decision(
        id="Gtr L/eq/box", stage="eq", effect="bell", rule="eq/make_room", because=("x",),
        settings={"frequency_hz": frequency_hz, "gain_db": gain_db, "width_q": 0.7}, reason="r",
    )  # fmt: skip


@pytest.fixture(scope="module")
def covered():
    """A guitar over a voice, and what was heard of it."""
    song = band(2)
    strips = {"Vox": sound("lead vocal", -26.0), "Gtr L": sound("electric guitar", -20.0, seed=5)}
    tracks = tuple(
        replace(t, name=n, role=r)
        for t, n, r in zip(
            song.session.tracks, strips, ("lead vocal", "electric guitar"), strict=True
        )
    )
    song = replace(
        song, strips=strips, roles={t.name: t.role for t in tracks}, rendered=True,
        session=replace(song.session, tracks=tracks), mix=total(list(strips.values())),
    )  # fmt: skip
    cause = next(f for f in findings_of(song) if f.check in ("masking/pair", "vocal/masked"))
    return song, cause


def with_filter(song, move):
    strips = {**song.strips, "Gtr L": _shaped(song.strips["Gtr L"], response_db(move))}
    return replace(song, strips=strips, mix=total(list(strips.values())))


@pytest.mark.parametrize("gain_db", [-1.5, -3.0, -6.0])
def test_a_cut_in_what_covers_is_a_gain_and_a_deeper_one_a_greater(covered, gain_db):
    song, cause = covered
    move = bell(gain_db)
    print_ = with_filter(song, move)
    gained = gained_db(print_, "Gtr L", move, cause)
    assert gained == pytest.approx(covered_db(song, cause) - covered_db(print_, cause), abs=0.02)
    assert 0.1 < gained < -gain_db


def test_a_cut_elsewhere_gains_little(covered):
    song, cause = covered
    there, elsewhere = bell(-3.0), bell(-3.0, 30.0)
    gains = [gained_db(with_filter(song, m), "Gtr L", m, cause) for m in (there, elsewhere)]
    assert gains[1] < 0.2 * gains[0]


def test_a_boost_of_what_covers_is_a_loss(covered):
    song, cause = covered
    move = bell(3.0)
    assert gained_db(with_filter(song, move), "Gtr L", move, cause) < -0.1


def test_what_is_switched_off_does_nothing():
    assert not response_db(replace(bell(-6.0), bypass=True)).any()
    assert not response_db(replace(bell(-6.0), effect="compressor")).any()
    half = response_db(replace(bell(-6.0), amount_percent=50.0))
    assert half.min() == pytest.approx(-3.0, abs=0.2)
    assert np.argmin(half) == np.argmin(response_db(bell(-6.0)))
