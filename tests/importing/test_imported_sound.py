"""An imported mix sounds as it stood, and its recordings are what they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from by_hand import db, played
from sessions import RATE_HZ, bring, full_mix, recording, rendered, session_of, whole

from tonmeister.model import DawClip, DawLane, DawSend, DawSession, DawTrack, Fade
from tonmeister.studio import Project, read_session, read_sheet

NULL_DBFS = -140.0


def null_dbfs(session: DawSession, out: Path) -> float:
    """Return how far an import lies from the session played by hand."""
    bring(session, out)
    frames = session.length_frames
    wanted = played(session, frames)
    assert np.abs(wanted).max() > 0.01
    return db(float(np.abs(rendered(out, frames) - wanted).max()))


def test_a_mix_with_everything_sounds_as_it_stood(tmp_path: Path) -> None:
    assert null_dbfs(full_mix(tmp_path), tmp_path / "out") < NULL_DBFS


def test_levels_beyond_our_ranges_are_reached_in_steps(tmp_path: Path) -> None:
    kick = recording(tmp_path, "kick")
    track = DawTrack(
        name="Kick", channels=1, law="sine", fader_db=29.0, lanes=(whole(kick, gain_db=-30.0),),
        sends=(DawSend(to="Hall", level_db=17.0),),
    )  # fmt: skip
    hall = DawTrack(name="Hall", kind="return")
    session = session_of(track, hall, files=(kick,))
    assert null_dbfs(session, tmp_path / "out") < NULL_DBFS


def test_a_bus_that_takes_sends_and_a_track_that_is_a_bus_sound_as_they_did(tmp_path: Path) -> None:
    kick, vox = recording(tmp_path, "kick"), recording(tmp_path, "vox", seed=2)
    tracks = (
        DawTrack(name="Kick", channels=1, law="sine", lanes=(whole(kick),), output="Folder",
                 sends=(DawSend(to="Drums", level_db=-4.0),)),
        DawTrack(name="Folder", channels=2, lanes=(whole(vox),), output="Drums", fader_db=-3.0),
        DawTrack(name="Drums", kind="bus", fader_db=-2.0),
        DawTrack(name="Cue", channels=1, law="sine", lanes=(whole(vox),), output="",
                 sends=(DawSend(to="Drums", level_db=-11.0),)),
    )  # fmt: skip
    session = session_of(*tracks, files=(kick, vox))
    assert null_dbfs(session, tmp_path / "out") < NULL_DBFS


def test_a_moving_sine_pan_of_a_bus_is_followed_by_balance_and_fader(tmp_path: Path) -> None:
    gtr = recording(tmp_path, "gtr", channels=2)
    tracks = (
        DawTrack(name="Gtr", lanes=(whole(gtr),), output="Bus"),
        DawTrack(name="Bus", kind="bus", law="sine", fader_curve_db=((0, 0.0), (60000, -6.0)),
                 pan_curve_percent=((0, -90.0), (60000, 90.0))),
    )  # fmt: skip
    assert null_dbfs(session_of(*tracks, files=(gtr,)), tmp_path / "out") < -100.0


def test_an_untouched_recording_is_copied_bit_by_bit_with_its_place(tmp_path: Path) -> None:
    kick = recording(tmp_path, "kick", length_s=0.5)
    clip = DawClip(file=kick.name, at_frames=12345, length_frames=kick.frames, gain_db=-3.0)
    track = DawTrack(name="Kick", channels=1, law="sine", lanes=(DawLane(clips=(clip,)),))
    made = bring(session_of(track, files=(kick,)), tmp_path / "out")
    assert made.as_they_were == 1
    assert (made.folder / "Kick.wav").read_bytes() == Path(kick.path).read_bytes()
    project = Project.find(made.folder)
    assert round(read_session(project).track("Kick").start_s * RATE_HZ) == 12345
    (trim, *_) = read_sheet(project.recall_file).strip("Kick").decisions
    assert (trim.effect, trim.settings["gain_db"]) == ("trim", -3.0)
    assert null_dbfs(session_of(track, files=(kick,)), tmp_path / "again") < NULL_DBFS


def test_a_recording_that_begins_before_the_song_is_copied_too(tmp_path: Path) -> None:
    kick = recording(tmp_path, "kick")
    clip = DawClip(file=kick.name, at_frames=0, start_frames=5000, length_frames=kick.frames - 5000)
    track = DawTrack(name="Kick", channels=1, law="sine", lanes=(DawLane(clips=(clip,)),))
    session = session_of(track, files=(kick,))
    assert null_dbfs(session, tmp_path / "out") < NULL_DBFS
    assert (tmp_path / "out" / "Kick.wav").read_bytes() == Path(kick.path).read_bytes()


def test_a_level_drawn_on_a_whole_recording_is_a_ride_of_the_fader(tmp_path: Path) -> None:
    kick = recording(tmp_path, "kick")
    drawn = whole(kick, envelope_db=((3000, -12.0), (40000, 2.0), (40000, -60.0), (50000, -3.0)))
    plain = DawTrack(name="Kick", channels=1, law="sine", lanes=(drawn,), fader_db=-2.0)
    before = replace(plain, name="Again", sends=(DawSend(to="Hall", level_db=0.0, pre_fader=True),))
    off = whole(kick, envelope_db=((0, 0.0), (50000, -100.0)))
    gone = DawTrack(name="Gone", channels=1, law="sine", lanes=(off,))
    tracks = (plain, before, gone, DawTrack(name="Hall", kind="return"))
    assert null_dbfs(session_of(*tracks, files=(kick,)), tmp_path / "out") < NULL_DBFS
    out = tmp_path / "out"
    assert (out / "Kick.wav").read_bytes() == Path(kick.path).read_bytes()
    sheet = read_sheet(Project.find(out).recall_file)
    (fader,) = (d for d in sheet.strip("Kick").decisions if d.effect == "fader")
    assert (3000 / RATE_HZ, -14.0) in fader.curves["gain_db"]
    assert {sf.info(str(out / f"{name}.wav")).subtype for name in ("Again", "Gone")} == {"FLOAT"}


@pytest.mark.parametrize(
    "clip",
    [
        DawClip(file="kick.wav", at_frames=0, length_frames=50000),
        DawClip(file="kick.wav", at_frames=700, start_frames=500, length_frames=71500),
        DawClip(file="kick.wav", at_frames=0, length_frames=72000, fade_in=Fade(length_frames=90)),
    ],
    ids=["ends early", "begins later in the file", "fades in"],
)
def test_a_clip_that_is_not_the_whole_recording_is_played_in(tmp_path: Path, clip: DawClip) -> None:
    kick = recording(tmp_path, "kick")
    track = DawTrack(name="Kick", channels=1, law="sine", lanes=(DawLane(clips=(clip,)),))
    session = session_of(track, files=(kick,))
    assert null_dbfs(session, tmp_path / "out") < NULL_DBFS
    assert sf.info(str(tmp_path / "out" / "Kick.wav")).subtype == "FLOAT"


def test_a_recording_at_another_rate_is_heard_at_its_pitch(tmp_path: Path) -> None:
    low = recording(tmp_path, "low", rate_hz=44100)
    length = round(low.frames * RATE_HZ / 44100)
    clip = DawClip(file=low.name, at_frames=0, length_frames=length)
    track = DawTrack(name="Low", channels=1, law="sine", lanes=(DawLane(clips=(clip,)),))
    bring(session_of(track, files=(low,)), tmp_path / "out")
    sound, rate_hz = sf.read(tmp_path / "out" / "Low.wav")
    assert rate_hz == RATE_HZ
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * RATE_HZ / len(sound) == pytest.approx(110.0, abs=1.0)
