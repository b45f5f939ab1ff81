"""Tags reach every kind of file, also where ffmpeg cannot write them or is not there."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.exchange import without_ffmpeg
from tonmeister.exchange.codecs import CODINGS, CodecName, write_lossy
from tonmeister.exchange.encode import write_final
from tonmeister.exchange.tags import BadTag, clean, isrc, opus_gains, replaygain, upc
from tonmeister.exchange.tags_wav import add_to_wav

RATE_HZ = 44100


@dataclass
class Read:
    loudness_lufs: float
    true_peak_dbtp: float


TAGS = clean(
    {
        "title": "Flûte 日本",
        "artist": "Ann",
        "album": "All",
        "date": "2026",
        "isrc": "QZ-ES6-26-00001",
    }
) | replaygain(Read(-10.2, -1.0))


def noise() -> np.ndarray:
    return np.random.default_rng(1).standard_normal((2, RATE_HZ // 2)) * 0.1


def told(path: Path) -> dict[str, str]:
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", "-of", "json",
         str(path)], capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    tags = {**found["format"].get("tags", {}), **found["streams"][0].get("tags", {})}
    return {name.lower(): words for name, words in tags.items()}


def test_replaygain_is_what_is_missing_to_minus_18_lufs() -> None:
    tags = replaygain(Read(-10.25, -1.0), Read(-20.0, 0.0))
    assert tags["replaygain_track_gain"] == "-7.75 dB"
    assert float(tags["replaygain_track_peak"]) == pytest.approx(10 ** (-1 / 20), abs=1e-6)
    assert tags["replaygain_album_gain"] == "+2.00 dB"
    assert tags["replaygain_album_peak"] == "1.000000"
    assert replaygain(Read(-200.0, -200.0)) == {}
    assert "replaygain_album_gain" not in replaygain(Read(-10.0, -1.0))


def test_opus_counts_in_256ths_towards_minus_23_lufs() -> None:
    gains = opus_gains({"title": "x", **replaygain(Read(-10.0, -1.0), Read(-12.0, -1.0))})
    assert gains == {"title": "x", "r128_track_gain": "-3328", "r128_album_gain": "-2816"}


def test_codes_are_looked_at() -> None:
    assert isrc("us-s1z-99-00001") == "USS1Z9900001"
    assert upc("0 36000 29145 2") == "036000291452"
    assert upc("4006381333931") == "4006381333931"
    for wrong in ("US-S1Z-99-0001", "12S1Z9900001", ""):
        with pytest.raises(BadTag, match="no ISRC"):
            isrc(wrong)
    with pytest.raises(BadTag, match="check digit"):
        upc("036000291453")
    assert clean({"Title": "a", "album": ""}) == {"title": "a"}


@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_with_tags_holds_the_same_sound_and_says_so_twice(
    tmp_path: Path, channels: int, ffmpeg: str
) -> None:
    plain, tagged = tmp_path / "plain.wav", tmp_path / "tagged.wav"
    for path, tags in ((plain, {}), (tagged, TAGS)):
        write_final(path, [noise()], RATE_HZ, bits=24, channels=channels, tags=tags)
    assert np.array_equal(sf.read(plain)[0], sf.read(tagged)[0])
    assert sf.info(str(tagged)).channels == channels
    assert told(tagged)["title"] == "Flûte 日本"
    raw = tagged.read_bytes()
    assert int.from_bytes(raw[4:8], "little") == len(raw) - 8
    at = raw.index(b"TSRC")
    assert raw[at + 10 :].startswith(b"\1\xff\xfe" + "QZES62600001".encode("utf-16-le"))
    assert "REPLAYGAIN_TRACK_GAIN".encode("utf-16-le") in raw


def test_an_id3_chunk_alone_is_read_by_others(tmp_path: Path, ffmpeg: str) -> None:
    path = tmp_path / "only.wav"
    write_final(path, [noise()], RATE_HZ, bits=16)
    add_to_wav(path, {"isrc": "QZES62600001", "upc": "036000291452", "composer": "Bo"})
    tags = told(path)
    assert tags["tsrc"] == "QZES62600001"
    assert tags["barcode"] == "036000291452"
    assert tags["composer"] == "Bo"


@pytest.mark.parametrize("bits", [16, 24])
def test_a_flac_is_the_wav_to_the_bit(tmp_path: Path, ffmpeg: str, bits: int) -> None:
    wav, flac = tmp_path / "a.wav", tmp_path / "a.flac"
    for path in (wav, flac):
        write_final(path, [noise()], RATE_HZ, bits=16 if bits == 16 else 24, tags=TAGS)
    assert np.array_equal(sf.read(wav, dtype="int32")[0], sf.read(flac, dtype="int32")[0])
    assert sf.info(str(flac)).subtype == f"PCM_{bits}"
    tags = told(flac)
    assert tags["isrc"] == "QZES62600001"
    assert tags["replaygain_track_gain"] == "-7.80 dB"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.flac", "a.wav"]


def test_without_ffmpeg_a_flac_has_all_its_tags_too(tmp_path: Path, ffmpeg: str) -> None:
    wav, flac = tmp_path / "a.wav", tmp_path / "a.flac"
    write_final(wav, [noise()], RATE_HZ, bits=24)
    without_ffmpeg.flac(flac, wav, TAGS)
    assert np.array_equal(sf.read(wav, dtype="int32")[0], sf.read(flac, dtype="int32")[0])
    tags = told(flac)
    assert tags["title"] == "Flûte 日本"
    assert tags["isrc"] == "QZES62600001"
    assert tags["replaygain_track_peak"] == TAGS["replaygain_track_peak"]


@pytest.mark.parametrize(
    ("codec", "named"), [("aac", "isrc"), ("mp3", "tsrc"), ("opus", "isrc"), ("vorbis", "isrc")]
)
def test_lossy_files_say_their_isrc_and_loudness(
    tmp_path: Path, ffmpeg: str, codec: CodecName, named: str
) -> None:
    wav = tmp_path / "a.wav"
    write_final(wav, [noise()], RATE_HZ, bits=24)
    out = tmp_path / f"a.{CODINGS[codec].ending}"
    write_lossy(out, wav, codec, kbps=128, tags=TAGS)
    tags = told(out)
    assert tags["title"] == "Flûte 日本"
    assert tags[named] == "QZES62600001"
    gain = "r128_track_gain" if codec == "opus" else "replaygain_track_gain"
    assert tags[gain] == ("-3277" if codec == "opus" else "-7.80 dB")
    assert subprocess.run([ffmpeg, "-v", "error", "-i", str(out), "-f", "null", "-"],
                          capture_output=True, check=True).stderr == b""  # fmt: skip
