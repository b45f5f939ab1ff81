"""Every effect has a scene, and the scene can be played."""

from __future__ import annotations

import numpy as np
from effect_playing import CONSOLE_PLAYED, level_db, music, play
from scenes import SCENES

from tonmeister.effects import effects, knobs_of, recall


def test_every_effect_has_a_scene_that_says_what_to_hear() -> None:
    assert {name for name, _, _ in SCENES} == set(effects())
    assert all(sentence.endswith(".") and len(sentence) > 30 for _, _, sentence in SCENES)


def test_every_scene_sets_every_knob() -> None:
    for name, settings, _ in SCENES:
        assert set(settings) == {knob.name for knob in knobs_of(effects()[name])}


def test_every_scene_can_be_heard() -> None:
    sound = music(20000)
    for name, settings, _ in SCENES:
        if name in CONSOLE_PLAYED:
            continue
        out = play(recall(name, settings), sound, key=np.roll(sound, 3000, axis=1))
        assert level_db(out - sound) > -80
