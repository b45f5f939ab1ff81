"""A fade is a fader that moves: on the master it comes after the limiter."""

from __future__ import annotations

import numpy as np
import pytest
from console_scene import RATE_HZ, move, play, sheet_of, track

from tonmeister.signal import Audio

FADE = {"gain_db": ((0.5, 0.0), (0.8, -12.0), (1.0, -100.0))}


def test_a_fade_on_the_master_follows_its_points_and_ends_in_silence() -> None:
    steady = Audio(np.full((2, RATE_HZ * 2), 0.5), RATE_HZ)
    sheet = sheet_of(track("a"), master=(move("fader", curves=FADE, gain_db=0.0),))
    _, out = play(sheet, {"a": steady}, layouts={"a": "stereo"}, length_frames=RATE_HZ * 2)
    heard = out["master"]
    for at_s, gain_db in ((0.25, 0.0), (0.65, -6.0), (0.8, -12.0)):
        level_db = 20 * np.log10(heard[0, round(at_s * RATE_HZ)] / 0.5)
        assert level_db == pytest.approx(gain_db, abs=0.01)
    assert not heard[:, RATE_HZ + 1 :].any()
    assert (out["mix"] == 0.5).all()
