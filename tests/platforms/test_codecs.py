"""Through a codec and back: nothing clipped, rates and channels as they should be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from platform_song import little_song

from tonmeister.exchange import codecs
from tonmeister.exchange.codecs import CODINGS, CodecName, decoded, lacking, write_lossy
from tonmeister.exchange.encode import CannotEncode, write_final
from tonmeister.flow.platforms.after_codec import after_codecs
from tonmeister.knowledge.platform_targets import Codec
from tonmeister.signal import Audio
from tonmeister.signal.loudness import measure
from tonmeister.studio import file_source

ALL: tuple[CodecName, ...] = ("aac", "mp3", "opus", "vorbis")


def song_file(folder: Path, rate_hz: int = 44100, channels: int = 2, db: float = 0.0) -> Path:
    """Write a song that has been driven hard, peaks of its samples at ``db``."""
    loud = np.tanh(6.0 * little_song(2.0, rate_hz).samples)
    loud *= 10 ** (db / 20) / np.abs(loud).max()
    path = folder / f"song-{rate_hz}-{channels}.wav"
    write_final(path, [loud], rate_hz, bits=24, channels=channels)
    return path


def before(wav: Path) -> Audio:
    source = file_source(wav)
    return Audio(source.read(0, source.frames), source.rate_hz)


@pytest.mark.parametrize("codec", ALL)
@pytest.mark.parametrize(("rate_hz", "channels"), [(96000, 2), (44100, 1)])
def test_the_sound_comes_back_about_as_it_was(
    tmp_path: Path, ffmpeg: str, codec: CodecName, rate_hz: int, channels: int
) -> None:
    wav = song_file(tmp_path, rate_hz, channels, db=-6.0)
    out = tmp_path / f"a.{CODINGS[codec].ending}"
    write_lossy(out, wav, codec, kbps=128)
    rate_back_hz = codecs.rate_in(codec, rate_hz)
    back = np.concatenate(list(decoded(out, channels)), axis=1)
    assert back.shape[1] / rate_back_hz == pytest.approx(2.0, abs=0.06)
    assert np.array_equal(back[0], back[1]) == (channels == 1)
    was, now = (measure(x).integrated_lufs() for x in (before(wav), Audio(back, rate_back_hz)))
    assert now == pytest.approx(was, abs=0.5)


@pytest.mark.parametrize("codec", ALL)
def test_a_peak_over_full_scale_is_seen_and_agrees_with_another_meter(
    tmp_path: Path, codec: CodecName, ebur128: Callable[[Path], tuple[float, float]]
) -> None:
    wav = song_file(tmp_path, db=0.0)
    asked = Codec(codec=codec, kbps=96, hold=True)
    (heard,) = after_codecs(wav, [asked], tmp_path, pytest.fail)
    out = tmp_path / f"again.{CODINGS[codec].ending}"
    write_lossy(out, wav, codec, kbps=96)
    loudness_lufs, true_peak_dbtp = ebur128(out)
    assert heard.true_peak_dbtp > 0.0
    assert heard.true_peak_dbtp == pytest.approx(true_peak_dbtp, abs=0.1)
    assert heard.loudness_lufs == pytest.approx(loudness_lufs, abs=0.1)


@pytest.mark.parametrize("codec", ALL)
def test_an_encoding_is_the_same_every_time(tmp_path: Path, ffmpeg: str, codec: CodecName) -> None:
    wav, made = song_file(tmp_path), []
    for name in ("a", "b"):
        out = tmp_path / f"{name}.{CODINGS[codec].ending}"
        write_lossy(out, wav, codec, kbps=128, tags={"title": "x"})
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_a_codec_that_is_missing_is_one_line_and_the_rest_goes_on(
    tmp_path: Path, ffmpeg: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = codecs.encoders() - {"libopus"}
    monkeypatch.setattr(codecs, "encoders", lambda: here)
    said: list[str] = []
    asked = [Codec(codec=c, kbps=96, hold=True) for c in ("opus", "mp3")]
    heard = after_codecs(song_file(tmp_path), asked, tmp_path, said.append)
    assert [h.codec.codec for h in heard] == ["mp3"]
    assert said == ["what Opus makes of it was not heard: this ffmpeg lacks the encoder libopus"]
    with pytest.raises(CannotEncode, match=r"a\.opus: what Opus"):
        write_lossy(tmp_path / "a.opus", song_file(tmp_path), "opus", kbps=96)
    assert not (tmp_path / "a.opus").exists()


def test_without_ffmpeg_every_codec_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecs, "encoders", frozenset)
    assert all("ffmpeg is not installed" in lacking(codec) for codec in ALL)


def test_what_cannot_be_encoded_is_one_clear_line_and_leaves_nothing(
    tmp_path: Path, ffmpeg: str
) -> None:
    wav = song_file(tmp_path)
    with pytest.raises(CannotEncode, match="ffmpeg could not write it") as error:
        write_lossy(tmp_path / "a.ogg", wav, "vorbis", kbps=9000)
    assert "\n" not in str(error.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == [wav.name]
