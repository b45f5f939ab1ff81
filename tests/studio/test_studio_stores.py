from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from studio_sounds import hiss

from tonmeister.listening.features import TrackFeatures
from tonmeister.studio import (
    FileSource,
    Prints,
    Project,
    WavSink,
    features_cache,
    file_source,
    load_features,
    save_features,
)
from tonmeister.studio.float_file import FloatFile
from tonmeister.studio.sinks import Bits
from tonmeister.studio.unpack import PlainSamples


def noise(frames: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-2, 2, (2, frames)).astype(np.float32)


def keep(store: Prints, key: str, sound: np.ndarray, piece: int = 1000) -> None:
    writer = store.create(key, sound.shape[1])
    for at in range(0, sound.shape[1], piece):
        writer.write(sound[:, at : at + piece])
    writer.close()


def test_a_print_is_read_as_it_was_written(project: Project) -> None:
    store = Prints(project, rate_hz=48000)
    sound = noise(10_000)
    sound[:, 3000:5000] = 0.0
    keep(store, "abc", sound)
    kept = store.open("abc")
    assert kept is not None
    assert (kept.rate_hz, kept.frames) == (48000, 10_000)
    got = kept.read(-50, 10_100)
    assert got.dtype == np.float64
    assert got.flags.c_contiguous
    assert np.array_equal(got[:, 50:-50], sound)
    assert not got[:, :50].any()
    assert not got[:, -50:].any()
    assert np.array_equal(kept.read(2500, 1000), sound[:, 2500:3500])


def test_a_print_counts_only_when_it_is_whole(project: Project) -> None:
    store = Prints(project, rate_hz=48000)
    writer = store.create("abc", 100)
    writer.write(noise(50))
    assert store.open("abc") is None
    writer.discard()
    assert store.open("abc") is None
    assert not list((project.cache / "prints").iterdir())
    with pytest.raises(ValueError, match="100 frames got 101"):
        store.create("abc", 100).write(noise(101))


def test_many_threads_may_read_one_print(project: Project) -> None:
    store = Prints(project, rate_hz=48000)
    sound = noise(50_000)
    keep(store, "abc", sound, 7777)
    kept = store.open("abc")
    assert kept is not None
    wrong: list[int] = []

    def read(seed: int) -> None:
        wrong.extend(
            int(at)
            for at in np.random.default_rng(seed).integers(0, 49_000, 200)
            if not np.array_equal(kept.read(int(at), 1000), sound[:, at : at + 1000])
        )

    threads = [threading.Thread(target=read, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_longest_unused_prints_make_room(project: Project) -> None:
    for number in range(4):
        keep(Prints(project, rate_hz=48000), f"p{number}", noise(100_000, number))
        (path,) = (project.cache / "prints").glob(f"p{number}-*.f32")
        os.utime(path, (number, number))
    store = Prints(project, rate_hz=48000, limit_bytes=3_300_000)
    assert store.open("p0") is not None  # used now: it stays
    keep(store, "p4", noise(100_000, 4))
    left = {path.stem.partition("-")[0] for path in (project.cache / "prints").iterdir()}
    assert left == {"p0", "p2", "p3", "p4"}


def features(frames: int = 30) -> TrackFeatures:
    rng = np.random.default_rng(4)

    def some(*shape: int) -> np.ndarray:
        return rng.uniform(0, 1, shape).astype(np.float32)

    return TrackFeatures(
        length_s=3.0, rate_hz=48000, power=some(2, 30, frames), left_right=some(2, frames),
        k_power=some(frames), peak=some(frames), active=some(frames) > 0.5,
        onset=some(3, 10 * frames), chroma=some(12, frames), pitch_hz=some(frames),
        facts={"loudness_lufs": -17.25, "hum_hz": float("-inf")}, places={"clipped": (0.5, 2.25)},
    )  # fmt: skip


def test_an_analysis_is_read_as_it_was_kept(project: Project) -> None:
    assert load_features(project, "k") is None
    heard = features()
    save_features(project, "k", heard)
    again = load_features(project, "k")
    assert again is not None
    for name, array in heard.arrays().items():
        assert np.array_equal(array, again.arrays()[name])
        assert array.dtype == again.arrays()[name].dtype
    assert again.facts == heard.facts
    assert again.places == heard.places
    assert (again.length_s, again.rate_hz) == (3.0, 48000)


def test_an_analysis_by_other_ears_does_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_features(project, "k", features())
    monkeypatch.setattr(features_cache, "ears_version", lambda: "another")
    assert load_features(project, "k") is None


def test_a_broken_analysis_is_made_again(project: Project) -> None:
    save_features(project, "k", features())
    (path,) = (project.cache / "features").iterdir()
    path.write_bytes(path.read_bytes()[:500])
    assert load_features(project, "k") is None


@pytest.mark.parametrize(("bits", "subtype"), [(16, "PCM_16"), (24, "PCM_24"), (32, "FLOAT")])
def test_a_sink_writes_what_libsndfile_would(tmp_path: Path, bits: int, subtype: str) -> None:
    sound = hiss(0.5, 2).T * 1.9
    with WavSink(tmp_path / "a.wav", 48000, bits=bits) as sink:  # type: ignore[arg-type]
        for at in range(0, sound.shape[1], 999):
            sink.write(sound[:, at : at + 999])
    sf.write(str(tmp_path / "b.wav"), np.clip(sound, -2, 2).T, 48000, subtype)
    got, wanted = (sf.read(str(tmp_path / name))[0] for name in ("a.wav", "b.wav"))
    assert np.array_equal(got, wanted)


@pytest.mark.parametrize(("channels", "frames"), [(1, 7), (1, 8), (2, 1), (2, 6), (3, 5)])
@pytest.mark.parametrize("bits", [16, 24])
def test_whole_numbers_are_those_of_libsndfile_byte_by_byte(
    tmp_path: Path, bits: Bits, channels: int, frames: int
) -> None:
    sound = hiss(1.0, channels)[:frames].T * 1.5
    sound[0, 0], sound[-1, -1] = -1.0, 1.0
    with WavSink(tmp_path / "a.wav", 48000, bits=bits, channels=channels) as sink:
        sink.write(sound)
    sf.write(str(tmp_path / "b.wav"), sound.T, 48000, f"PCM_{bits}")
    whole, size = (tmp_path / "a.wav").read_bytes(), frames * channels * bits // 8
    wanted = (tmp_path / "b.wav").read_bytes()
    assert len(whole) % 2 == 0
    assert whole[80 : 80 + size] == wanted[wanted.index(b"data") + 8 :][:size]
    assert sf.info(str(tmp_path / "a.wav")).frames == frames


@pytest.mark.parametrize("bits", [24, 32])
def test_a_sink_that_fails_leaves_the_old_file(tmp_path: Path, bits: Bits) -> None:
    path = tmp_path / "a.wav"
    with WavSink(path, 48000, bits=bits) as sink:
        sink.write(np.full((2, 10), 0.25))
    with pytest.raises(ValueError, match=r"shape|channels"), WavSink(path, 48000, bits=bits) as s:
        s.write(np.zeros((3, 99)))
    assert sf.info(str(path)).frames == 10
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


def test_what_would_pass_four_gigabytes_becomes_rf64(tmp_path: Path) -> None:
    with WavSink(tmp_path / "a.wav", 48000, bits=24, frames=800_000_000) as sink:
        sink.write(np.full((2, 10), 0.25))
    assert sf.info(str(tmp_path / "a.wav")).format == "RF64"
    assert np.array_equal(file_source(tmp_path / "a.wav").read(0, 10), np.full((2, 10), 0.25))


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2])
def test_our_reader_gives_the_bits_of_libsndfile(
    tmp_path: Path, subtype: str, channels: int
) -> None:
    sound = hiss(0.1, channels) * 2
    sound[0], sound[1] = -1.0, 1.0
    sf.write(str(tmp_path / "a.wav"), sound, 48000, subtype)
    wanted, _ = sf.read(str(tmp_path / "a.wav"), always_2d=True)
    got = FileSource(tmp_path / "a.wav").read(0, len(sound))
    assert np.array_equal(got, np.broadcast_to(wanted.T, got.shape))


def test_a_reference_of_any_kind_can_be_opened_at_any_rate(
    project: Project, tmp_path: Path
) -> None:
    sf.write(str(tmp_path / "hit.ogg"), hiss(0.5, 2, rate_hz=44100), 44100)
    assert file_source(tmp_path / "hit.ogg", project=project).rate_hz == 44100
    source = file_source(tmp_path / "hit.ogg", project=project, rate_hz=48000)
    assert source.rate_hz == 48000
    assert source.frames == pytest.approx(24000, abs=1)


@pytest.mark.parametrize("channels", [1, 2])
def test_decoded_sound_is_a_wav_and_its_silence_takes_no_room(
    tmp_path: Path, channels: int
) -> None:
    sound = hiss(0.5, channels).astype(np.float32)
    with FloatFile(tmp_path / "a.wav", 44100, channels) as file:
        file.write(sound)
        for _ in range(50):
            file.write(np.zeros((10_000, channels), np.float32))
        file.write(sound)
    got, rate_hz = sf.read(str(tmp_path / "a.wav"), dtype="float32", always_2d=True)
    assert rate_hz == 44100
    assert sf.info(str(tmp_path / "a.wav")).subtype == "FLOAT"
    assert np.array_equal(got, np.vstack([sound, np.zeros((500_000, channels)), sound]))
    stat = (tmp_path / "a.wav").stat()
    assert stat.st_blocks * 512 < stat.st_size / 4
    assert isinstance(FileSource(tmp_path / "a.wav")._samples, PlainSamples)


def test_decoded_sound_beyond_four_gigabytes_is_rf64(tmp_path: Path) -> None:
    with FloatFile(tmp_path / "a.wav", 192000, 2) as file:
        file.write(np.full((10, 2), 0.5, np.float32))
        file._bytes += 8 * 4 * 2**27  # as if that much silence had been written
        file.write(np.full((10, 2), 0.25, np.float32))
    info = sf.info(str(tmp_path / "a.wav"))
    assert (info.format, info.frames) == ("RF64", 4 * 2**27 + 20)
    source = FileSource(tmp_path / "a.wav")
    assert np.array_equal(source.read(source.frames - 12, 12)[0], [0.0] * 2 + [0.25] * 10)
