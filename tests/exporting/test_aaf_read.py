"""AAF as it is read: what we wrote comes back as sound and as a session, others' shapes too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from aaf_songs import AGAIN, GUITAR, RATE, VOX, song, track, with_everything
from daw_played import played

from tonmeister.exchange.aaf import read, write
from tonmeister.exchange.daw.comparing import differences
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.model.daw import DawSession


def there_and_back(session: DawSession, folder: Path) -> DawSession:
    made = write(session, folder / "out", lambda share: None)
    into = folder / "into"
    into.mkdir(exist_ok=True)
    return read(made.main, into)


def apart_dbfs(one: DawSession, other: DawSession) -> float:
    length = max(one.length_frames, other.length_frames)
    one, other = replace(one, length_frames=length), replace(other, length_frames=length)
    apart = float(np.abs(played(one) - played(other)).max())
    return float(20.0 * np.log10(max(apart, 1e-12)))


def test_a_plain_mix_comes_back_as_it_sounds(tmp_path: Path) -> None:
    session = song(tmp_path)
    back = there_and_back(session, tmp_path)
    assert np.abs(played(session)).max() > 0.1
    assert apart_dbfs(session, back) < -125.0  # 24 bit, and amplitudes in 2**24


def test_rides_and_envelopes_come_back_within_their_tolerance(tmp_path: Path) -> None:
    session = with_everything(tmp_path)
    dry = replace(session, tracks=tuple(replace(t, sends=()) for t in session.tracks))
    back = there_and_back(session, tmp_path)
    assert apart_dbfs(dry, back) < -70.0


def test_clips_gains_fades_markers_and_pans_come_back_the_same(tmp_path: Path) -> None:
    session = song(tmp_path, track("Vox", VOX, AGAIN, pan_percent=-30.0),
                   track("Guitar", GUITAR, channels=2, pan_percent=40.0))  # fmt: skip
    back = there_and_back(session, tmp_path)
    found = differences(session, back)
    assert set(found) <= {"tempo changes", "meters"}
    assert (back.title, back.rate_hz) == (session.title, session.rate_hz)
    assert back.about == session.about
    assert back.markers == session.markers


def test_a_fader_that_stands_still_comes_back_as_a_fader(tmp_path: Path) -> None:
    back = there_and_back(song(tmp_path, track("Vox", VOX, AGAIN, fader_db=-4.5)), tmp_path)
    assert back.track("Vox").fader_db == pytest.approx(-4.5, abs=1e-4)
    assert not any(clip.envelope_db for clip in back.track("Vox").clips)


def test_left_and_right_become_one_stereo_file_again(tmp_path: Path) -> None:
    session = song(tmp_path, track("Guitar", GUITAR, channels=2, fader_db=-3.0))
    back = there_and_back(session, tmp_path)
    guitar = back.track("Guitar")
    (clip,) = guitar.clips
    assert (guitar.channels, guitar.law, back.file(clip.file).channels) == (2, "balance", 2)
    assert Path(back.file(clip.file).path).parent == tmp_path / "into"


def test_a_muted_track_comes_back_muted(tmp_path: Path) -> None:
    back = there_and_back(song(tmp_path, track("Vox", VOX, muted=True)), tmp_path)
    assert back.track("Vox").muted
    assert back.track("Vox").fader_db == 0.0


def test_equal_names_stay_apart(tmp_path: Path) -> None:
    back = there_and_back(song(tmp_path, track("Master", VOX), track("Master", AGAIN)), tmp_path)
    names = [one.name for one in back.tracks]
    assert names == ["Master 2", "Master 3", "Master"]
    assert back.master.kind == "master"


def test_files_that_were_moved_with_the_aaf_are_found(tmp_path: Path) -> None:
    made = write(song(tmp_path, track("Vox", VOX)), tmp_path / "out", lambda share: None)
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    into = tmp_path / "into"
    into.mkdir()
    back = read(tmp_path / "elsewhere" / made.main.name, into)
    assert Path(back.files[0].path) == tmp_path / "elsewhere" / "Audio Files" / "Vox.wav"


def test_a_missing_file_is_named_and_has_no_path(tmp_path: Path) -> None:
    session = song(tmp_path, track("Vox", VOX), track("Guitar", GUITAR, channels=2))
    made = write(session, tmp_path / "out", lambda share: None)
    (tmp_path / "out" / "Audio Files" / "Vox.wav").unlink()
    (tmp_path / "out" / "Audio Files" / "Guitar.R.wav").unlink()
    back = read(made.main, tmp_path)
    assert [(file.name, file.path) for file in back.files] == [
        ("Vox.wav", ""), ("Guitar.R.wav", ""),
    ]  # fmt: skip
    (clip,) = back.track("Vox").clips
    assert (clip.at_frames, back.file(clip.file).frames) == (VOX.at_frames, 3 * RATE)


def test_files_outside_are_only_read_when_told_so(tmp_path: Path) -> None:
    made = write(song(tmp_path, track("Vox", VOX)), tmp_path / "out", lambda share: None)
    inner = tmp_path / "inner"
    inner.mkdir()
    lonely = made.main.rename(inner / made.main.name)
    with pytest.raises(CannotOpen, match="outside of inner"):
        read(lonely, tmp_path)
    assert read(lonely, tmp_path, outside=True).track("Vox").clips


def _scrambled(data: bytes) -> bytes:
    noise = np.random.default_rng(3).integers(0, 256, len(data) // 3, np.uint8).tobytes()
    return data[:512] + noise + data[512 + len(noise) :]


def test_a_broken_file_gets_one_clear_line_and_leaves_nothing(tmp_path: Path) -> None:
    session = song(tmp_path, track("Guitar", GUITAR, channels=2))
    made = write(session, tmp_path / "out", lambda share: None)
    data = made.main.read_bytes()
    into = tmp_path / "into"
    into.mkdir()
    for broken in (data[: len(data) // 2], _scrambled(data), b"", b"RIFF" + data, data[:600]):
        made.main.write_bytes(broken)
        with pytest.raises(CannotOpen) as caught:
            read(made.main, into)
        assert "Small song.aaf" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert not list(into.iterdir())


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"none\.aaf is not there"):
        read(tmp_path / "none.aaf", tmp_path)


def test_the_rate_is_that_of_the_tracks(tmp_path: Path) -> None:
    assert there_and_back(song(tmp_path, track("Vox", VOX)), tmp_path).rate_hz == RATE


def test_a_long_song_does_not_fall_out_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyaaf2 keeps 512 objects and reads others again; here 4, as if the song were long."""
    made = write(song(tmp_path), tmp_path / "out", lambda share: None)
    monkeypatch.setattr("aaf2.cache.LRUCacheDict.__init__.__defaults__", (4,))
    assert apart_dbfs(song(tmp_path), read(made.main, tmp_path)) < -125.0
