"""LV2 plug-ins that want more than ffmpeg gives: our own host program on liblilv."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hosting_scene import (
    DPL,
    RATE_HZ,
    Room,
    apart_dbfs,
    lv2,
    peak_dbfs,
    sheet_of,
    sound,
    track,
)

from tonmeister.studio.hosts import Answered, Asked, CannotHost, Work, found_plugin, play_plugin
from tonmeister.studio.hosts.lilv_host import has_lilv

A = sound(1)
QUIET = "urn:zamaudio:ZamGate"


@pytest.fixture
def room(tmp_path: Path, lv2_plugins: Path) -> Room:
    if not has_lilv():
        pytest.skip("liblilv is not installed: no plug-in was played in our own host")
    return Room(tmp_path)


def through(host: str, address: str, folder: Path, **values: float) -> Answered:
    """Play a plug-in in one of the two hosts."""
    into = folder / "in.wav"
    sf.write(into, A.samples.T, RATE_HZ, "FLOAT")
    (folder / host).mkdir()
    asked = Asked(sound=into, frames=A.frames, rate_hz=RATE_HZ, same_sides=False, values=values)
    return play_plugin(replace(found_plugin("lv2", address), host=host), asked, Work(folder / host))


@pytest.mark.system
@pytest.mark.parametrize(
    ("address", "values"),
    [
        (DPL, {"gain": 9.0, "threshold": -6.0}),
        ("http://gareus.org/oss/lv2/fil4#mono", {"sec1": 1.0, "gain1": -6.0}),
        ("http://lsp-plug.in/plugins/lv2/para_equalizer_x16_stereo", {"mode": 2.0, "ft_0": 2.0}),
    ],
)
def test_both_hosts_give_the_same_sound_and_delay(
    address: str,
    values: dict[str, float],
    room: Room,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Heard from noise, or said by the plug-in."""
    monkeypatch.setattr("tonmeister.studio.hosts.hosted.has_lilv", lambda: False)
    heard = through("ffmpeg", address, tmp_path, **values)
    told = through("liblilv", address, tmp_path, **values)
    assert heard.late_frames == told.late_frames
    ours, theirs = told.came.read(0, A.frames), heard.came.read(0, A.frames)
    assert apart_dbfs(ours, theirs) < -120


@pytest.mark.system
def test_zams_plugins_play_and_come_in_time(room: Room) -> None:
    """ZamEQ2 wants options, ZamCompX2 has a side-chain besides, ZaMaximX2 is 480 frames late."""
    low = lv2("urn:zamaudio:ZamEQ2", "boost1=-20 f1=220 bw1=3", 1)
    tight = lv2("urn:zamaudio:ZamCompX2", "thr=-40 rat=10 att=1", 2)
    rest = lv2("urn:zamaudio:ZaMaximX2", "thresh=0 ceil=0", 3)
    flat = room.play(sheet_of(track("a", rest)), {"a": A})
    assert apart_dbfs(flat, A.samples) < -100
    played = room.play(sheet_of(track("a", low, tight)), {"a": A})
    assert not room.problems
    assert peak_dbfs(played) < peak_dbfs(A.samples) - 6.0


@pytest.mark.system
def test_a_preset_with_a_state_goes_to_the_host_that_can_set_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = room.project.folder / "plugins"
    kept.mkdir()
    (kept / "Mine.ttl").write_text(
        "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
        "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
        "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
        f"<> a pset:Preset ; lv2:appliesTo <{DPL}> ; state:state [ <urn:x:note> 1 ] ;\n"
        '  lv2:port [ lv2:symbol "gain" ; pset:value 9.0 ] ,\n'
        '           [ lv2:symbol "threshold" ; pset:value -3.0 ] .\n'
    )
    preset, said = lv2(DPL, state="Mine.ttl"), lv2(DPL, "gain=9 threshold=-3")
    played = room.play(sheet_of(track("a", preset)), {"a": A})
    assert not room.problems
    assert apart_dbfs(played, room.play(sheet_of(track("a", said)), {"a": A})) < -120
    monkeypatch.setattr("tonmeister.studio.hosts.hosted.has_lilv", lambda: False)
    quiet = lv2(DPL, "release=0.5", state="Mine.ttl")
    assert apart_dbfs(room.play(sheet_of(track("a", quiet)), {"a": A}), A.samples) < -200
    assert "liblilv is needed" in room.problems[0]


@pytest.mark.system
def test_a_plugin_that_says_how_late_it_is_is_believed(room: Room, tmp_path: Path) -> None:
    """x42's tuner bends all it hears, so that no delay could be heard of it; it says 1024."""
    assert through("ffmpeg", "http://gareus.org/oss/lv2/fat1", tmp_path).late_frames == 1024


@pytest.mark.system
def test_what_the_program_says_is_one_line(room: Room, tmp_path: Path) -> None:
    (tmp_path / "liblilv").mkdir()
    sf.write(tmp_path / "in.wav", np.zeros((100, 2)), RATE_HZ, "FLOAT")
    asked = Asked(
        sound=tmp_path / "in.wav", frames=100, rate_hz=RATE_HZ, same_sides=True, values={}
    )
    gone = replace(found_plugin("lv2", QUIET), id="urn:gone:away")
    with pytest.raises(CannotHost, match="its host says: ValueError: there is no plug-in"):
        play_plugin(gone, asked, Work(tmp_path / "liblilv"))
