"""Real LV2 plug-ins in our console, against the same plug-in run by hand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hosting_scene import (
    DPL,
    FRAMES,
    RATE_HZ,
    Room,
    apart_dbfs,
    lv2,
    peak_dbfs,
    sheet_of,
    sound,
    track,
)

from tonmeister.signal import Samples

A = sound(1)
MONO = sound(2, mono=True)
FIL4 = "http://gareus.org/oss/lv2/fil4"
EQ = "HighPass=1 HPfreq=80 HPQ=0.7 sec1=1 freq1=300 q1=0.8 gain1=-4 HSsec=1 HSfreq=9000 HSgain=2"
LSP = "http://lsp-plug.in/plugins/lv2/"


@pytest.fixture
def room(tmp_path: Path, lv2_plugins: Path) -> Room:
    return Room(tmp_path)


def by_hand(
    folder: Path, samples: Samples, address: str, controls: str = "", after: int = 0
) -> Samples:
    """Run a plug-in with the ffmpeg program as a person would in a terminal."""
    rows = np.pad(samples, ((0, 0), (0, after))).T
    sf.write(folder / "hand.wav", rows, RATE_HZ, "FLOAT")
    where = address.replace(":", "\\\\:")
    chosen = f"lv2=p={where}" + (f":c={controls.replace(' ', '|')}" if controls else "")
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", "-i", folder / "hand.wav", "-af", chosen,
         "-c:a", "pcm_f32le", folder / "handed.wav"],
        check=True,
    )  # fmt: skip
    return np.asarray(sf.read(folder / "handed.wav", dtype="float64", always_2d=True)[0].T)


@pytest.mark.system
@pytest.mark.parametrize(
    ("address", "values"),
    [
        (FIL4 + "#stereo", EQ),
        ("http://gareus.org/oss/lv2/darc#stereo", "inputgain=6 threshold=-25 Ratio=0.6"),
        (LSP + "para_equalizer_x16_stereo", "ft_0=2 f_0=120 g_0=2.0"),
        (LSP + "compressor_stereo", "al=0.1 cr=4"),
    ],
)
def test_a_plugin_sounds_as_it_does_by_hand(
    address: str, values: str, room: Room, tmp_path: Path
) -> None:
    played = room.play(sheet_of(track("a", lv2(address, values))), {"a": A})
    hand = by_hand(tmp_path, A.samples, address, values)
    assert not room.problems
    assert apart_dbfs(played, hand) < -200
    assert apart_dbfs(played, A.samples) > -60


@pytest.mark.system
@pytest.mark.parametrize("lilv", [True, False])
def test_what_comes_out_late_is_put_in_time(
    lilv: bool, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """x42's limiter looks 64 frames ahead at 48 kHz. ffmpeg does not ask it; we do, or listen."""
    if not lilv:
        monkeypatch.setattr("tonmeister.studio.hosts.hosted.has_lilv", lambda: False)
    played = room.play(sheet_of(track("a", lv2(DPL, "threshold=0"))), {"a": A})
    assert apart_dbfs(played, A.samples) < -120
    hand = by_hand(tmp_path, A.samples, DPL, "threshold=0", after=64)
    assert apart_dbfs(played, hand[:, 64:]) < -200
    assert apart_dbfs(played, hand[:, :FRAMES]) > -40


@pytest.mark.system
def test_a_latency_that_a_person_declares_is_believed(room: Room) -> None:
    declared = lv2(DPL, "threshold=0", latency_ms=32 * 1000 / RATE_HZ)
    played = room.play(sheet_of(track("a", declared)), {"a": A})
    assert apart_dbfs(played[:, 32:], np.pad(A.samples, ((0, 0), (0, 64)))) < -120


@pytest.mark.system
def test_a_plugin_for_one_channel_plays_each_side(room: Room, tmp_path: Path) -> None:
    played = room.play(sheet_of(track("a", lv2(FIL4 + "#mono", EQ))), {"a": A})
    for side in (0, 1):
        hand = by_hand(tmp_path, A.samples[side : side + 1], FIL4 + "#mono", EQ)
        assert apart_dbfs(played[side : side + 1], hand) < -200


@pytest.mark.system
@pytest.mark.parametrize("kind", ["#mono", "#stereo"])
def test_a_mono_track_stays_in_the_middle_at_its_level(kind: str, room: Room) -> None:
    sheet = sheet_of(track("a", lv2(FIL4 + kind, EQ)))
    played = room.play(sheet, {"a": MONO}, layouts={"a": "mono"})
    assert np.array_equal(played[0], played[1])
    loud = peak_dbfs(room.play(sheet, {"a": MONO}, layouts={"a": "stereo"}))
    assert loud - peak_dbfs(played) == pytest.approx(3.01, abs=0.01)


@pytest.mark.system
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("urn:zamaudio:ZamCompX2", "side-chain"),
        (LSP + "sc_compressor_stereo", "side-chain"),
        ("urn:zamaudio:ZamEQ2", "options"),
        ("http://gareus.org/oss/lv2/midigen", "0 inputs"),
        ("urn:nobody:nothing", "no LV2 plug-in 'urn:nobody:nothing' is installed"),
    ],
)
def test_what_this_host_cannot_play_is_said_and_left_out(
    address: str, why: str, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tonmeister.studio.hosts.lv2.has_lilv", lambda: False)
    played = room.play(sheet_of(track("a", lv2(address))), {"a": A})
    assert apart_dbfs(played, A.samples) < -200
    assert why in room.problems[0]


@pytest.mark.system
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("threshold=12", "threshold is 12, but goes from -10 to 0 (Threshold)"),
        ("treshold=-2", "it has no parameter 'treshold'; it has enable, gain, threshold"),
    ],
)
def test_a_value_that_cannot_be_is_one_line(values: str, why: str, room: Room) -> None:
    room.play(sheet_of(track("a", lv2(DPL, values))), {"a": A})
    assert why in room.problems[0]


@pytest.mark.system
def test_a_preset_in_the_project_sets_the_plugin(room: Room, tmp_path: Path) -> None:
    kept = room.project.folder / "plugins"
    kept.mkdir()
    (kept / "Loud.ttl").write_text(
        "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
        "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
        f"<> a pset:Preset ; lv2:appliesTo <{DPL}> ;\n"
        '  lv2:port [ lv2:symbol "gain" ; pset:value 9.0 ] ,\n'
        '           [ lv2:symbol "threshold" ; pset:value -3.0 ] .\n'
    )
    preset = lv2(DPL, state="Loud.ttl")
    said = lv2(DPL, "gain=9 threshold=-3")
    played = room.play(sheet_of(track("a", preset)), {"a": A})
    assert apart_dbfs(played, room.play(sheet_of(track("a", said)), {"a": A})) < -200
    louder = room.play(sheet_of(track("a", lv2(DPL, "threshold=-9", state="Loud.ttl"))), {"a": A})
    assert peak_dbfs(louder) < peak_dbfs(played) - 3.0
    assert not room.problems
