"""Each check hears what was planted, where it was planted, and is silent on a clean song."""

from __future__ import annotations

import numpy as np
import pytest
from check_scene import STEPS, kind_db, part, record, song, strokes
from planted import SCENES, low_voice_is_no_rumble, rumbling, sunk_in_the_middle

from tonmeister.faults import faults
from tonmeister.listening import listen
from tonmeister.listening.check import checks

ALWAYS_SAYS = {"balance/level", "print/loudness"}


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_planted_fault_is_heard_on_its_strip(name: str) -> None:
    strip, scene = SCENES[name]
    found = listen(scene(), only=[name])
    assert [f for f in found if f.strip == strip], [f.id for f in found]


@pytest.mark.parametrize("rendered", [False, True])
@pytest.mark.parametrize("name", sorted(set(SCENES) - ALWAYS_SAYS))
def test_a_clean_song_is_not_accused(name: str, rendered: bool) -> None:
    master = record(facts={"true_peak_dbtp": -1.0, "loudness_lufs": -9.3}) if rendered else None
    assert listen(song(rendered=rendered, mastered=master), only=[name]) == ()


def test_every_check_has_a_planted_scene_or_a_planted_fault() -> None:
    assert set(SCENES) <= set(checks())
    assert set(checks()) - set(SCENES) <= {fault.hears for fault in faults().values()}


def test_a_sunk_vocal_is_heard_where_it_sinks() -> None:
    (found,) = listen(sunk_in_the_middle(), only=["vocal/under"])
    assert (found.where.start_s, found.where.end_s) == (19.0, 35.0)
    assert found.facts["lines_count"] == 3
    assert found.facts["under_lu"] == pytest.approx(-1.0 - found.facts["above_band_lu"], abs=0.01)


def test_the_coverer_is_named() -> None:
    _, scene = SCENES["vocal/masked"]
    (found,) = listen(scene(), only=["vocal/masked"])
    assert found.share is not None
    assert found.facts["most"] == "piano"
    assert found.share["piano"] > 0.7


def test_a_low_note_is_no_rumble() -> None:
    assert all(f.strip != "vox" or f.facts["corner_hz"] < 80.0 for f in
               listen(low_voice_is_no_rumble(), only=["low/rumble"]))  # fmt: skip


def test_the_mud_is_shared_out_by_power() -> None:
    _, scene = SCENES["tone/muddy"]
    (found,) = listen(scene(), only=["tone/muddy"])
    assert found.share is not None
    assert 0.95 < sum(found.share.values()) <= 1.001
    assert found.facts["beyond_db"] > 0.5


def test_a_louder_planted_fault_is_a_bigger_one() -> None:
    from planted import toned

    (some,) = listen(toned(20, 150, 6)(), only=["tone/boomy"])
    (more,) = listen(toned(20, 150, 9)(), only=["tone/boomy"])
    assert more.facts["beyond_db"] - some.facts["beyond_db"] == pytest.approx(3.0, abs=0.3)


def test_rumble_that_nobody_hears_is_left_alone() -> None:
    assert listen(song(vox=rumbling(0.05)), only=["low/rumble"])
    assert not listen(song(vox=rumbling(0.00002)), only=["low/rumble"])


def uneven_drum(role: str) -> list[str]:
    """What is heard on strokes of which every other is 9 dB softer."""
    hits = strokes(5) * np.where(np.arange(STEPS) // 5 % 2 == 0, 1.0, 10.0**-0.9)
    drum = part(kind_db("drums"), envelope=hits)
    return [f.id for f in listen(song(drum=drum, roles={"drum": role}), only=["dynamics/spread"])]


def test_strokes_of_one_drum_should_be_alike_but_a_kit_has_soft_drums() -> None:
    assert uneven_drum("snare") == ["dynamics/spread@drum#1"]
    assert uneven_drum("drums") == []
