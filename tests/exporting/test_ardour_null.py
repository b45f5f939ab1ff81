"""Ardour plays what the session says: its own render, subtracted from ours.

What is exact is one session, since each render takes Ardour seconds to start.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ardour_null import null
from ardour_scene import exact, moving, plays, with_twins

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("ardour")]


def test_ardour_plays_a_whole_session_as_its_words_say(tmp_path: Path) -> None:
    """Trims, faders, pans, fades, envelopes, rides, polarity, mutes, sends, buses, returns."""
    left = null(exact(tmp_path), tmp_path)
    assert left.loud_dbfs > -3.0
    assert left.peak_dbfs < -110.0
    assert left.rms_dbfs < -130.0


@pytest.mark.parametrize(("what", "most_dbfs"), [("send", -105.0), ("pan", -98.0)])
def test_what_moves_by_automation_stays_close(what: str, most_dbfs: float, tmp_path: Path) -> None:
    left = null(moving(tmp_path, what), tmp_path)
    assert left.loud_dbfs > -12.0
    assert left.peak_dbfs < most_dbfs


def test_a_bus_fader_that_moves_is_late_by_the_sound_cards_latency(tmp_path: Path) -> None:
    """Ardour 7 reads a main fader's automation a buffer late: 9 dB in 0.2 s leave -44 dBFS."""
    left = null(moving(tmp_path, "fader"), tmp_path)
    assert left.peak_dbfs < -40.0
    assert left.rms_dbfs < -60.0


@pytest.mark.usefixtures("lv2_plugins")
def test_our_effects_play_live_in_ardour(tmp_path: Path) -> None:
    """Equalisers, a compressor and a width, on a track, a return and the master."""
    left = null(with_twins(tmp_path), tmp_path, plays)
    assert left.loud_dbfs > -12.0
    assert left.peak_dbfs < -90.0
