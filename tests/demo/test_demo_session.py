"""The demo session is a session as bands send it."""

from __future__ import annotations

import hashlib
import time
import tracemalloc

import numpy as np
import pytest
import soundfile

from tonmeister.flow.demo import CLICK, LEVELS, ROUGH_MIX, TAIL_S, play_demo, record_demo
from tonmeister.flow.demo_takes import TAKES
from tonmeister.music.demo_parts import seconds
from tonmeister.music.demo_song import form


def prints(takes):
    return {name: hashlib.sha256(x.tobytes()).hexdigest() for name, x in takes.items()}


def test_the_same_session_is_recorded_every_time(takes):
    again = {name: audio.samples for name, audio in play_demo(short=True)}
    assert prints(again) == prints(takes)


def test_the_song_has_two_verses_and_two_choruses_and_is_long_enough():
    parts = form()
    assert [p.name for p in parts] == ["intro", "verse", "chorus", "verse", "chorus", "outro"]
    assert seconds(parts[-1].end_beats) >= 75.0


def test_the_short_session_has_a_verse_and_a_chorus():
    parts = form(short=True)
    assert [p.name for p in parts] == ["intro", "verse", "chorus"]
    assert all(p.lines for p in parts[1:])


def test_there_are_fourteen_parts_one_in_four_takes_a_rough_mix_and_a_click(takes):
    assert len(LEVELS) == 13 + TAKES
    assert list(takes) == [*LEVELS, ROUGH_MIX, CLICK]


def test_all_tracks_are_as_long_as_the_song(takes):
    length_s = seconds(form(short=True)[-1].end_beats) + TAIL_S
    assert 22.0 < length_s < 26.0
    assert {x.shape[1] for x in takes.values()} == {round(length_s * 48000)}


@pytest.mark.parametrize("name", [*LEVELS, ROUGH_MIX, CLICK])
def test_every_track_is_sound_and_nothing_but_sound(takes, name):
    x = takes[name]
    assert np.isfinite(x).all()
    assert np.sqrt(np.mean(x**2)) > 10 ** (-50 / 20)
    assert np.abs(x.mean()) < 1e-3


@pytest.mark.parametrize("name", [n for n in LEVELS if n != "14 Backing Vox.wav"])
def test_peaks_lie_where_engineers_set_them(takes, name):
    peak_dbfs = 20 * np.log10(np.abs(takes[name]).max())
    assert -16.0 < peak_dbfs < -5.0


def test_only_the_strings_and_the_rough_mix_are_stereo(takes):
    stereo = {name for name, x in takes.items() if x.shape[0] == 2}
    assert stereo == {"12 Strings.wav", ROUGH_MIX}


def test_the_files_on_disk_hold_what_was_played(tmp_path, takes):
    words: list[tuple[float, str]] = []
    started_s = time.process_time()
    files = record_demo(
        tmp_path / "session", short=True, progress=lambda f, w: words.append((f, w))
    )
    assert time.process_time() - started_s < 25.0
    assert [f.name for f in files] == list(takes)
    assert words[-1][0] == 1.0
    assert [f for f, _ in words] == sorted(f for f, _ in words)
    for path in files:
        info = soundfile.info(path)
        assert (info.samplerate, info.subtype) == (48000, "PCM_24")
        read, _ = soundfile.read(path, always_2d=True)
        assert np.abs(read.T - takes[path.name]).max() < 2**-22


@pytest.mark.slow
def test_the_whole_session_is_recorded_quickly_and_in_little_memory(tmp_path):
    next(iter(play_demo(short=True)))
    started_s = time.process_time()
    tracemalloc.start()
    files = record_demo(tmp_path)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - started_s < 60.0
    assert highest < 1e9
    assert soundfile.info(files[0]).duration > 75.0
