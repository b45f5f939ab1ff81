"""What is handed in holds its loudness and its ceiling, after the codecs too, by another meter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from platform_song import limiter, little_song, renderer, sheet_for

from tonmeister.exchange.codecs import CODINGS, write_lossy
from tonmeister.flow.platforms import Delivered, deliver_for
from tonmeister.flow.tell import Cancelled, Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.platform_targets import Platform, platform
from tonmeister.model import Decision, RecallSheet
from tonmeister.producer.level import limiter_of
from tonmeister.signal import Audio

Read = Callable[[Path], tuple[float, float]]
METER_DB = 0.03  # ffmpeg's frames say a peak to a thousandth of full scale


def brought(
    name: str | Platform,
    folder: Path,
    *moves: Decision,
    song: Audio | None = None,
    channels: int = 2,
    tags: Mapping[str, str] | None = None,
    sheet_lufs: float = -12.0,
    **asked: Any,
) -> Delivered:
    song = song or little_song()
    chosen = platform(name) if isinstance(name, str) else name
    return deliver_for(
        chosen, renderer(song, channels), sheet_for(song, *moves, loudness_lufs=sheet_lufs),
        folder, "Little song", tags or {}, Teller(), **asked,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["spotify", "soundcloud"])
def test_loudness_and_ceiling_hold_in_the_file_and_after_every_codec(
    tmp_path: Path, ebur128: Read, name: str
) -> None:
    done = brought(name, tmp_path)
    wanted = platform(name)
    target_lufs = wanted.loudness.target_lufs or -12.0
    loudness_lufs, true_peak_dbtp = ebur128(done.path)
    assert done.reached
    assert loudness_lufs == pytest.approx(target_lufs, abs=0.2)
    assert true_peak_dbtp <= wanted.peak.ceiling_dbtp + METER_DB
    for codec in (c for c in wanted.made.codecs if c.hold):
        again = tmp_path / f"again.{CODINGS[codec.codec].ending}"
        write_lossy(again, done.path, codec.codec, kbps=codec.kbps)
        loudness_lufs, true_peak_dbtp = ebur128(again)
        assert loudness_lufs == pytest.approx(target_lufs, abs=0.7)  # MP3 loses some air
        assert true_peak_dbtp <= wanted.peak.ceiling_dbtp + METER_DB, codec


def test_a_loud_master_meets_its_codec_with_a_lower_limiter_and_says_so(
    tmp_path: Path, ebur128: Read
) -> None:
    done = brought("youtube", tmp_path, loudness_lufs=-8.0)
    lowered = [line for line in done.said if "the limiter's ceiling goes from" in line]
    assert lowered
    assert "dB over the ceiling of -1.00 dBTP" in lowered[0]
    move = limiter_of(done.sheet)
    assert move is not None
    assert float(move.settings["ceiling_dbtp"]) < -1.05
    assert f"to {move.settings['ceiling_dbtp']:.2f} dBTP" in lowered[-1]
    assert max(heard.true_peak_dbtp for heard in done.heard) <= -1.0


def test_a_cd_has_sixteen_bits_at_44100_and_its_ceiling_holds_there(
    tmp_path: Path, ebur128: Read
) -> None:
    done = brought("cd", tmp_path, song=little_song(rate_hz=96000), sheet_lufs=-9.0)
    info = sf.info(str(done.path))
    assert (info.samplerate, info.subtype, info.channels) == (44100, "PCM_16", 2)
    assert info.frames == 3 * 44100
    loudness_lufs, true_peak_dbtp = ebur128(done.path)
    assert loudness_lufs == pytest.approx(-9.0, abs=0.2)
    assert true_peak_dbtp <= -0.3 + METER_DB


def test_each_noise_shaping_gives_another_cd_of_the_same_song(tmp_path: Path) -> None:
    sounds = {}
    for shape in ("none", "mild", "strong"):
        done = brought("cd", tmp_path / shape, shaping=shape)
        sounds[shape] = sf.read(done.path)[0]
    assert np.abs(sounds["none"] - sounds["strong"]).max() < 40 * 2.0**-15
    assert len({sound.tobytes() for sound in sounds.values()}) == 3


def test_rate_and_channels_are_kept(tmp_path: Path, ebur128: Read) -> None:
    done = brought("apple", tmp_path, song=little_song(1.0, rate_hz=96000))
    assert sf.info(str(done.path)).samplerate == 96000
    song = little_song()
    mono = Audio(np.repeat(song.samples.mean(axis=0, keepdims=True), 2, axis=0), song.rate_hz)
    done = brought("spotify", tmp_path, song=mono, channels=1)
    assert sf.info(str(done.path)).channels == 1
    loudness_lufs, true_peak_dbtp = ebur128(done.path)
    assert loudness_lufs == pytest.approx(-14.0, abs=0.2)
    assert true_peak_dbtp <= -1.0 + METER_DB


def test_broadcast_is_turned_to_48000_and_minus_23(tmp_path: Path, ebur128: Read) -> None:
    done = brought("broadcast", tmp_path)
    assert sf.info(str(done.path)).samplerate == 48000
    assert ebur128(done.path)[0] == pytest.approx(-23.0, abs=0.2)


def test_two_deliveries_are_the_same_to_the_bit(tmp_path: Path, ffmpeg: str) -> None:
    for name in ("apple", "cd"):
        one, two = (brought(name, tmp_path / place) for place in ("a", "b"))
        assert one.path.read_bytes() == two.path.read_bytes()
        assert one.sheet == two.sheet


def test_a_person_says_how_loud_and_spotify_then_wants_more_room(
    tmp_path: Path, ebur128: Read
) -> None:
    done = brought("spotify", tmp_path, loudness_lufs=-11.0)
    assert (done.target.loudness_lufs, done.target.ceiling_dbtp) == (-11.0, -2.0)
    loudness_lufs, true_peak_dbtp = ebur128(done.path)
    assert loudness_lufs == pytest.approx(-11.0, abs=0.2)
    assert true_peak_dbtp <= -2.0 + METER_DB


def test_a_limiter_that_a_person_holds_is_left_and_what_it_costs_is_said(tmp_path: Path) -> None:
    held = limiter(hold=True, gain_db=14.0, ceiling_dbtp=-0.2)
    done = brought("spotify", tmp_path, held)
    assert limiter_of(done.sheet) == held
    assert not done.reached
    assert any("a person holds the limiter" in line for line in done.said)
    assert any("LU from its target of -14.0 LUFS" in line for line in done.said)
    assert done.path.is_file()


def test_a_chain_without_a_limiter_says_that_nothing_could_be_lowered(tmp_path: Path) -> None:
    louder = replace(limiter(), effect="trim", settings={"gain_db": 6.0, "flip_polarity": False,
                                                         "shift_ms": 0.0})  # fmt: skip
    done = brought("archive", tmp_path, louder, song=little_song(3.0))
    assert any("has no limiter to lower" in line for line in done.said)
    assert not done.reached


def test_a_record_that_cannot_be_so_loud_stops_where_the_music_would_be_eaten(
    tmp_path: Path, ebur128: Read
) -> None:
    strokes = little_song()
    strokes.samples[:] = np.where(
        np.abs(strokes.samples) > 0.15, strokes.samples, 0.05 * strokes.samples
    )
    done = brought("club", tmp_path, song=strokes, sheet_lufs=-18.0)
    assert any("without harm" in line for line in done.said)
    assert done.target.loudness_lufs < -9.5
    assert f"at {done.target.loudness_lufs:.1f} LUFS the limiter eats 3.5 LU" in " ".join(done.said)
    assert ebur128(done.path)[0] == pytest.approx(done.target.loudness_lufs, abs=0.2)


def test_a_sheet_that_dithers_is_not_dithered_twice(tmp_path: Path) -> None:
    dither = replace(
        limiter(), id="master/dither/1", effect="dither", settings={"bits": 16.0, "shaped": False}
    )
    with_it = brought("cd", tmp_path / "a", limiter(), dither)
    without = brought("cd", tmp_path / "b", limiter())
    assert any("dithered once" in line for line in with_it.said)
    assert with_it.path.read_bytes() == without.path.read_bytes()


def test_digital_silence_around_the_song_stays_digital_silence(tmp_path: Path) -> None:
    song = little_song(6.0)
    song.samples[:, : 2 * 44100] = 0.0
    song.samples[:, 4 * 44100 :] = 0.0
    done = brought("cd", tmp_path, song=song)
    sound = sf.read(done.path)[0]
    assert not sound[: 44100 * 2 - 500].any()
    assert not sound[round(44100 * 4.8) :].any()


def test_only_the_delivery_is_left_in_the_folder(tmp_path: Path, ffmpeg: str) -> None:
    done = brought("spotify", tmp_path, tags={"isrc": "QZES62600001"})
    assert [p.name for p in tmp_path.iterdir()] == ["Little song_spotify_44.1k-24.flac"]
    assert done.path.parent == tmp_path
    with sf.SoundFile(str(done.path)) as file:
        assert file.title == "Little"


def test_a_stop_or_a_wrong_tag_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadWish, match="no ISRC"):
        brought("cd", tmp_path, tags={"isrc": "12"})
    stop = threading.Event()
    song = little_song(2.0)
    inner = renderer(song)

    def render(sheet: RecallSheet, path: Path) -> Any:
        stop.set()
        return inner(sheet, path)

    with pytest.raises(Cancelled):
        deliver_for(platform("cd"), render, sheet_for(song), tmp_path, "x", {}, Teller(stop=stop))
    assert list(tmp_path.iterdir()) == []


def test_silence_is_refused_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadWish, match="is silent"):
        brought("spotify", tmp_path, song=Audio(np.zeros((2, 44100)), 44100))


def test_vinyl_proposes_but_does_not_touch(tmp_path: Path) -> None:
    song = little_song()
    song.samples[1] *= -1.0
    done = brought("vinyl", tmp_path, song=song, side_minutes=22.0)
    assert [move.effect for move in done.proposed] == ["width"]
    assert any("make it mono below 150 Hz" in line for line in done.said)
    assert any("22.0 minutes are long for one side" in line for line in done.said)
    sound = sf.read(done.path)[0]
    assert np.corrcoef(sound.T)[0, 1] < -0.5
    assert sf.info(str(done.path)).subtype == "PCM_24"
