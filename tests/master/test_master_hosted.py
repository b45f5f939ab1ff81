"""A mastering chain with a plug-in of somebody else's."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.flow.hosting import Hosting
from tonmeister.flow.master.rehearsal import Rehearsal
from tonmeister.flow.mastering import play_master
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.producer.level import limiter_of
from tonmeister.signal import Audio
from tonmeister.studio import Project

RATE_HZ = 44100
HOST = Path(__file__).parents[1] / "hosting" / "fake_vst3_host.py"


@pytest.fixture
def hosting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hosting:
    (tmp_path / "vst3").mkdir()
    (tmp_path / "vst3" / "Gain.vst3").write_bytes(b"gain")
    host = shutil.copy(HOST, tmp_path / "host.py")
    monkeypatch.setenv("VST3_PATH", str(tmp_path / "vst3"))
    monkeypatch.setenv("TONMEISTER_VST3_HOST", f'"{sys.executable}" "{host}"')
    return Hosting(Project.open(tmp_path), Teller())


def move(number: int, effect: str, **settings: float | str) -> Decision:
    return Decision(
        id=f"Master/{effect}/{number}", stage="master", effect=effect, settings=settings,
        rule="", because=(), reason="",
    )  # fmt: skip


def chain(*moves: Decision) -> RecallSheet:
    return RecallSheet(
        song="mix", rate_hz=RATE_HZ, length_s=20.0, genre="",
        target=Target(loudness_lufs=-16.0, ceiling_dbtp=-1.0),
        strips=(Strip(name="Master", kind="master", decisions=moves),),
    )  # fmt: skip


def test_the_level_is_rehearsed_behind_the_plugin(hosting: Hosting, tmp_path: Path) -> None:
    """Six dB more before the limiter: six dB less drive, and the plug-in plays twice at most."""
    rng = np.random.default_rng(1)
    swell = 0.05 * (1.2 + np.sin(np.arange(20 * RATE_HZ) / RATE_HZ))
    sound = Audio(swell * rng.standard_normal((2, swell.size)), RATE_HZ)
    sf.write(tmp_path / "mix.wav", sound.samples.T, RATE_HZ, "FLOAT")
    louder = move(1, "plugin", format="vst3", id="Gain", values="gain_db=6")
    limiter = move(1, "limiter", gain_db=0.0, ceiling_dbtp=-1.0)
    heard = features_of(sound, light=True)
    drives_db = []
    for moves in ((limiter,), (louder, limiter)):
        tried = Rehearsal(sound, heard, hosting).at_level(chain(*moves))
        found = limiter_of(tried.sheet)
        assert found is not None
        drives_db.append(float(found.settings["gain_db"]))
        whole = play_master(tried.sheet, sound, hosting=hosting)
        assert whole.loudness_lufs == pytest.approx(-16.0, abs=0.3)
    assert drives_db[0] - drives_db[1] == pytest.approx(6.0, abs=0.1)
    assert hosting.plays <= 2
    assert not hosting.problems
