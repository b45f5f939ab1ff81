from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from studio_sounds import Write, hiss

from tonmeister.studio import NothingToMix, NotWritable, Project, Unusable, file_source, ingest
from tonmeister.studio import open_source as reopen
from tonmeister.studio.project import NoProject


def only_problem(song: Path, project: Project) -> str:
    """Ingest with one good track beside the bad file; the good one must come through."""
    sf.write(str(song / "Good vox.wav"), hiss(seed=77), 48000)
    session = ingest(song, project)
    assert "Good vox" in [t.name for t in session.playing]
    (line,) = session.problems
    assert "\n" not in line
    return line


def test_an_empty_folder_is_refused_in_one_line(song: Path, project: Project) -> None:
    with pytest.raises(NothingToMix, match="no sound file in it") as error:
        ingest(song, project)
    assert "\n" not in str(error.value)


def test_a_folder_with_nothing_but_a_mix_is_refused(
    song: Path, project: Project, write: Write
) -> None:
    write("Final mix.wav")
    with pytest.raises(NothingToMix, match=r"there is only .*rough mix"):
        ingest(song, project)


def test_a_folder_with_only_bad_files_names_each(song: Path, project: Project) -> None:
    (song / "a.wav").write_bytes(b"")
    (song / "b.wav").write_text("hello")
    with pytest.raises(NothingToMix, match=r"(?s)a\.wav: the file is empty.*b\.wav: it is a text"):
        ingest(song, project)


def test_a_file_of_no_bytes_is_named(song: Path, project: Project) -> None:
    (song / "kick.wav").write_bytes(b"")
    line = only_problem(song, project)
    assert line == "kick.wav: the file is empty (0 bytes): export it again"


def test_a_file_of_no_samples_is_named(song: Path, project: Project) -> None:
    sf.write(str(song / "kick.wav"), np.zeros((0, 1)), 48000)
    assert only_problem(song, project).startswith("kick.wav: it holds no sound")


def test_a_text_named_wav_is_named(song: Path, project: Project) -> None:
    (song / "lyrics.wav").write_text("I walk the line\nI keep a close watch\n")
    assert "lyrics.wav: it is a text file" in only_problem(song, project)


def test_noise_named_wav_is_named(song: Path, project: Project) -> None:
    (song / "x.wav").write_bytes(np.random.default_rng(1).bytes(5000))
    assert "damaged or no sound file" in only_problem(song, project)


def test_a_file_of_zeros_is_named(song: Path, project: Project) -> None:
    (song / "x.aif").write_bytes(bytes(5000))
    assert "nothing but zeros" in only_problem(song, project)


def test_a_broken_m4a_is_named(song: Path, project: Project) -> None:
    (song / "x.m4a").write_bytes(np.random.default_rng(2).bytes(5000))
    assert "x.m4a: it is damaged" in only_problem(song, project)


def test_a_wav_that_ends_early_is_used_as_far_as_it_goes(
    song: Path, project: Project, write: Write
) -> None:
    path = write("kick.wav", hiss(1.0), subtype="PCM_16")
    path.write_bytes(path.read_bytes()[:-48000])
    line = only_problem(song, project)
    assert "kick.wav: the file ends early (50 % of its sound is missing)" in line


def test_a_flac_that_breaks_off_is_used_as_far_as_it_goes(
    song: Path, project: Project, write: Write
) -> None:
    path = write("kick.flac", hiss(20.0))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    line = only_problem(song, project)
    assert "kick.flac: it is damaged after 0:" in line
    assert "used as far as it goes" in line


def test_seven_channels_are_refused_with_what_would_do(
    song: Path, project: Project, write: Write
) -> None:
    write("surround.wav", hiss(0.1, 7))
    line = only_problem(song, project)
    assert "it has 7 channels" in line
    assert "mono or stereo" in line


def test_samples_that_are_no_numbers_play_as_silence_and_it_is_said(
    song: Path, project: Project, write: Write
) -> None:
    sound = hiss(1.0)
    sound[12000:12003] = np.nan
    sound[24000] = np.inf
    write("gtr.wav", sound, subtype="FLOAT")
    line = only_problem(song, project)
    assert line == (
        "gtr.wav: samples that are not numbers (4, the first at 0.250 s) are played as silence"
    )
    session = ingest(song, project)
    got = reopen(session.track("gtr"), session, project).read(0, 48000)
    assert np.isfinite(got).all()
    assert not got[:, 12000:12003].any()
    assert np.array_equal(got[0, :12000], sound[:12000, 0].astype(np.float32))
    assert "file/not_a_number" in session.track("gtr").wrong


def test_samples_that_are_no_numbers_do_not_spread_by_resampling(
    song: Path, project: Project, write: Write
) -> None:
    sound = hiss(1.0, rate_hz=44100)
    sound[100] = np.nan
    write("gtr.wav", sound, 44100, subtype="FLOAT")
    session = ingest(song, project, rate_hz=48000)
    assert np.isfinite(reopen(session.tracks[0], session, project).read(0, 48000)).all()


def test_eight_kilohertz_are_brought_up(song: Path, project: Project, write: Write) -> None:
    write("old tape vox.wav", hiss(0.5, rate_hz=8000), 8000)
    session = ingest(song, project)
    assert session.rate_hz == 48000
    assert session.problems == ()
    assert reopen(session.tracks[0], session, project).frames == pytest.approx(24000, abs=1)


def test_three_hours_are_refused_without_reading_them(song: Path, project: Project) -> None:
    frames = 3 * 3600 * 48000
    path = song / "forgotten recorder.wav"
    with path.open("wb") as file:
        size = frames * 2
        file.write(b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt ")
        file.write(struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16))
        file.write(b"data" + struct.pack("<I", size))
        file.truncate(44 + size)  # a hole: no room on disk
    line = only_problem(song, project)
    assert "it is 3:00:00 long, but a song lasts at most 1:30:00" in line


def test_a_folder_that_cannot_be_written_to_suggests_out(tmp_path: Path) -> None:
    song = tmp_path / "song"
    song.mkdir()
    (song / "tonmeister").write_text("a file in the way")  # refused for root too
    with pytest.raises(NotWritable, match="--out DIR") as error:
        Project.open(song)
    assert "\n" not in str(error.value)
    assert Project.open(song, tmp_path / "elsewhere").folder == tmp_path / "elsewhere"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: this measured nothing")
def test_a_folder_without_write_permission_suggests_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(NotWritable, match="--out DIR"):
            Project.open(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_song_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoProject, match="is not there"):
        Project.open(tmp_path / "nowhere")
    (tmp_path / "x.wav").write_text("")
    with pytest.raises(NoProject, match="is a file"):
        Project.open(tmp_path / "x.wav")


def test_a_file_that_vanished_since_is_named(song: Path, project: Project, write: Write) -> None:
    path = write("vox.wav")
    session = ingest(song, project)
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"vox\.wav is gone"):
        reopen(session.tracks[0], session, project)


def test_a_reference_that_is_no_sound_is_named(tmp_path: Path, project: Project) -> None:
    (tmp_path / "hit.flac").write_text("no")
    with pytest.raises(Unusable, match=r"hit\.flac: it is a text file"):
        file_source(tmp_path / "hit.flac", project=project)
    with pytest.raises(Unusable, match=r"hit\.flac: it cannot be read"):
        file_source(tmp_path / "hit.flac")
