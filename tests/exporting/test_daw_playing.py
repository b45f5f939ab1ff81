"""A workstation's track as sound: what its clips say is what one hears."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.model.daw import DawClip, DawFile, DawLane, DawSession, DawTrack, Fade
from tonmeister.signal import Samples

RATE = 8000
MASTER = DawTrack(name="Master", kind="master")


def session_of(track: DawTrack, *files: DawFile) -> DawSession:
    return DawSession(
        title="Song", rate_hz=RATE, length_frames=4000, tracks=(track, MASTER), files=files
    )


def wav(folder: Path, name: str, sound: Samples, rate_hz: int = RATE) -> DawFile:
    """Write ``[channel, frame]`` as float WAV and return it as a session's file."""
    sf.write(folder / name, sound.T, rate_hz, subtype="FLOAT")
    channels, frames = sound.shape
    return DawFile(
        name=name, path=str(folder / name), channels=channels, rate_hz=rate_hz, frames=frames
    )


def played(folder: Path, clip: DawClip, **track: object) -> Samples:
    """Return what 4000 frames of ones sound like through a clip of a mono track."""
    file = wav(folder, "a.wav", np.ones((1, 4000)))
    one = DawTrack(name="One", channels=1, lanes=(DawLane(clips=(clip,)),), **track)  # type: ignore[arg-type]
    return TrackSound(one, session_of(one, file)).read(0, 4000)


CLIP = DawClip(file="a.wav", at_frames=100, length_frames=1000)


def test_a_clip_sounds_at_its_place_and_nowhere_else(tmp_path: Path) -> None:
    heard = played(tmp_path, CLIP)
    expected = np.zeros(4000)
    expected[100:1100] = 1.0
    np.testing.assert_array_equal(heard, [expected, expected])


def test_clip_gain_is_in_decibels_and_off_is_silent(tmp_path: Path) -> None:
    assert played(tmp_path, replace(CLIP, gain_db=-6.0))[0, 500] == pytest.approx(10 ** (-6 / 20))
    assert not played(tmp_path, replace(CLIP, gain_db=-100.0)).any()


def test_a_linear_fade_has_k_of_n_minus_one(tmp_path: Path) -> None:
    fades = replace(CLIP, fade_in=Fade(length_frames=11), fade_out=Fade(length_frames=5))
    heard = played(tmp_path, fades)[0]
    np.testing.assert_allclose(heard[100:112], [*np.linspace(0.0, 1.0, 11), 1.0])
    np.testing.assert_allclose(heard[1094:1100], [1.0, *np.linspace(1.0, 0.0, 5)])


def test_two_equal_power_fades_over_one_another_keep_the_power(tmp_path: Path) -> None:
    fade = Fade(length_frames=101, shape="equal_power")
    into = played(tmp_path, replace(CLIP, fade_in=fade))[0, 100:201]
    out = played(tmp_path, replace(CLIP, fade_out=fade))[0, 999:1100]
    np.testing.assert_allclose(into, np.sin(np.pi / 2 * np.arange(101) / 100))
    np.testing.assert_allclose(into**2 + out**2, 1.0)


def test_an_envelope_runs_straight_in_decibels_from_the_clips_start(tmp_path: Path) -> None:
    heard = played(tmp_path, replace(CLIP, envelope_db=((200, 0.0), (400, -20.0), (600, -100.0))))
    np.testing.assert_allclose(heard[0, [100, 300, 400, 500]], [1.0, 1.0, 10**-0.5, 0.1])
    assert heard[0, 700] == 0.0


def test_both_flips_cancel_and_the_tracks_own_can_be_left_out(tmp_path: Path) -> None:
    assert played(tmp_path, CLIP, flip_polarity=True)[0, 500] == -1.0
    assert played(tmp_path, replace(CLIP, flip_polarity=True), flip_polarity=True)[0, 500] == 1.0
    file = wav(tmp_path, "a.wav", np.ones((1, 4000)))
    one = DawTrack(name="One", channels=1, flip_polarity=True, lanes=(DawLane(clips=(CLIP,)),))
    sound = TrackSound(one, session_of(one, file), polarity=False)
    assert sound.read(500, 1)[0, 0] == 1.0
    assert sound.frames == 1100


def test_clips_that_overlap_are_summed_and_muted_ones_are_silent(tmp_path: Path) -> None:
    file = wav(tmp_path, "a.wav", np.ones((1, 4000)))
    clips = (CLIP, replace(CLIP, at_frames=600), replace(CLIP, at_frames=0, muted=True))
    one = DawTrack(name="One", channels=1, lanes=(DawLane(clips=clips), DawLane(clips=(CLIP,))))
    heard = TrackSound(one, session_of(one, file)).read(0, 2000)[0]
    assert (heard[0], heard[400], heard[800], heard[1300]) == (0.0, 1.0, 2.0, 1.0)


def test_before_the_song_and_beyond_the_file_there_is_silence(tmp_path: Path) -> None:
    early = played(tmp_path, replace(CLIP, at_frames=-50, start_frames=3990, length_frames=100))
    assert not early.any()
    before = played(tmp_path, replace(CLIP, at_frames=20, start_frames=-30, length_frames=100))
    np.testing.assert_array_equal(before[0, :52], [*np.zeros(50), 1.0, 1.0])


def test_what_is_read_in_pieces_is_what_is_read_as_a_whole(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal((2, 4000)) * 0.1
    file = wav(tmp_path, "n.wav", noise)
    clip = DawClip(
        file="n.wav", at_frames=77, length_frames=3000, start_frames=333, gain_db=2.5,
        fade_in=Fade(length_frames=700), fade_out=Fade(length_frames=900, shape="equal_power"),
        envelope_db=((0, -3.0), (1500, 2.0), (2999, -7.0)),
    )  # fmt: skip
    one = DawTrack(name="One", lanes=(DawLane(clips=(clip,)),))
    sound = TrackSound(one, session_of(one, file))
    pieces = np.concatenate([sound.read(at, 613) for at in range(-100, 3900, 613)], axis=1)
    np.testing.assert_array_equal(pieces[:, :4000], sound.read(-100, 4000))


def test_a_mono_file_fills_both_sides_and_a_mono_track_hears_half_the_sum(tmp_path: Path) -> None:
    stereo = wav(tmp_path, "s.wav", np.array([[1.0] * 100, [0.5] * 100]))
    clip = DawClip(file="s.wav", at_frames=0, length_frames=100)
    wide = DawTrack(name="Wide", lanes=(DawLane(clips=(clip,)),))
    assert TrackSound(wide, session_of(wide, stereo)).read(50, 1).tolist() == [[1.0], [0.5]]
    mono = replace(wide, channels=1)
    assert TrackSound(mono, session_of(mono, stereo)).read(50, 1).tolist() == [[0.75], [0.75]]


def test_a_file_at_another_rate_keeps_its_pitch_and_its_place(tmp_path: Path) -> None:
    at_s = np.arange(22050) / 22050
    file = wav(tmp_path, "r.wav", np.sin(2 * np.pi * 440 * at_s)[None] * 0.5, 22050)
    clip = DawClip(file="r.wav", at_frames=1000, length_frames=3000, start_frames=2000)
    one = DawTrack(name="One", channels=1, lanes=(DawLane(clips=(clip,)),))
    heard = TrackSound(one, session_of(one, file)).read(1000, 3000)[0]
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2000, 5000) / RATE)
    np.testing.assert_allclose(heard, expected, atol=1e-5)
