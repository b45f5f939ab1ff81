"""The guide vocal: in tune, in time, the same every time, and as a command."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.flow.singing import guide_vocal
from tonmeister.flow.singing_espeak import espeak_reader
from tonmeister.flow.singing_file import SingAsked, sing_chart
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.instruments.voice import GUIDE_VOICES, NoSuchVoice, SungWord, clicks, sing
from tonmeister.model import Chart, ChartNote, Pitch, SoundNote, TempoAt
from tonmeister.studio.chart_file import write_chart

RATE_HZ = 48000
TUNE = (("Leave", 60, "L IY V"), ("a", 62, "AH"), ("light", 64, "L AY T"), ("on", 67, "AA N"))


def words(step_s: float = 0.6) -> list[SungWord]:
    return [
        SungWord(SoundNote(1.0 + i * step_s, 0.95 * step_s, midi, 0.7), tuple(sounds.split()))
        for i, (_, midi, sounds) in enumerate(TUNE)
    ]


def chart(first: int = 0) -> Chart:
    notes = tuple(
        ChartNote(start_quarters=Fraction(first + i), length_quarters=Fraction(1),
                  pitch=Pitch((0, 2, 4, 1)[i], 4), syllable=text)
        for i, (text, _, _) in enumerate(TUNE)
    )  # fmt: skip
    tempo = TempoAt(at_quarters=Fraction(0), quarter_bpm=100.0)
    return Chart(title="Light", melody=notes, tempos=(tempo,), first_s=0.5)


def test_every_voice_is_in_tune_to_our_own_ears() -> None:
    from tonmeister.listening.pitch.curve import pitch_curve
    from tonmeister.studio.pitch_model import pitch_model

    for name, moved in (("alto", 0), ("baritone", -12)):
        sung = [
            SungWord(SoundNote(w.note.start_s, w.note.length_s, w.note.midi + moved, 0.7), w.sounds)
            for w in words()
        ]
        curve = pitch_curve(sing(sung, 4.0, RATE_HZ, name)[:1], RATE_HZ, pitch_model())
        off = []
        for word in sung:
            start_s, end_s = word.note.start_s, word.note.start_s + word.note.length_s
            middle = curve.midi[curve.part(start_s + 0.2, end_s - 0.12)]
            off.append(100.0 * abs(float(np.nanmedian(middle)) - word.note.midi))
        assert np.median(off) < 10.0, name
        assert max(off) < 25.0, name


def test_a_vowel_begins_on_the_beat_and_its_consonant_before() -> None:
    note = SoundNote(1.0, 0.8, 62, 0.8)
    sound = sing([SungWord(note, ("S", "AA"))], 2.0, RATE_HZ)[0]
    from scipy.signal import butter, sosfiltfilt

    low = sosfiltfilt(butter(4, 2000.0, "low", fs=RATE_HZ, output="sos"), sound)
    high = sosfiltfilt(butter(4, 6000.0, "high", fs=RATE_HZ, output="sos"), sound)

    def level(row: np.ndarray) -> np.ndarray:
        return np.sqrt(np.convolve(row**2, np.ones(480) / 480, "same"))

    vowel = level(low)
    steady = float(np.median(vowel[round(1.1 * RATE_HZ) : round(1.5 * RATE_HZ)]))
    half = int(np.flatnonzero(vowel[: round(1.2 * RATE_HZ)] < 0.5 * steady)[-1]) / RATE_HZ
    assert half == pytest.approx(1.0, abs=0.015)
    hiss = level(high)
    assert 0.88 < int(hiss.argmax()) / RATE_HZ < 1.0


def test_the_same_seed_sings_the_same_and_another_one_another_time() -> None:
    first = sing(words(), 4.0, RATE_HZ, seed=3)
    assert np.array_equal(first, sing(words(), 4.0, RATE_HZ, seed=3))
    assert not np.array_equal(first, sing(words(), 4.0, RATE_HZ, seed=4))
    assert first.shape == (2, 4 * RATE_HZ)
    assert np.array_equal(first[0], first[1])
    assert 0.1 < np.abs(first).max() < 0.9
    assert abs(first.mean()) < 1e-4


@pytest.mark.parametrize("voice", GUIDE_VOICES)
def test_every_voice_is_as_loud_and_none_clips(voice: str) -> None:
    up = GUIDE_VOICES[voice].high_midi - 67
    high = [
        SungWord(SoundNote(w.note.start_s, w.note.length_s, w.note.midi + up, 1.0), w.sounds)
        for w in words()
    ]
    sound = sing(high, 4.0, RATE_HZ, voice)[0]
    assert np.abs(sound).max() < 0.75
    sounding = sound[np.abs(sound) > 0.0316 * np.abs(sound).max()]
    assert 20 * np.log10(np.sqrt(np.mean(sounding**2))) == pytest.approx(-20.0, abs=1.5)


def test_whole_numbers_of_keys_are_sung_as_they_are() -> None:
    whole = [SungWord(SoundNote(1.0, 0.6, 62, 0.7), ("AA",))]
    part = [SungWord(SoundNote(1.0, 0.6, 62.0, 0.7), ("AA",))]
    assert np.array_equal(sing(whole, 2.0, RATE_HZ), sing(part, 2.0, RATE_HZ))


def test_nothing_to_sing_is_silence_and_an_unknown_voice_is_named() -> None:
    assert not sing([], 1.0, RATE_HZ).any()
    assert sing(words(), 0.0, RATE_HZ).shape == (2, 0)
    with pytest.raises(NoSuchVoice, match="soprano, alto, tenor, baritone, bass"):
        sing(words(), 1.0, RATE_HZ, "countertenor")


def test_a_chart_is_sung_where_it_stands_at_any_rate() -> None:
    one, other = (guide_vocal(chart(), rate, 4.0, seed=1) for rate in (48000, 44100))
    assert other.shape == (2, 4 * 44100)
    for sound, rate in ((one, 48000), (other, 44100)):
        loud = np.flatnonzero(np.abs(sound[0]) > 0.05)
        assert loud[0] / rate == pytest.approx(0.45, abs=0.08)  # the L before the first vowel
        assert loud[-1] / rate == pytest.approx(0.5 + 4 * 0.6, abs=0.15)


def test_clicks_lie_where_they_are_wanted() -> None:
    out = clicks([0.1, 0.6], [True, False], 1.0, RATE_HZ)
    loud = np.abs(out[0]) > 0.01
    assert np.flatnonzero(loud)[0] / RATE_HZ == pytest.approx(0.1, abs=0.001)
    assert np.flatnonzero(loud[24000:])[0] / RATE_HZ == pytest.approx(0.1, abs=0.001)


def wish(folder: Path, **asked: object) -> SingAsked:
    return SingAsked(out=folder / "guide.wav", **asked)  # type: ignore[arg-type]


def test_a_chart_is_sung_into_a_file_after_a_bar_of_clicks(tmp_path: Path) -> None:
    path = tmp_path / "light.chart.toml"
    write_chart(path, chart(first=-2))
    sung = sing_chart(path, Teller(), wish(tmp_path, voice="tenor", transpose_semitones=-12))
    sound, rate_hz = sf.read(sung.path)
    assert (rate_hz, sung.voice, sung.notes, sung.said) == (48000, "tenor", 4, ())
    assert sung.first_s == pytest.approx(0.25 + 4 * 0.6, abs=0.01)
    click = sound[round(0.25 * rate_hz) : round(0.27 * rate_hz), 0]
    assert np.abs(click).max() > 0.1
    assert 'sounds = "L AY T"' in sung.text.read_text("utf-8")
    again = sing_chart(path, Teller(), wish(tmp_path, voice="tenor", transpose_semitones=-12))
    assert np.array_equal(sf.read(again.path)[0], sound)


def test_words_come_from_a_text(tmp_path: Path) -> None:
    path, text = tmp_path / "light.chart.toml", tmp_path / "words.txt"
    write_chart(path, chart())
    text.write_text("Bring the candle", "utf-8")
    sung = sing_chart(path, Teller(), wish(tmp_path, words=text, count_in_bars=0))
    assert sung.first_s == pytest.approx(0.5)
    assert sung.said == ()
    assert 'sounds = "B R IH NG"' in sung.text.read_text("utf-8")


def test_a_tune_out_of_range_is_sung_and_told(tmp_path: Path) -> None:
    path = tmp_path / "light.chart.toml"
    write_chart(path, chart())
    sung = sing_chart(path, Teller(), wish(tmp_path, voice="bass", transpose_semitones=7))
    assert "leaves the range of bass" in sung.said[0]
    assert "--transpose -24 would lie better" in sung.said[0]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"voice": "robot"}, "there is no voice 'robot'"),
        ({"filler": "boo"}, "sung on la, doo"),
        ({"transpose_semitones": 99}, "--transpose is 99"),
        ({"count_in_bars": -1}, "--count-in is -1"),
        ({"rate_hz": 8000}, "--rate is 8000"),
        ({"out": Path("x.mp3")}, "end its name in .wav"),
        ({"words": Path("gone.txt")}, "cannot be read"),
    ],
)
def test_bad_wishes_are_one_clear_line(tmp_path: Path, asked: dict[str, object], told: str) -> None:
    path = tmp_path / "light.chart.toml"
    write_chart(path, chart())
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BadWish) as error:
        sing_chart(path, Teller(), SingAsked(**{"out": tmp_path / "guide.wav", **asked}))  # type: ignore[arg-type]
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert sorted(tmp_path.iterdir()) == before


def test_a_chart_without_a_melody_has_nothing_to_sing() -> None:
    with pytest.raises(BadWish, match="only chords"):
        guide_vocal(Chart(title="Chords"), RATE_HZ, 1.0)


def test_a_file_of_the_users_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "light.chart.toml"
    write_chart(path, chart())
    (tmp_path / "guide.wav").write_bytes(b"mine")
    with pytest.raises(BadWish, match="not overwritten"):
        sing_chart(path, Teller(), wish(tmp_path))
    assert (tmp_path / "guide.wav").read_bytes() == b"mine"


def test_the_voices_lie_in_order_from_high_to_low() -> None:
    rows = list(GUIDE_VOICES.values())
    assert [v.low_midi for v in rows] == sorted((v.low_midi for v in rows), reverse=True)
    assert [v.throat_ratio for v in rows] == sorted((v.throat_ratio for v in rows), reverse=True)


def test_espeak_is_only_asked_if_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadWish, match="not installed"):
        espeak_reader(["Nacht"], "de")
    with pytest.raises(BadWish, match="is a code such as"):
        espeak_reader(["Nacht"], "--help")


@pytest.mark.system
def test_espeak_reads_other_languages() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed: this test measured nothing")
    read = espeak_reader(["schöne", "Nacht"], "de")
    assert read("schöne") == ("SH", "ER", "N", "AH")
    assert read("Nacht") == ("N", "AA", "HH", "T")
    assert read("wer") == ("V", "EH", "R")  # nobody asked for it: letter by letter
    with pytest.raises(BadWish, match="does not know it"):
        espeak_reader(["Nacht"], "xx")
