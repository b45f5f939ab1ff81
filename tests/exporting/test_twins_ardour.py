"""Our effects in an Ardour session come back, also when Ardour has saved it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ardour_scene import LENGTH, RATE_HZ, files, lane

from tonmeister.effects import recall
from tonmeister.exchange.ardour import read, write
from tonmeister.model.daw import DawDevice, DawSession, DawTrack

_SAVE = """\
local song = load_session(arg[1], arg[2])
assert(song)
song:save_state("", false, false, false, false, false)
close_session()
quit()
"""


def device(effect: str, **settings: float | str | bool) -> DawDevice:
    return DawDevice(name=effect, effect=effect, settings=settings)


CHAINS = {
    "Voice": (
        device("highpass", frequency_hz=85.0, slope_db=24.0),
        device("bell", frequency_hz=313.7, gain_db=-3.3, width_q=1.7),
        device("compressor", threshold_db=-23.7, attack_ms=10.1, release_ms=133.0, makeup_db=2.2),
    ),
    "Guitar": (device("width", width_percent=137.0, mono_below_hz=120.0),),
    "Room": (device("room", decay_s=0.33), device("high_shelf", frequency_hz=6000.0)),
    "Plate": (device("plate", decay_s=0.21, damping_hz=5123.0),),
    "Other Room": (device("room", decay_s=0.17),),
}


def session(folder: Path) -> DawSession:
    tracks = (
        DawTrack(name="Voice", channels=1, law="sine", lanes=(lane("Voice.wav"),),
                 devices=CHAINS["Voice"]),
        DawTrack(name="Guitar", lanes=(lane("Guitar: a/b.wav"),), devices=CHAINS["Guitar"]),
        *(DawTrack(name=name, kind="return", devices=CHAINS[name])
          for name in ("Room", "Plate", "Other Room")),
        DawTrack(name="Master", kind="master"),
    )  # fmt: skip
    return DawSession(
        title="Twins", rate_hz=RATE_HZ, length_frames=LENGTH, tracks=tracks, files=files(folder)
    )


def exported(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    return write(session(tmp_path), out, lambda share: None).main


def chains(main: Path, into: Path) -> dict[str, list[object]]:
    into.mkdir()
    found = read(main, into).tracks
    return {
        track.name: [recall(d.effect, d.settings) if d.effect else d.plugin for d in track.devices]
        for track in found
        if track.devices
    }


WANTED = {name: [recall(d.effect, d.settings) for d in chain] for name, chain in CHAINS.items()}


def test_what_we_wrote_comes_back(tmp_path: Path) -> None:
    assert chains(exported(tmp_path), tmp_path / "in") == WANTED


def test_a_room_is_found_through_links_inside_the_session_and_not_outside(tmp_path: Path) -> None:
    main = exported(tmp_path)
    for sound in sorted(main.parent.glob("plugins/*/state1/*.wav")):
        inside = main.parent / "externals" / f"{sound.parent.parent.name}.wav"
        inside.parent.mkdir(exist_ok=True)
        (sound.parent / "state.ttl").write_text("# saved anew\n")
        sound.rename(inside)
        sound.symlink_to(inside)
    assert chains(main, tmp_path / "in") == WANTED
    for at, sound in enumerate(sorted(main.parent.glob("externals/*.wav"))):
        away = tmp_path / f"{at}.wav"
        sound.rename(away)
        sound.symlink_to(away)
    strangers = chains(main, tmp_path / "again")
    assert strangers["Voice"] == WANTED["Voice"]
    assert strangers["Plate"] != WANTED["Plate"]


@pytest.mark.system
@pytest.mark.usefixtures("lv2_plugins")
def test_after_ardour_has_saved_the_session_every_knob_is_where_it_was(
    ardour: str, tmp_path: Path
) -> None:
    main = exported(tmp_path)
    before = main.read_bytes()
    lua = tmp_path / "save.lua"
    lua.write_text(_SAVE)
    program = ardour.removesuffix("-export") + "-lua"
    for _ in range(5):  # Ardour 7 crashes now and then as it leaves
        done = subprocess.run(
            [program, str(lua), str(main.parent), main.stem], capture_output=True, timeout=120
        )
        if done.returncode == 0:
            break
    assert main.read_bytes() != before
    assert chains(main, tmp_path / "in") == WANTED
