"""An album made again: stopped, edited, elsewhere; and what cannot be done."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import ddp_reader
import pytest
import soundfile as sf
from little_album import (
    FIRST,
    SECOND,
    THIRD,
    UPC,
    Listener,
    Made,
    fingerprint,
    make,
    set_key,
    song,
    wavs,
    write_songs,
)

from tonmeister.flow.album.listening import title_of
from tonmeister.flow.album.mastering import names_of
from tonmeister.flow.wishes import BadWish


def test_a_song_s_sheet_changed_by_hand_wins(tmp_path: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    before = make(songs)
    recall = songs / "album" / "songs" / Path(THIRD).stem / "recall.toml"
    text = recall.read_text("utf-8")
    (row,) = [r for r in text.splitlines() if r.startswith("settings") and "release_ms" in r]
    drive_db = float(row.split("gain_db = ")[1].split(",")[0])
    softer = row.replace(f"gain_db = {drive_db}", f"gain_db = {drive_db - 5.0:.2f}")
    recall.write_text(text.replace(row, f"{softer}\nhold = true"), "utf-8")
    after = make(songs, head={"loudness_lufs": -14.0})
    softer_lu = before["tracks"][2]["loudness_lufs"] - after["tracks"][2]["loudness_lufs"]
    assert softer_lu == pytest.approx(5.0, abs=0.3)
    assert after["tracks"][0]["loudness_lufs"] == before["tracks"][0]["loudness_lufs"]
    assert make(songs)["tracks"][2] == after["tracks"][2]


def test_where_one_song_cannot_come_up_the_album_goes_down_together(tmp_path: Path) -> None:
    songs = tmp_path / "songs"
    songs.mkdir()
    peaky = song(44100, 6.0, pitch_hz=110.0, beat_s=0.5, level=0.5, seed=1, peaky=0.9)
    plain = song(44100, 6.0, pitch_hz=147.0, beat_s=0.5, level=0.15, seed=2)
    for name, sound in (("1 Peaky.wav", peaky), ("2 Plain.wav", plain)):
        sf.write(songs / name, 0.5 * sound.T, 44100, subtype="FLOAT")
    listener = Listener()
    done = make(songs, listener, head={"title": "x"})
    one, two = (track["loudness_lufs"] for track in done["tracks"])
    offset_lu = done["songs"][1]["offset_lu"]
    assert one < -14.5
    assert two - one == pytest.approx(offset_lu, abs=0.5)
    assert any(line.startswith("The whole album goes down by") for line in listener.lines)
    again = make(songs)
    assert again["tracks"] == done["tracks"]


def test_a_rerun_is_bit_identical(made: Made, tmp_path: Path) -> None:
    songs = shutil.copytree(made.songs, tmp_path / made.songs.name)
    done = make(songs)
    assert fingerprint(songs / "album") == fingerprint(made.folder)
    assert done["measured"] == made.done["measured"]


def test_an_album_made_elsewhere_from_nothing_is_bit_identical(made: Made, tmp_path: Path) -> None:
    make(
        made.songs,
        out=tmp_path / "again",
        head={"artist": "Die Bande", "upc": UPC, "year": "2026"},
    )
    again, before = fingerprint(tmp_path / "again"), fingerprint(made.folder)
    assert {k: hashlib.md5(v).hexdigest() for k, v in again.items()} == {
        k: hashlib.md5(v).hexdigest() for k, v in before.items()
    }


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    before = fingerprint(songs)
    done = make(songs, dry_run=True)
    assert fingerprint(songs) == before
    assert [s["file"] for s in done["songs"]] == [FIRST, SECOND, THIRD]


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, made: Made) -> None:
    songs = write_songs(tmp_path / "Nächte")
    masters = songs / "album" / ".tonmeister" / "masters"
    typed = ["--artist", "Die Bande", "--upc", UPC, "--year", "2026"]
    code = "import sys; from tonmeister.app.cli import main; sys.exit(main(sys.argv[1:]))"
    running = subprocess.Popen(
        [sys.executable, "-c", code, "album", str(songs), *typed], stderr=subprocess.DEVNULL
    )
    for _ in range(6000):
        if list(masters.glob("*.json")) or running.poll() is not None:
            break
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    kept = {p.name: p.stat().st_mtime_ns for p in masters.glob("*.json")}
    assert kept
    make(songs)
    now = {p.name: p.stat().st_mtime_ns for p in masters.glob("*.json")}
    assert kept.items() <= now.items()
    assert fingerprint(songs / "album") == fingerprint(made.folder)
    assert not [p for p in songs.rglob("*") if ".part" in p.name]


def test_an_edit_wins_and_what_was_left_by_the_old_album_goes(tmp_path: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    make(songs)
    set_key(songs, SECOND, title="Music", gap_s=3.0, isrc="DE-A12-26-00002")
    (songs / "album" / "wav" / "mine.txt").write_text("keep")
    done = make(songs)
    names = [p.name for p in wavs(songs / "album")]
    assert names == ["01 Füchse im Schnee.wav", "02 Music.wav", "03 Mono.wav", "mine.txt"]
    assert done["songs"][1]["gap_s"] == 3.0
    ddp = ddp_reader.read(songs / "album" / "ddp")
    assert {e.isrc for e in ddp.entries if e.track == "02"} == {"DEA122600002"}
    assert make(songs)["songs"][1]["title"] == "Music"


def test_two_files_of_one_name_are_two_songs() -> None:
    assert names_of(["Rain.wav", "rain.flac", "Sun.wav"]) == ["Rain.wav", "rain.flac", "Sun"]


def test_an_anchor_that_is_not_on_the_album_is_told(tmp_path: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    (songs / "album").mkdir()
    (songs / "album" / "album.toml").write_text(f'anchor = "{THIRD}"\n', "utf-8")
    make(songs, dry_run=True)
    out = f'[[song]]\nfile = "{THIRD}"\nuse = false\n'
    (songs / "album" / "album.toml").write_text(f'anchor = "{THIRD}"\n{out}', "utf-8")
    with pytest.raises(BadWish, match=r"album\.toml: anchor 10 - Mono_Mix\.wav: there is no one"):
        make(songs, dry_run=True)


def test_a_track_too_short_for_a_cd_is_told_and_the_files_are_made_all_the_same(
    tmp_path: Path,
) -> None:
    songs = write_songs(tmp_path / "songs")
    make(songs)
    assert (songs / "album" / "ddp").is_dir()
    set_key(songs, THIRD, trim_end_s=2.5)
    listener = Listener()
    done = make(songs, listener)
    assert done["cd"] is None
    assert any("a CD track lasts at least 4 s" in line for line in listener.lines)
    assert len(wavs(songs / "album")) == 3
    assert not (songs / "album" / "ddp").exists()
    assert not (songs / "album" / "cd").exists()


@pytest.mark.parametrize(
    ("stem", "numbered", "title"),
    [
        ("03 - Rain_Master_48k-24", True, "Rain"),
        ("1. Füchse im Schnee", True, "Füchse im Schnee"),
        ("99 Luftballons", False, "99 Luftballons"),
        ("05 99 Luftballons", True, "99 Luftballons"),
        ("Get In The Mix", False, "Get In The Mix"),
        ("Re-Mix", False, "Re-Mix"),
        ("Leave_a_Light - Final Mix v3", False, "Leave a Light"),
        ("22", True, "22"),
    ],
)
def test_a_title_is_what_is_left_of_a_file_s_name(stem: str, numbered: bool, title: str) -> None:
    assert title_of(stem, numbered=numbered) == title


def test_a_song_that_is_there_twice_is_told(tmp_path: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    shutil.copy(songs / THIRD, songs / "11 - mono.wav")
    listener = Listener()
    make(songs, listener, dry_run=True)
    assert any(
        line.startswith("Mono is there 2 times (10 - Mono_Mix.wav, 11 - mono.wav)")
        for line in listener.lines
    )
