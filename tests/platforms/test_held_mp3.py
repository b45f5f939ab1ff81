"""The MP3 beside a produced master leaves a held limiter alone, and says what that costs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from platform_song import limiter, little_song, sheet_for

from tonmeister.exchange.encode import write_final
from tonmeister.flow import delivering
from tonmeister.flow.tell import Teller
from tonmeister.studio import file_source


@pytest.mark.parametrize("hold", [True, False])
def test_the_mp3_lowers_the_limiter_only_where_nobody_holds_it(
    tmp_path: Path, ffmpeg: str, hold: bool
) -> None:
    song, wav, mp3 = little_song(2.0), tmp_path / "loud.wav", tmp_path / "loud.mp3"
    loud = np.tanh(6.0 * song.samples)
    write_final(wav, [loud / np.abs(loud).max()], song.rate_hz, bits=24)
    told: list[dict[str, Any]] = []
    job: Any = SimpleNamespace(
        record=SimpleNamespace(
            sheet=sheet_for(song, limiter(hold=hold)), master=wav, played=SimpleNamespace(mix=wav)
        ),
        hearing=SimpleNamespace(hosting=None),
        tell=Teller(listener=told.append),
        stage=lambda name: tmp_path / name,
    )
    delivering._lossy(job, mp3, {"title": "x"}, None)
    peak_dbtp = delivering.measure(file_source(mp3)).true_peak_dbtp
    if hold:
        assert peak_dbtp > -1.0
        assert "but a person holds the limiter" in told[-1]["words"]
        assert not (tmp_path / "lossy.wav").exists()
    else:
        assert peak_dbtp <= -1.0
        assert told == []
