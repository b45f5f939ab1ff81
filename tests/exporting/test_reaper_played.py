"""By all that is known of REAPER, it plays what we wrote: a project nulls with the session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from daw_played import played
from fidelity_scenes import LENGTH, everything, sound_files
from reaper_player import Player

from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.model import DawClip, DawLane, DawSend, DawSession, DawTrack, Fade

REAPER = FORMATS["reaper"]


def residual_dbfs(session: DawSession, folder: Path) -> float:
    written = REAPER.write(session, folder, lambda _: None)
    theirs = Player(written.main, session.length_frames).played()
    ours = played(session)
    assert np.max(np.abs(ours)) > 0.01
    return float(20.0 * np.log10(max(1e-20, np.max(np.abs(theirs - ours)))))


def test_a_whole_mix_nulls_with_what_the_session_says(tmp_path: Path) -> None:
    assert residual_dbfs(everything(tmp_path, REAPER), tmp_path / "out") < -110.0


@pytest.mark.parametrize("law", ["sine", "balance"])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_pan_of_any_channel_is_as_loud_on_both_sides(
    law: str, channels: int, tmp_path: Path
) -> None:
    name = ("one.wav", "two.wav")[channels - 1]
    files = sound_files(tmp_path)
    clip = DawClip(file=name, at_frames=0, length_frames=LENGTH // 2)
    for percent in (-100.0, -61.5, 0.0, 50.0):
        track = DawTrack(
            name="a", channels=channels, law=law, pan_percent=percent, fader_db=-3.0,  # type: ignore[arg-type]
            lanes=(DawLane(clips=(clip,)),),
            sends=(DawSend(to="r", level_db=-6.0), DawSend(to="q", level_db=-9.0, pre_fader=True)),
        )  # fmt: skip
        session = one(track, files)
        assert residual_dbfs(session, tmp_path / f"{percent}") < -200.0, percent


def test_rides_of_fader_pan_and_sends_together_null(tmp_path: Path) -> None:
    clip = DawClip(file="two.wav", at_frames=0, length_frames=3 * 48000)
    track = DawTrack(
        name="a", fader_curve_db=((100, -100.0), (30000, 3.0), (90000, -20.0)),
        pan_curve_percent=((1000, 80.0), (50001, -100.0), (120000, 10.0)), flip_polarity=True,
        lanes=(DawLane(clips=(clip,)),), output="b",
        sends=(
            DawSend(to="r", level_db=-6.0, curve_db=((0, -20.0), (100000, 0.0))),
            DawSend(to="q", level_db=-9.0, pre_fader=True, curve_db=((777, -3.0), (9999, -30.0))),
        ),
    )  # fmt: skip
    for law in ("sine", "balance"):
        session = one(replace(track, law=law), sound_files(tmp_path))
        assert residual_dbfs(session, tmp_path / law) < -100.0


def test_equal_power_fades_are_the_only_thing_that_differs_and_by_half_a_decibel(
    tmp_path: Path,
) -> None:
    fade = Fade(length_frames=48000, shape="equal_power")
    clip = DawClip(file="one.wav", at_frames=0, length_frames=100000, fade_in=fade)
    session = one(
        DawTrack(name="a", channels=1, law="sine", lanes=(DawLane(clips=(clip,)),)),
        sound_files(tmp_path),
    )
    theirs = Player(
        REAPER.write(session, tmp_path / "out", lambda _: None).main, session.length_frames
    ).played()
    ratio = theirs[24000, 0] / played(session)[24000, 0]
    assert 20 * np.log10(ratio) == pytest.approx(0.51, abs=0.01)
    assert np.max(np.abs(theirs - played(session))[48000:]) < 1e-12


def one(track: DawTrack, files: tuple) -> DawSession:  # type: ignore[type-arg]
    """Return a session of one track, two returns and a bus."""
    return DawSession(
        title="One", rate_hz=48000, length_frames=LENGTH, files=files,
        tracks=(track, DawTrack(name="r", kind="return", pan_percent=30.0),
                DawTrack(name="q", kind="return", fader_db=-2.0),
                DawTrack(name="b", kind="bus", pan_percent=-12.0),
                DawTrack(name="Master", kind="master", output="", fader_db=1.0,
                         pan_percent=5.0)),
    )  # fmt: skip
