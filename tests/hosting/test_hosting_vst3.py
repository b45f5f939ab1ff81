"""Real VST3 plug-ins through the host that the manual shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hosting_scene import RATE_HZ, Room, apart_dbfs, fake, fakes_in, sheet_of, sound, track

from tonmeister.studio.hosts import Work, vst3_described, vst3_plugins
from tonmeister.studio.hosts.vst3 import vst3_plugin

A = sound(1)
HOST = Path(__file__).resolve().parents[2] / "tools/hosts/vst3_pedalboard_host.py"
ZAM = Path("/usr/lib/vst3")


@pytest.fixture
def pedalboard(monkeypatch: pytest.MonkeyPatch) -> str:
    """A command that runs the example host, or a loud skip: pedalboard is never ours to install.

    ``TONMEISTER_TEST_VST3_PYTHON`` names a Python that has it.
    """
    python = os.environ.get("TONMEISTER_TEST_VST3_PYTHON", sys.executable)
    has = subprocess.run([python, "-c", "import pedalboard"], capture_output=True, check=False)
    if has.returncode or not (ZAM / "ZamEQ2.vst3").is_dir():
        pytest.skip("pedalboard or ZAM's VST3s are not here: no real VST3 was played")
    monkeypatch.setenv("TONMEISTER_VST3_HOST", f'"{python}" "{HOST}"')
    monkeypatch.setenv("VST3_PATH", str(ZAM))
    return python


def by_hand(python: str, folder: Path, name: str, values: dict[str, float]) -> np.ndarray:
    """Play a plug-in as pedalboard's own manual shows, a side at a time."""
    np.save(folder / "in.npy", A.samples.astype(np.float32))
    code = (
        "import json, sys, numpy as np, pedalboard\n"
        "place, name, values = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])\n"
        "sound = np.load(place + '/in.npy')\n"
        "def one(part):\n"
        "    plugin = pedalboard.load_plugin(name)\n"
        "    for key, value in values.items(): setattr(plugin, key, value)\n"
        "    return plugin(part, 48000.0)\n"
        "try: out = one(sound)\n"
        "except ValueError: out = np.concatenate([one(sound[:1]), one(sound[1:])])\n"
        "np.save(place + '/out.npy', out)\n"
        "import os; os._exit(0)\n"
    )
    asked = [python, "-c", code, str(folder), str(ZAM / f"{name}.vst3"), json.dumps(values)]
    subprocess.run(asked, check=True, capture_output=True)
    return np.load(folder / "out.npy").astype(np.float64)


@pytest.mark.system
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ZamEQ2", {"boost_cut_1_db": -12.0, "frequency_1_hz": 300.0}),
        ("ZamCompX2", {"threshold_db": -30.0, "ratio": 4.0}),
        ("ZamComp", {"threshold_db": -30.0, "makeup_db": 3.0}),
    ],
)
def test_a_vst3_sounds_as_it_does_by_hand(
    name: str, values: dict[str, float], pedalboard: str, tmp_path: Path
) -> None:
    room = Room(tmp_path)
    text = " ".join(f"{key}={value}" for key, value in values.items())
    played = room.play(sheet_of(track("a", fake(name, values=text))), {"a": A})
    assert not room.problems
    assert apart_dbfs(played, by_hand(pedalboard, tmp_path, name, values)) < -110
    assert apart_dbfs(played, A.samples) > -40


@pytest.mark.system
def test_a_vst3_is_described_and_refuses_what_cannot_be(pedalboard: str, tmp_path: Path) -> None:
    known = {p.id: p for p in vst3_described(vst3_plugin("ZamEQ2"), Work(tmp_path))}
    boost = known["boost_cut_1_db"]
    assert (boost.low, boost.high, boost.unit) == (-50.0, 20.0, "dB")
    room = Room(tmp_path)
    room.play(sheet_of(track("a", fake("ZamEQ2", values="boost_cut_1_db=99"))), {"a": A})
    assert "boost_cut_1_db is 99, but goes from -50 to 20" in room.problems[0]


def test_vst3s_are_found_by_name_and_by_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes_in(tmp_path / "fakes", monkeypatch)
    inner = tmp_path / "fakes/vst3/Maker/Big.vst3/Contents/x86_64-linux"
    inner.mkdir(parents=True)
    (inner / "Big.vst3").write_bytes(b"")
    found = [plugin.id for plugin in vst3_plugins()]
    assert "Maker/Big.vst3" in found
    assert "Gain.vst3" in found
    assert len([name for name in found if "Big" in name]) == 1
    for name in ("Big", "Big.vst3", "Maker/Big.vst3", "Maker/Big"):
        assert vst3_plugin(name).id == "Maker/Big.vst3"


def test_a_host_describes_its_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes_in(tmp_path / "fakes", monkeypatch)
    (gain,) = vst3_described(vst3_plugin("Gain"), Work(tmp_path))
    assert (gain.id, gain.low, gain.high, gain.default) == ("gain_db", -60.0, 24.0, 0.0)


def test_the_sound_that_a_host_gets_is_a_float_wav(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host of one's own may keep what it was given: the words of the manual hold."""
    fakes_in(tmp_path / "fakes", monkeypatch)
    host = tmp_path / "keeping.py"
    host.write_text(
        "import json, shutil, sys\n"
        "asked = json.load(sys.stdin)\n"
        f"shutil.copy(asked['in'], {str(tmp_path / 'kept.wav')!r})\n"
        f"open({str(tmp_path / 'asked.json')!r}, 'w').write(json.dumps(asked))\n"
        "shutil.copy(asked['in'], asked['out'])\n"
        "print(json.dumps({'latency_frames': 0}))\n"
    )
    monkeypatch.setenv("TONMEISTER_VST3_HOST", f'"{sys.executable}" "{host}"')
    room = Room(tmp_path)
    played = room.play(sheet_of(track("a", fake("Gain", values="gain_db=-3"))), {"a": A})
    assert apart_dbfs(played, A.samples) < -200
    about = sf.info(tmp_path / "kept.wav")
    assert (about.samplerate, about.channels, about.subtype) == (RATE_HZ, 2, "FLOAT")
    asked = json.loads((tmp_path / "asked.json").read_text())
    assert asked.pop("plugin").endswith("Gain.vst3")
    assert set(asked) == {"protocol", "do", "in", "out", "rate_hz", "values", "state"}
    assert (asked["protocol"], asked["do"], asked["rate_hz"]) == (1, "play", RATE_HZ)
    assert (asked["values"], asked["state"]) == ({"gain_db": -3.0}, None)
