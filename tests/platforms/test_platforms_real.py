"""Real records, brought to platforms and read by another meter."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from platform_song import limiter, renderer, sheet_for

from tonmeister.exchange.codecs import CODINGS, write_lossy
from tonmeister.flow.platforms import deliver_for
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.platform_targets import platform
from tonmeister.signal import Audio
from tonmeister.studio import file_source

pytestmark = pytest.mark.material


@pytest.mark.parametrize("name", ["spotify", "bandcamp", "cd"])
def test_a_loud_record_holds_its_ceiling_everywhere(
    tmp_path: Path, material: Path, ebur128: Callable[[Path], tuple[float, float]], name: str
) -> None:
    wav = tmp_path / "in.wav"
    (record,) = (material / "jamendolyrics" / "mp3").glob("Fantasma*.mp3")
    subprocess.run(
        ["ffmpeg", "-v", "error", "-ss", "60", "-t", "12", "-i", str(record), "-c:a", "pcm_f32le",
         str(wav)], check=True,
    )  # fmt: skip
    source = file_source(wav)
    song = Audio(source.read(0, source.frames), source.rate_hz)
    wanted = platform(name)
    done = deliver_for(
        wanted, renderer(song), sheet_for(song, limiter(), loudness_lufs=-10.0), tmp_path / "out",
        "Los", {}, Teller(),
    )  # fmt: skip
    loudness_lufs, true_peak_dbtp = ebur128(done.path)
    assert loudness_lufs == pytest.approx(done.target.loudness_lufs, abs=0.2)
    assert true_peak_dbtp <= wanted.peak.ceiling_dbtp + 0.03
    for codec in (c for c in wanted.made.codecs if c.hold):
        again = tmp_path / f"again.{CODINGS[codec.codec].ending}"
        write_lossy(again, done.path, codec.codec, kbps=codec.kbps)
        assert ebur128(again)[1] <= wanted.peak.ceiling_dbtp + 0.03
