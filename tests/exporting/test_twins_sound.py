"""Plug-ins that are called twins of our effects sound as they do."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.daw_twins import WITHIN
from benchmarks.daw_twins_playing import (
    Job,
    apart_db,
    hosted,
    job,
    left_dbfs,
    low_end,
    noise,
    ours,
    recorded,
    settings,
)
from tonmeister.effects import effects
from tonmeister.exchange.twins import twin_of, twins_of
from tonmeister.model.daw import DawDevice

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("lv2_plugins")]

QUICK = {
    **WITHIN,
    "room": {"decay_s": (0.1, 0.6)},
    "plate": {"decay_s": (0.1, 0.6)},
    "convolution": {"predelay_ms": (0.0, 50.0)},
    "delay": {"feedback_percent": (0.0, 40.0), "time_beats": (0.0625, 0.5)},
}
EACH = 4


def device(effect: str, **chosen: float | str | bool) -> DawDevice:
    return DawDevice(name=effect, effect=effect, settings=effects()[effect](**chosen).settings())


@pytest.mark.parametrize("rate_hz", [44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_left_of_ours_less_the_twin_is_within_its_tolerance(
    rate_hz: int, channels: int
) -> None:
    rng = random.Random(rate_hz + channels)
    sounds = [make(rate_hz, channels, 1.5, seed=channels) for make in (noise, low_end)]
    tried = []
    for name, within in QUICK.items():
        for at in range(EACH):
            one = DawDevice(name=name, effect=name, settings=settings(name, rng, within))
            twin = twin_of(one, rate_hz, channels)
            if twin is not None:
                tried.append((one, twin, sounds[at % 2]))
    assert {one.effect for one, _, _ in tried} >= {"bell", "compressor", "delay", "highpass"}
    played = hosted([job(twin, sound) for _, twin, sound in tried], rate_hz)
    for (one, twin, sound), (back, _) in zip(tried, played, strict=True):
        mine = ours([one], sound, rate_hz)
        left = left_dbfs(mine, back)
        assert left < twin.tolerance_dbfs, (one.effect, dict(one.settings))
        assert left < -40.0
        assert apart_db(mine, back, rate_hz) < 0.5


def test_equalisers_side_by_side_are_one_window_and_one_that_is_off_lets_all_through() -> None:
    chain = [
        device("highpass", frequency_hz=80.0, slope_db=24.0),
        device("bell", frequency_hz=300.0, gain_db=-4.0, width_q=1.2),
        DawDevice(name="off", effect="bell", settings={"gain_db": 12.0}, enabled=False),
        device("high_shelf", frequency_hz=9000.0, gain_db=3.0),
        device("lowpass", frequency_hz=16000.0, slope_db=12.0),
    ]
    sound = noise(48000, 2, 1.5, seed=3)
    joined = twins_of(chain, 48000, 2)
    assert joined is not None
    assert [len(devices) for devices, _ in joined] == [5]
    back, late = hosted([job(joined[0][1], sound)], 48000)[0]
    assert late == 0
    assert left_dbfs(ours(chain, sound, 48000), back) < -80.0


def test_a_twin_that_is_switched_off_lets_the_sound_through() -> None:
    sound = noise(48000, 2, 1.5, seed=4)
    for name in ("bell", "compressor", "width", "room"):
        off = DawDevice(name=name, effect=name, settings={}, enabled=False)
        twin = twin_of(off, 48000, 2)
        assert twin is not None
        back, _ = hosted([job(twin, sound)], 48000)[0]
        assert left_dbfs(sound[:, 12000:], back[:, 12000:]) < -120.0, name


def test_another_host_hears_the_same_equaliser(ffmpeg: str, tmp_path: Path) -> None:
    one = device("low_shelf", frequency_hz=250.0, gain_db=5.0)
    twin = twin_of(one, 48000, 2)
    assert twin is not None
    sound = noise(48000, 2, 1.5, seed=5)
    soundfile.write(tmp_path / "in.wav", sound.T.astype(np.float32), 48000, subtype="FLOAT")
    knobs = "|".join(f"{symbol}={value!r}" for symbol, value in twin.ports.items())
    uri = twin.uri.replace(":", "\\\\:")
    subprocess.run(
        [ffmpeg, "-v", "error", "-i", str(tmp_path / "in.wav"), "-af", f"lv2=p={uri}:c={knobs}",
         "-c:a", "pcm_f32le", str(tmp_path / "out.wav")], check=True, capture_output=True,
    )  # fmt: skip
    back = soundfile.read(tmp_path / "out.wav", always_2d=True)[0].T
    assert left_dbfs(ours([one], sound, 48000), back) < twin.tolerance_dbfs


def test_the_measure_tells_a_plug_in_that_is_half_a_decibel_off() -> None:
    one = device("bell", frequency_hz=1000.0, gain_db=6.0)
    twin = twin_of(one, 48000, 1)
    assert twin is not None
    sound = noise(48000, 1, 1.5, seed=6)
    wrong = Job(twin.uri, {**twin.ports, "g_0": twin.ports["g_0"] * 10 ** (0.5 / 20)}, sound, {})
    assert left_dbfs(ours([one], sound, 48000), hosted([wrong], 48000)[0][0]) > -45.0


@pytest.mark.material
def test_real_recordings_sound_the_same_through_the_twins(material: Path) -> None:
    chain = [
        device("highpass", frequency_hz=70.0, slope_db=12.0),
        device("bell", frequency_hz=350.0, gain_db=-3.5, width_q=1.0),
        device("compressor", threshold_db=-28.0, ratio=4.0, attack_ms=5.0, release_ms=90.0,
               makeup_db=4.0),
        device("high_shelf", frequency_hz=7500.0, gain_db=2.5),
    ]  # fmt: skip
    for path in (
        "megami/2_rock/vocals_1.wav",
        "mdbdrums/Punk/raw/MusicDelta_Punk_RAW_01_01.wav",
        "mdbdrums/Rock/MusicDelta_Rock_MIX.wav",
    ):
        sound, rate_hz = recorded(material / path, 3.0)
        assert np.abs(sound).max() > 0.05
        joined = twins_of(chain, rate_hz, sound.shape[0])
        assert joined is not None
        back = sound
        for _, twin in joined:
            back = hosted([job(twin, back)], rate_hz)[0][0]
        assert left_dbfs(ours(chain, sound, rate_hz), back) < -80.0, path
