from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from studio_sounds import Write, add_bext, click_at, hiss, peak_s

from tonmeister.studio import (
    Project,
    ingest,
    keep_out,
    open_source,
    summary,
    track_key,
    with_sound_roles,
)


def names(song: Path, project: Project) -> list[str]:
    return [track.name for track in ingest(song, project).tracks]


def test_a_folder_becomes_a_session(song: Path, project: Project, write: Write) -> None:
    write("Kick.wav", subtype="PCM_16")
    write("Vox.flac", hiss(0.7, 2))
    write("Gtr.aiff", subtype="PCM_24")
    session = ingest(song, project)
    assert session.song == "My Song"
    assert session.rate_hz == 48000
    assert session.length_s == pytest.approx(0.7)
    assert {(t.name, t.role, t.layout, t.bits) for t in session.tracks} == {
        ("Kick", "kick", "mono", 16),
        ("Gtr", "electric guitar", "mono", 24),
        ("Vox", "lead vocal", "stereo", 16),
    }
    assert session.problems == ()
    assert summary(session) == "My Song: 3 tracks, 0:01 at 48 kHz"


@pytest.mark.parametrize(
    ("ending", "subtype", "kind"),
    [
        ("wav", "PCM_16", "WAV"), ("wav", "PCM_24", "WAV"), ("wav", "PCM_32", "WAV"),
        ("wav", "FLOAT", "WAV"), ("wav", "DOUBLE", "WAV"), ("wav", "PCM_24", "RF64"),
        ("wav", "PCM_24", "WAVEX"), ("aiff", "PCM_24", "AIFF"), ("aif", "PCM_16", "AIFF"),
        ("caf", "PCM_24", "CAF"), ("flac", "PCM_24", "FLAC"), ("w64", "PCM_24", "W64"),
        ("wav", "ULAW", "WAV"), ("wav", "PCM_U8", "WAV"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("channels", [1, 2])
def test_every_lossless_format_reads_as_libsndfile_reads_it(
    song: Path, project: Project, ending: str, subtype: str, kind: str, channels: int
) -> None:
    path = song / f"gtr.{ending}"
    sf.write(str(path), hiss(0.3, channels), 48000, subtype=subtype, format=kind)
    session = ingest(song, project)
    source = open_source(session.tracks[0], session, project)
    wanted, _ = sf.read(str(path), always_2d=True)
    got = source.read(0, source.frames)
    assert np.array_equal(got, np.broadcast_to(wanted.T, got.shape))


def test_pieces_fit_together_and_outside_is_silence(
    song: Path, project: Project, write: Write
) -> None:
    write("a.wav", hiss(0.2, 2), subtype="PCM_24")
    session = ingest(song, project)
    source = open_source(session.tracks[0], session, project)
    whole = source.read(-100, source.frames + 200)
    assert not whole[:, :100].any()
    assert not whole[:, -100:].any()
    assert whole[:, 100:-100].any(axis=1).all()
    parts = [source.read(at, 777) for at in range(-100, source.frames + 100, 777)]
    assert np.array_equal(np.hstack(parts)[:, : whole.shape[1]], whole)


def test_clicks_at_one_time_in_many_formats_and_rates_line_up(
    song: Path, project: Project, write: Write, ffmpeg: str
) -> None:
    import subprocess

    write("kick.wav", click_at(0.5, 48000), 48000)
    write("snare.wav", click_at(0.5, 96000), 96000)
    write("bass.flac", click_at(0.5, 44100), 44100)
    for name, rate_hz, options in (
        ("vox.mp3", 44100, ["-b:a", "192k"]),
        ("keys.m4a", 48000, ["-c:a", "aac", "-b:a", "192k"]),
        ("pad.m4a", 44100, ["-c:a", "alac"]),
        ("gtr.ogg", 48000, ["-c:a", "libvorbis", "-q:a", "8"]),
    ):
        raw = song.parent / "raw.wav"
        sf.write(str(raw), click_at(0.5, rate_hz), rate_hz)
        command = [ffmpeg, "-v", "error", "-y", "-i", str(raw), *options, str(song / name)]
        subprocess.run(command, check=True)
    session = ingest(song, project, rate_hz=48000)
    assert len(session.playing) == 7
    assert session.problems == ()
    for track in session.tracks:
        source = open_source(track, session, project)
        assert source.rate_hz == 48000
        late_s = peak_s(source.read(0, source.frames), 48000) - 0.5
        assert abs(late_s) < 0.001, f"{track.name} is {late_s * 1000:.2f} ms late"
        assert np.abs(source.read(0, source.frames)).max() == pytest.approx(0.8, abs=0.08)


def test_the_session_runs_at_the_rate_of_most_material(
    song: Path, project: Project, write: Write
) -> None:
    write("a.wav", hiss(0.9, rate_hz=44100), 44100)
    write("b.wav", hiss(0.5), 48000)
    write("c.wav", hiss(0.5, seed=3), 48000)
    assert ingest(song, project).rate_hz == 48000
    assert ingest(song, project, rate_hz=96000).rate_hz == 96000


def test_what_systems_and_daws_leave_behind_is_not_looked_at(
    song: Path, project: Project, write: Write
) -> None:
    write("Vox.wav")
    write("__MACOSX/._Vox.wav", hiss(seed=5))
    write("Live Set Project/Ableton Project Info/x.wav", hiss(seed=6))
    write("Song.logicx/Media/take.wav", hiss(seed=7))
    for name in (
        "._Vox.wav",
        ".DS_Store",
        "Vox.wav.asd",
        "Vox.pkf",
        "a.reapeaks",
        "a.als",
        "b.rpp",
    ):
        (song / name).write_bytes(b"\x00\x05\x16\x07")
    write("tonmeister/delivery/My Song_Master.wav", hiss(seed=8))
    session = ingest(song, project)
    assert [t.name for t in session.tracks] == ["Vox"]
    assert session.problems == ()


def test_another_output_folder_inside_the_song_is_not_ingested(song: Path, write: Write) -> None:
    write("Vox.wav")
    project = Project.open(song, song / "mix 2")
    write("mix 2/delivery/Master.wav", hiss(seed=9))
    assert names(song, project) == ["Vox"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_names_in_both_forms(song: Path, project: Project, write: Write, form: str) -> None:
    write(unicodedata.normalize(form, "Bläser.wav"))
    write(unicodedata.normalize(form, "ギター.wav"))
    session = ingest(song, project)
    assert {(t.name, t.role) for t in session.tracks} == {
        ("Bläser", "brass"), ("ギター", "electric guitar"),
    }  # fmt: skip
    for track in session.tracks:
        assert open_source(track, session, project).read(0, 100).any()


def test_left_and_right_in_two_files_are_one_track(
    song: Path, project: Project, write: Write
) -> None:
    left, right = hiss(seed=1), hiss(seed=2)
    write("OH.L.wav", left, subtype="DOUBLE")
    write("OH.R.wav", right, subtype="DOUBLE")
    write("Piano Left.wav", hiss(seed=3))
    write("Piano Right.wav", hiss(seed=4))
    write("Gtr L.wav", hiss(0.5, seed=5))
    write("Gtr R.wav", hiss(0.4, seed=6))
    session = ingest(song, project)
    layouts = {t.name: t.layout for t in session.tracks}
    assert layouts == {"OH": "split", "Piano": "split", "Gtr L": "mono", "Gtr R": "mono"}
    track = session.track("OH")
    assert track.files == ("OH.L.wav", "OH.R.wav")
    got = open_source(track, session, project).read(0, len(left))
    assert np.array_equal(got, np.hstack([left, right]).T)


def test_sub_folders_and_two_tracks_of_one_name(song: Path, project: Project, write: Write) -> None:
    write("Take 1/Gtr.wav", hiss(seed=1))
    write("Take 2/Gtr.wav", hiss(seed=2))
    write("Gtr.wav", hiss(seed=3))
    write("Drums/Snare/01.wav", hiss(seed=4))
    session = ingest(song, project)
    assert sorted(t.name for t in session.tracks) == ["01", "Gtr", "Take 1 Gtr", "Take 2 Gtr"]
    assert session.track("01").role == "snare"
    assert session.track("Take 2 Gtr").files == ("Take 2/Gtr.wav",)


def test_a_track_may_not_be_called_like_a_bus(song: Path, project: Project, write: Write) -> None:
    write("Drums.wav")
    write("Bass.wav")
    write("drums.aiff", hiss(seed=3))
    found = names(song, project)
    assert not {"Drums", "Bass", "Master"} & set(found)
    assert len(set(found)) == 3


def test_files_are_listed_as_a_person_counts(song: Path, project: Project, write: Write) -> None:
    for name in ("10 Vox.wav", "2 Bass.wav", "1 Kick.wav"):
        write(name)
    assert [t.role for t in ingest(song, project).tracks] == ["kick", "bass", "lead vocal"]


def test_time_stamps_place_the_files(song: Path, project: Project, write: Write) -> None:
    add_bext(write("Kick.wav", click_at(0.2, 48000)), 48000 * 3600)
    add_bext(write("Vox.wav", click_at(0.2, 48000)), 48000 * 3600 + 72000)
    add_bext(write("Gtr.wav", click_at(0.2, 44100), 44100), 44100 * 3600 + 44100)
    session = ingest(song, project)
    assert {t.name: t.start_s for t in session.tracks} == {"Kick": 0.0, "Gtr": 1.0, "Vox": 1.5}
    assert session.length_s == pytest.approx(2.5)
    source = open_source(session.track("Vox"), session, project)
    assert source.frames == 120000
    assert peak_s(source.read(0, 120000), 48000) == pytest.approx(1.7, abs=1e-4)


def test_time_stamps_past_four_billion_frames_are_read(
    song: Path, project: Project, write: Write
) -> None:
    day = 192000 * 80000  # more than 32 bits hold
    add_bext(write("a.wav", hiss(0.1, rate_hz=192000), 192000), day)
    add_bext(write("b.wav", hiss(0.1, seed=2, rate_hz=192000), 192000), day + 96000)
    assert [t.start_s for t in ingest(song, project).tracks] == [0.0, 0.5]


def test_time_stamps_on_some_files_only_place_nothing_and_it_is_said(
    song: Path, project: Project, write: Write
) -> None:
    add_bext(write("a.wav"), 0)
    add_bext(write("b.wav"), 48000)
    write("c.wav")
    session = ingest(song, project)
    assert {t.start_s for t in session.tracks} == {0.0}
    assert len(session.problems) == 1
    assert "only 2 of 3" in session.problems[0]


def test_a_copy_is_kept_out_though_its_file_differs(
    song: Path, project: Project, write: Write
) -> None:
    sound = np.round(hiss(0.5, 2) * 2**15) / 2**15
    write("Gtr.wav", sound, subtype="PCM_16")
    write("Gtr copy.flac", sound, subtype="PCM_16")
    almost = sound.copy()
    almost[11_111, 0] += 2**-15
    write("Gtr almost.wav", almost, subtype="PCM_16")
    session = ingest(song, project)
    assert [t.name for t in session.playing] == ["Gtr almost", "Gtr copy"]
    (out,) = [t for t in session.tracks if not t.use]
    assert "sample by sample" in out.why_not
    assert "file/copy" in out.wrong


def test_mix_click_and_guide_are_kept_out_by_name(
    song: Path, project: Project, write: Write
) -> None:
    for name in ("Vox.wav", "Rough mix.wav", "Click.wav", "Guide vox.wav", "Song_Master.mp3"):
        write(name)
    session = ingest(song, project)
    assert [t.name for t in session.playing] == ["Vox"]
    assert {t.role for t in session.tracks if not t.use} == {"rough mix", "click", "guide"}
    assert all(t.why_not for t in session.tracks if not t.use)


def test_sound_decides_where_the_name_says_nothing(
    song: Path, project: Project, write: Write
) -> None:
    write("Audio 1.wav")
    write("Kick.wav")
    session = ingest(song, project)
    assert session.track("Audio 1").role_from == "sound"
    heard = with_sound_roles(session, {"Audio 1": ("bass", 0.7), "Kick": ("snare", 0.9)})
    assert (heard.track("Audio 1").role, heard.track("Audio 1").confidence) == ("bass", 0.7)
    assert heard.track("Kick").role == "kick"
    out = with_sound_roles(session, {"Audio 1": ("click", 0.9)})
    assert not out.track("Audio 1").use
    silent = keep_out(session, "Kick", "nothing sounds on it", wrong="recording/silent")
    assert [t.name for t in silent.playing] == ["Audio 1"]
    with pytest.raises(KeyError):
        keep_out(session, "Kazoo", "there is none")


def test_the_key_of_a_track_follows_its_sound_not_its_name(
    song: Path, project: Project, write: Write
) -> None:
    path = write("Audio 1.wav")
    before = ingest(song, project)
    path.rename(song / "Bass gtr.wav")
    after = ingest(song, project)
    key = track_key(after.tracks[0], after)
    assert track_key(before.tracks[0], before) == key
    write("Bass gtr.wav", hiss(seed=99))
    changed = ingest(song, project)
    assert track_key(changed.tracks[0], changed) != key


def test_a_lost_cache_is_made_again(song: Path, project: Project, write: Write) -> None:
    write("Vox.ogg", hiss(0.5, 2))
    session = ingest(song, project)
    first = open_source(session.tracks[0], session, project).read(0, 20000)
    shutil.rmtree(project.cache)
    again = open_source(session.tracks[0], session, project).read(0, 20000)
    assert np.array_equal(first, again)


def test_the_originals_are_never_touched(song: Path, project: Project, write: Write) -> None:
    paths = [write("Vox.mp3"), write("Kick.wav", rate_hz=44100)]
    before = [(p.read_bytes(), p.stat().st_mtime_ns) for p in paths]
    ingest(song, project)
    assert [(p.read_bytes(), p.stat().st_mtime_ns) for p in paths] == before
    assert sorted(p.name for p in song.iterdir()) == ["Kick.wav", "Vox.mp3", "tonmeister"]


def test_progress_goes_up_to_one(song: Path, project: Project, write: Write) -> None:
    for name in ("a.wav", "b.wav", "c.wav"):
        write(name)
    told: list[float] = []
    ingest(song, project, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.material
def test_caesium_is_read_as_its_makers_named_it(material: Path, tmp_path: Path) -> None:
    folder = material / "everythingisfree" / "6.Caesium"
    few = tmp_path / "Caesium"
    few.mkdir()
    for path in folder.glob("*.m4a"):
        if any(word in path.name for word in ("KICK", "LEAD", "Master", "MINILOGUE")):
            (few / path.name).symlink_to(path)
    session = ingest(few, Project.open(few))
    assert {t.name: t.role for t in session.tracks} == {
        "Master_mobile": "rough mix", "KICK": "kick", "VOX LEAD": "lead vocal",
        "MINILOGUE_SYNTH_mobile": "synth",
    }  # fmt: skip
    assert session.rate_hz == 48000
