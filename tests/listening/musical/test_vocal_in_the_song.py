"""A vocal that does not sit is heard for the right reason, where it is, without a genre."""

from __future__ import annotations

import numpy as np
import pytest
from sung_song import LINES, RATE_HZ, ROLES, SONG, gained, mix, sources, stems

from tonmeister.effects import recall
from tonmeister.listening import listen
from tonmeister.listening.finished import hear_finished
from tonmeister.model import Finding, Span
from tonmeister.signal import Audio

CHECKS = (
    "vocal/under", "vocal/over", "vocal/uneven", "vocal/masked", "vocal/drowned", "vocal/presence",
    "vocal/sibilant",
)  # fmt: skip


def heard(parts: dict[str, np.ndarray]) -> tuple[Finding, ...]:
    told = hear_finished(Audio(mix(parts), RATE_HZ), stems=sources(parts), roles=ROLES, song=SONG)
    return tuple(f for f in listen(told, only=CHECKS) if f.weight != "info")


def test_a_vocal_that_sits_is_left_alone() -> None:
    assert heard(stems()) == ()


def test_without_stems_nothing_is_said_of_the_vocal() -> None:
    told = hear_finished(Audio(mix(), RATE_HZ), song=SONG)
    assert listen(told, only=CHECKS) == ()


@pytest.mark.parametrize(("gain_db", "check"), [(-7.0, "vocal/under"), (8.0, "vocal/over")])
def test_a_vocal_that_is_off_in_bars_9_to_16_is_heard_there(gain_db: float, check: str) -> None:
    parts = stems() | {"vox": gained(stems()["vox"], Span(16.0, 24.0), gain_db)}
    (found,) = (f for f in heard(parts) if f.check == check)
    assert found.strip == "vox"
    assert found.where.start_s == pytest.approx(16.5, abs=0.3)
    assert found.where.end_s == pytest.approx(23.5, abs=0.3)
    assert found.facts["bars"] == "bars 9-12"
    change = float(found.facts["above_band_lu"]) - float(found.facts["other_lines_lu"])
    assert change == pytest.approx(gain_db, abs=0.5)


def test_lines_that_lie_apart_are_uneven() -> None:
    vox = stems()["vox"]
    for line in LINES[::2]:
        vox = gained(vox, line, -9.0)
    assert "vocal/uneven" in {f.check for f in heard(stems() | {"vox": vox})}


def test_a_bed_in_the_way_of_the_words_is_named() -> None:
    noise = np.random.default_rng(1).standard_normal(mix().shape)
    bell = recall("bell", {"frequency_hz": 2000.0, "gain_db": 24.0, "width_q": 1.0})
    pad = bell.start(RATE_HZ).process(noise * 0.05, None, lambda knob: getattr(bell, knob))
    pad[:, : 16 * RATE_HZ] = pad[:, 24 * RATE_HZ :] = 0.0
    parts = stems() | {"keys": stems()["keys"] + pad}
    (found,) = (f for f in heard(parts) if f.check == "vocal/masked")
    assert found.facts["most"] == "keys"
    assert 15.0 < found.where.start_s < 19.0
    assert 22.0 < found.where.end_s < 26.0


def test_a_vocal_in_a_long_plate_is_drowned_and_not_called_low() -> None:
    vox = stems()["vox"]
    plate = recall("plate", {"decay_s": 2.5}).start(RATE_HZ)
    wet = plate.process(vox.copy(), None, lambda knob: 2.5)
    checks = {f.check for f in heard(stems() | {"vox": (vox + 1.4 * wet) * 0.6})}
    assert "vocal/drowned" in checks
    assert "vocal/under" not in checks


def test_a_curtain_over_some_lines_is_heard_over_those() -> None:
    shelf = recall("high_shelf", {"frequency_hz": 1800.0, "gain_db": -14.0})
    dull = shelf.start(RATE_HZ).process(
        stems()["vox"].copy(), None, lambda knob: getattr(shelf, knob)
    )
    vox = stems()["vox"].copy()
    span = slice(16 * RATE_HZ, 24 * RATE_HZ)
    vox[:, span] = dull[:, span]
    (found,) = (f for f in heard(stems() | {"vox": vox}) if f.check == "vocal/presence")
    assert found.facts["direction"] == "too little"
    assert found.where.start_s == pytest.approx(16.5, abs=0.3)
