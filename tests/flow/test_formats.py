"""A folder as people keep it, in every format, becomes one song in which all lines up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from little_song import write_song
from mixed_song import CLICK_S, GAP_S, PARTS, add_time_stamp, write_mixed_song
from program import Ran, run

from tonmeister.model import Session
from tonmeister.signal import Source
from tonmeister.studio import Project, file_source, open_source, read_session

pytestmark = pytest.mark.system

NEAR_S = 0.001
OUT = {
    "Click": "click", "Audio 12": "click", "Song v3 rough mix": "rough mix",
    "Untitled 3": "rough mix", "Guide Vox": "guide",
}  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, ffmpeg: str) -> Path:
    return write_mixed_song(tmp_path_factory.mktemp("mixed") / "It's “Ours” 🎸")


@pytest.fixture(scope="module")
def produced(mixed: Path) -> Ran:
    return run("produce", mixed, "--genre", "rock", "--json")


@pytest.fixture(scope="module")
def session(mixed: Path, produced: Ran) -> Session:
    assert produced.code == 0, produced.words
    return read_session(Project.find(mixed))


def begins_s(sound: np.ndarray, rate_hz: int, from_s: float) -> float:
    """Return when a sound ``[channel, frame]`` first reaches a tenth of its highest level."""
    level = np.abs(sound).max(axis=0)
    return from_s + float(np.argmax(level > 0.1 * level.max())) / rate_hz


def test_every_part_is_in_and_nothing_else(session: Session) -> None:
    pair = 1  # OH.L and OH.R are one track
    assert len(session.playing) == len(PARTS) - pair
    assert {t.name: t.role for t in session.tracks if not t.use} == OUT
    assert all(track.why_not for track in session.tracks if not track.use)


def test_left_and_right_become_one_track_and_names_are_composed(session: Session) -> None:
    assert session.track("OH").layout == "split"
    assert session.track("Café Gitarre").role == "electric guitar"
    assert session.track("コーラス BV").role == "backing vocal"


def test_every_format_and_rate_starts_at_the_same_moment(mixed: Path, session: Session) -> None:
    project = Project.find(mixed)
    start_s = CLICK_S - 0.4 * GAP_S
    for track in session.playing:
        source = open_source(track, session, project)
        rate_hz = source.rate_hz
        gap = source.read(round(start_s * rate_hz), round(0.8 * GAP_S * rate_hz))
        assert begins_s(gap, rate_hz, start_s) == pytest.approx(CLICK_S, abs=NEAR_S), track.name


def test_the_clap_of_all_tracks_is_one_clap_in_the_mix(produced: Ran) -> None:
    mix, rate_hz = sf.read(produced.done["mix"], always_2d=True)
    start_s = CLICK_S - 0.1
    gap = mix[round(start_s * rate_hz) : round((CLICK_S + 0.1) * rate_hz)].T
    assert begins_s(gap, rate_hz, start_s) == pytest.approx(CLICK_S, abs=NEAR_S)
    assert np.abs(gap).max() == pytest.approx(
        np.abs(gap[:, : round(0.103 * rate_hz)]).max(), rel=1e-6
    )


def test_a_song_in_a_strange_place_has_its_name_in_every_file(produced: Ran, mixed: Path) -> None:
    assert Path(produced.done["master"]).name.startswith("It's “Ours” 🎸_Master_")
    assert mixed in Path(produced.done["report"]).parents


def test_an_mp3_read_block_by_block_is_the_whole_mp3(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp3"
    sf.write(path, 0.1 * np.random.default_rng(1).standard_normal((300_000, 2)), 44100)
    whole, _ = sf.read(path)
    source = file_source(path)
    pieces = [source.read(at, 65536) for at in range(0, source.frames, 65536)]
    copied = open_copy(path, tmp_path)
    assert np.abs(np.concatenate(pieces, axis=1)[:, : len(whole)] - whole.T).max() < 1e-6
    assert np.abs(copied.read(0, copied.frames) - whole.T).max() < 1e-6


def open_copy(path: Path, folder: Path) -> Source:
    return file_source(path, project=Project.open(folder))


def test_a_person_has_the_last_word_on_what_is_kept_out(tmp_path: Path) -> None:
    folder = write_song(tmp_path / "song", length_s=8.0)
    parts = [sf.read(path, always_2d=True)[0] for path in sorted(folder.iterdir())]
    sf.write(folder / "Untitled 3.wav", 0.6 * sum(p.mean(axis=1) for p in parts), 44100)
    assert run("listen", folder, "--genre", "rock").code == 0
    file = Project.find(folder).session_file
    track = read_session(Project.find(folder)).track("Untitled 3")
    assert (track.role, track.role_from, track.use) == ("rough mix", "sound", False)
    file.write_text(file.read_text("utf-8").replace('role = "rough mix"', 'role = "synth"'))
    assert run("listen", folder, "--genre", "rock").code == 0
    track = read_session(Project.find(folder)).track("Untitled 3")
    assert (track.role, track.role_from, track.use) == ("synth", "person", True)


def test_time_stamps_place_the_files_in_the_mix(tmp_path: Path) -> None:
    folder = write_song(tmp_path / "song", length_s=6.0)
    for number, path in enumerate(sorted(folder.iterdir())):
        sound, rate_hz = sf.read(path)
        late = 44100 if number == 3 else 0  # the voice was recorded one second into the song
        sf.write(path, sound[late:], rate_hz, "PCM_24")
        add_time_stamp(path, 44100 * 3600 + late)
    ran = run("render", folder, "--genre", "rock")
    assert ran.code == 3  # nothing was decided yet
    assert run("decide", folder, "--genre", "rock").code == 0
    rendered = run("render", folder, "--json")
    assert rendered.code == 0, rendered.words
    session = read_session(Project.find(folder))
    assert [track.start_s for track in session.tracks] == [0.0, 0.0, 0.0, 1.0]
    assert session.length_s == pytest.approx(6.0, abs=0.001)
    mix, rate_hz = sf.read(rendered.done["mix"], always_2d=True)
    assert len(mix) >= 6 * rate_hz
