"""A ride that we drew into Ardour's regions comes back to the fader, and sounds as it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from daw_played import played
from fidelity_scenes import sound_files

from tonmeister.exchange.daw.comparing import same_curve
from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.model import DawClip, DawLane, DawSend, DawSession, DawTrack, Fade

ARDOUR = FORMATS["ardour"]
RIDE = ((4800, -9.0), (50000, 0.0), (52000, -14.0), (90000, -3.0))


def ridden(folder: Path, *clips: DawClip, **more: object) -> DawSession:
    whole = DawClip(file="one.wav", at_frames=0, length_frames=144000)
    take = DawClip(file="take.wav", at_frames=4000, length_frames=90000)
    track = DawTrack(
        name="Vox", channels=1, law="sine", fader_db=-3.0, fader_curve_db=RIDE, pan_percent=-30.0,
        lanes=(DawLane(clips=clips or (whole,)), DawLane(clips=(take,), name="take 1")),
        sends=(DawSend(to="Room", level_db=-8.0),),
    )  # fmt: skip
    return DawSession(
        title="Ride", rate_hz=48000, length_frames=150000, files=sound_files(folder),
        tracks=(replace(track, **more), DawTrack(name="Room", kind="return"),  # type: ignore[arg-type]
                DawTrack(name="Master", kind="master", output="")),
    )  # fmt: skip


def back(session: DawSession, folder: Path) -> DawSession:
    written = ARDOUR.write(session, folder / "out", lambda _: None)
    return ARDOUR.read(written.main, folder / "into")


def apart_dbfs(one: DawSession, two: DawSession) -> float:
    return float(20 * np.log10(max(1e-20, np.max(np.abs(played(one) - played(two))))))


def test_a_ride_is_the_faders_again(tmp_path: Path) -> None:
    session = ridden(tmp_path)
    found = back(session, tmp_path)
    track = found.track("Vox")
    assert same_curve(RIDE, track.fader_curve_db, 0.02)
    assert [clip.envelope_db for lane in track.lanes for clip in lane.clips] == [(), ()]
    assert apart_dbfs(session, found) < -70.0


def test_cuts_and_crossfades_under_a_ride_sound_as_they_did(tmp_path: Path) -> None:
    clips = (
        DawClip(file="one.wav", at_frames=1000, length_frames=50000, gain_db=-2.0,
                fade_out=Fade(length_frames=2000)),
        DawClip(file="two.wav", at_frames=49000, length_frames=30000, start_frames=77,
                fade_in=Fade(length_frames=2000), flip_polarity=True),
        DawClip(file="one.wav", at_frames=100000, length_frames=20000),
    )  # fmt: skip
    session = ridden(tmp_path, *clips)
    found = back(session, tmp_path)
    assert found.track("Vox").fader_curve_db
    assert apart_dbfs(session, found) < -70.0


def test_it_stays_in_the_clips_where_a_send_before_the_fader_hears_them(tmp_path: Path) -> None:
    sends = (DawSend(to="Room", level_db=-8.0, pre_fader=True),)
    session = ridden(tmp_path, sends=sends)
    found = back(session, tmp_path)
    assert apart_dbfs(session, found) < -60.0
