"""The album as sound: it joins without a seam, keeps its ceiling, and is the same every time."""

from __future__ import annotations

from pathlib import Path

import ddp_reader
import numpy as np
import pytest
import soundfile as sf
from little_album import (
    FIRST,
    SECOND,
    THIRD,
    UPC,
    Made,
    make,
    set_key,
    wavs,
    whole,
    write_songs,
)

from tonmeister.flow.album.cd import SHAPE
from tonmeister.flow.album.sequence import AlbumSound
from tonmeister.producer.album import AlbumSong, timeline
from tonmeister.signal import Audio
from tonmeister.signal.dithering import Quantiser
from tonmeister.signal.loudness import measure
from tonmeister.studio import read_sheet
from tonmeister.studio.album_file import AlbumError


def test_the_tracks_laid_end_to_end_are_the_cd_image_s_length_and_marks(made: Made) -> None:
    tracks = whole(wavs(made.folder))
    image, rate_hz = sf.read(next((made.folder / "cd").glob("*.wav")), dtype="int16")
    assert (rate_hz, image.shape) == (44100, tracks.shape)
    lengths = [sf.info(str(path)).frames for path in wavs(made.folder)]
    assert all(length % 588 == 0 for length in lengths)
    ddp = ddp_reader.read(made.folder / "ddp")
    marks = [e.sector - 150 for e in ddp.entries if e.index == 1]
    assert marks == [0, *(np.cumsum(lengths) // 588)]


def test_the_cd_image_is_the_album_dithered_once_to_sixteen_bits(made: Made) -> None:
    """At the album's own rate nothing but the dither lies between: two steps at the most."""
    tracks = whole(wavs(made.folder)) / 2.0**31
    image, _ = sf.read(next((made.folder / "cd").glob("*.wav")), dtype="float64")
    off = np.abs(image - tracks).max() * 2**15
    assert 0.5 < off < 8.0  # noise shaping moves it some steps, never far
    assert ddp_reader.read(made.folder / "ddp").audio[150 * 2352 :] == (
        np.round(image * 2**15).astype("<i2").tobytes()
    )
    assert SHAPE == "mild"


def test_the_flac_holds_the_same_samples_as_the_wav(made: Made) -> None:
    flacs = sorted((made.folder / "flac").iterdir())
    assert [p.stem for p in flacs] == [p.stem for p in wavs(made.folder)]
    assert np.array_equal(whole(flacs), whole(wavs(made.folder)))


def test_songs_stand_in_their_relation_under_the_ceiling(made: Made) -> None:
    songs = made.done["songs"]
    anchor = next(s for s in songs if s["file"] == made.done["anchor"])
    for asked, track in zip(songs, made.done["tracks"], strict=True):
        assert track["loudness_lufs"] == pytest.approx(asked["target_lufs"], abs=0.25)
        there_lu = asked["loudness_lufs"] - anchor["loudness_lufs"]
        assert asked["offset_lu"] == pytest.approx(max(-6.0, there_lu), abs=0.06)
        samples, rate_hz = sf.read(track["wav"], always_2d=True)
        read = measure(Audio(np.ascontiguousarray(samples.T), rate_hz))
        assert read.true_peak_dbtp() <= -1.0
    assert anchor["target_lufs"] == -14.0


def test_a_mono_song_sounds_alike_on_both_sides(made: Made) -> None:
    """Left and right differ by no more than their own dither of 24 bits."""
    samples, _ = sf.read(wavs(made.folder)[2], dtype="int32")
    assert np.abs((samples[:, 0] >> 8) - (samples[:, 1] >> 8)).max() <= 3


def test_different_rates_become_one_and_it_is_said(made: Made) -> None:
    assert made.done["rate_hz"] == 44100
    assert {sf.info(str(path)).samplerate for path in wavs(made.folder)} == {44100}
    assert any("converted: 音楽" in line for line in made.lines)


def test_silence_at_the_ends_is_cut_as_a_decision(made: Made) -> None:
    text = (made.folder / "album.toml").read_text("utf-8")
    assert "trim_start_s = 0.5" in text
    samples, _ = sf.read(wavs(made.folder)[0], frames=200)
    assert np.abs(samples).max() > 1e-3


def test_pauses_are_digital_silence_of_the_asked_length(made: Made) -> None:
    image, _ = sf.read(next((made.folder / "cd").glob("*.wav")), dtype="int16")
    entries = ddp_reader.read(made.folder / "ddp").entries
    second = [e for e in entries if e.track == "02"]
    pause, start = (e.sector - 150 for e in second)
    gap_s = made.done["songs"][1]["gap_s"]
    assert (start - pause) / 75 == pytest.approx(gap_s, abs=2 / 75)
    late = round(0.6 * 44100)  # the dither stops after half a second of silence
    assert not image[pause * 588 + late : start * 588].any()


def test_every_title_is_in_full_in_the_tags_and_the_cue_sheet(made: Made) -> None:
    with sf.SoundFile(sorted((made.folder / "flac").iterdir())[1]) as file:
        assert (file.title, file.artist, file.album) == ("音楽", "Die Bande", "Nächte")
    cue = next((made.folder / "cd").glob("*.cue")).read_text("utf-8")
    assert 'TITLE "音楽"' in cue
    assert f"CATALOG {UPC}" in cue
    assert any("CD-Text holds Latin letters only" in line for line in made.lines)


def test_replaygain_says_track_and_album(made: Made, ffmpeg: str) -> None:
    raw = min((made.folder / "flac").iterdir()).read_bytes()[:20000]
    album = made.done["measured"]["loudness_lufs"]
    track = made.done["tracks"][0]["loudness_lufs"]
    tags = dict(
        row.split("=", 1)
        for row in raw.decode("utf-8", "replace").replace("\x00", "\n").splitlines()
        if "=" in row
    )
    found = {k[-23:]: v for k, v in tags.items()}
    for name, read in (("ALBUM", album), ("TRACK", track)):
        (value,) = [v for k, v in found.items() if k.endswith(f"REPLAYGAIN_{name}_GAIN")]
        assert float(value.split()[0]) == pytest.approx(-18.0 - read, abs=0.011)
    assert UPC in raw.decode("utf-8", "replace")


def test_each_song_has_a_sheet_that_can_be_read_again(made: Made) -> None:
    sheets = sorted(made.folder.glob("songs/*/recall.toml"))
    assert [path.parent.name for path in sheets] == [Path(f).stem for f in (FIRST, SECOND, THIRD)]
    for path in sheets:
        sheet = read_sheet(path)
        assert sheet.master.decisions[-1].effect == "limiter"
        assert sheet.target.ceiling_dbtp == -1.0


def test_the_page_tells_every_song_and_asks_for_nothing_from_outside(made: Made) -> None:
    page = (made.folder / "album.html").read_text("utf-8")
    assert "Füchse im Schnee" in page
    assert "音楽" in page
    assert page.count("<svg") == 2
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.material
def test_real_songs_keep_their_relation_and_the_ceiling(tmp_path: Path, material: Path) -> None:
    """Twelve seconds each of an Ogg and two MP3 files, from loud to soft."""
    songs = tmp_path / "songs"
    songs.mkdir()
    names = (
        "debian_music/hyperrogue-music/hr-savino-caribbean.ogg",
        "jamendolyrics/mp3/Fantasma_-_Los_Rombos.mp3",
        "debian_music/wesnoth-1.16-music/love_theme.ogg",
    )
    for number, name in enumerate(names, 1):
        sound, rate_hz = sf.read(material / name, stop=50 * 44100)
        sf.write(songs / f"{number} {Path(name).stem}.wav", sound[-12 * rate_hz :], rate_hz)
    done = make(songs, tone_percent=50.0)
    for asked, track in zip(done["songs"], done["tracks"], strict=True):
        assert track["loudness_lufs"] == pytest.approx(asked["target_lufs"], abs=0.25)
        assert track["true_peak_dbtp"] <= -1.0
    marks = ddp_reader.read(songs / "album" / "ddp").entries
    assert len(marks) == 1 + 2 * 3 + 1
    after = [c["facts"] for c in done["choices"] if c["rule"] == "album/tone_after"]
    assert after
    assert all(abs(facts["now_db"]) < abs(facts["off_db"]) for facts in after)


def test_a_crossfade_overlaps_two_songs_and_keeps_the_ceiling(tmp_path: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    plain = make(songs)
    set_key(songs, SECOND, crossfade_s=2.0)
    faded = make(songs)
    gap_s = plain["songs"][1]["gap_s"]
    assert faded["length_s"] == pytest.approx(plain["length_s"] - gap_s - 2.0, abs=0.06)
    tracks = whole(wavs(songs / "album")[:2]) / 2.0**31
    assert measure(Audio(np.ascontiguousarray(tracks.T), 44100)).true_peak_dbtp() <= -1.0
    ddp = ddp_reader.read(songs / "album" / "ddp")
    assert [e.index for e in ddp.entries if e.track == "02"] == [1]
    set_key(songs, SECOND, crossfade_s=20.0)
    with pytest.raises(AlbumError, match=r"crossfade_s is 20 s, but there is room for"):
        make(songs)


def test_at_another_rate_the_tracks_join_too_and_the_image_keeps_the_ceiling(
    tmp_path: Path,
) -> None:
    songs = write_songs(tmp_path / "songs")
    done = make(songs, head={"rate_hz": 48000})
    lengths = [sf.info(str(path)).frames for path in wavs(songs / "album")]
    assert all(length % 640 == 0 for length in lengths)
    image, rate_hz = sf.read(done["cd"], always_2d=True)
    assert rate_hz == 44100
    assert len(image) == sum(lengths) // 640 * 588
    assert measure(Audio(np.ascontiguousarray(image.T), 44100)).true_peak_dbtp() <= -1.0


def test_read_in_any_pieces_the_album_is_the_same_and_fades_add_up() -> None:
    """Equal power where two songs differ, equal gain where the ceiling asks for it."""
    ones = Audio(np.ones((2, 20000)), 7500)
    songs = [
        (AlbumSong(file=c, title=c, crossfade_s=1.0 if c > "a" else 0.0), 20000) for c in "abc"
    ]
    line = timeline(songs, 7500)
    for gentle, top in (((), np.sqrt(2.0)), ((1, 2), 1.0)):
        sound = AlbumSound(line, [ones] * 3, gentle)
        at_once = sound.read(0, sound.frames)
        pieces = [sound.read(at, 777) for at in range(0, sound.frames, 777)]
        assert np.array_equal(np.concatenate(pieces, axis=1)[:, : sound.frames], at_once)
        assert at_once[:, :45000].max() == pytest.approx(top, abs=1e-6)
        assert at_once[:, : line.placed[-1].start_frames + 20000].min() >= 1.0 - 1e-9


def test_one_dither_runs_through_all_tracks(made: Made) -> None:
    """The files are one stretch of sound, quantised once and cut: not three of their own."""
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (2, 3000))
    one = Quantiser(44100, 24).process(noise.copy())
    cut = Quantiser(44100, 24)
    parts = [cut.process(noise[:, a:b].copy()) for a, b in ((0, 1000), (1000, 1588), (1588, 3000))]
    assert np.array_equal(np.concatenate(parts, axis=1), one)
    tracks = whole(wavs(made.folder))
    assert not (tracks & 0xFF).any()  # whole steps of 24 bits
