"""What becomes of a record elsewhere, what is proposed, and what is written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from translate_sounds import RATE_HZ, mix, parts

from tonmeister.app.cli import main
from tonmeister.flow.translating_play import Move, through
from tonmeister.knowledge.device_targets import device
from tonmeister.listening import features_of
from tonmeister.listening.translation import Scene, hear_on, in_the_studio, troubles
from tonmeister.listening.translation.scene import scene
from tonmeister.listening.translation.trouble import (
    SPEECH,
    carries_db,
    mono_loss_db,
    understood_score,
)
from tonmeister.signal import Audio
from tonmeister.signal.loudness import measure
from tonmeister.studio import WavSink


def _scene(**gains: float) -> Scene:
    def alone(name: str) -> Audio:
        return Audio(gains.get(name, 1.0) * parts()[name], RATE_HZ)

    return scene(
        features_of(mix(**gains), light=True),
        features_of(alone("bass"), light=True),
        features_of(alone("vocal"), light=True),
    )


def _kinds(one: Scene, name: str) -> set[str]:
    return {t.kind for t in troubles(one, device(name), hear_on(one, device(name)))}


def test_a_bass_without_overtones_disappears_on_a_phone_and_not_in_a_club() -> None:
    one = _scene()
    assert "bass_gone" in _kinds(one, "phone")
    assert "bass_gone" in _kinds(one, "laptop")
    assert "bass_gone" not in _kinds(one, "club")


def test_a_bass_with_overtones_is_followed_on_a_phone() -> None:
    pure = hear_on(_scene(), device("phone"))
    bent = np.tanh(12.0 * parts()["bass"]) * 0.2
    whole = Audio(mix(bass=0.0).samples + bent, RATE_HZ)
    rich = scene(features_of(whole, light=True), features_of(Audio(bent, RATE_HZ), light=True))
    assert carries_db(hear_on(rich, device("phone")))[0] > carries_db(pure)[0] + 6.0
    assert carries_db(hear_on(rich, device("phone")))[1] > 100.0


def test_a_vocal_is_understood_less_in_noise_and_the_less_the_softer_it_is() -> None:
    loud, soft = _scene(), _scene(vocal=0.2)
    here = understood_score(hear_on(loud, device("car")))
    assert here < understood_score(in_the_studio(loud))
    assert understood_score(hear_on(soft, device("car"))) < here


def test_without_stems_nothing_is_claimed_about_bass_and_vocal() -> None:
    alone = scene(features_of(mix(), light=True))
    heard = hear_on(alone, device("phone"))
    assert np.isnan(carries_db(heard)[0])
    assert np.isnan(understood_score(heard))
    assert not _kinds(alone, "phone") & {"bass_gone", "vocal_gone"}


def test_the_weights_of_speech_add_up_to_one() -> None:
    assert SPEECH.sum() == pytest.approx(1.0, abs=1e-9)


def test_sides_against_each_other_are_lost_on_one_speaker() -> None:
    bed = parts()["bed"][0]
    wide = np.stack([bed + 0.2 * bed, 0.2 * bed - bed])
    one = scene(features_of(Audio(wide, RATE_HZ), light=True))
    heard = hear_on(one, device("kitchen"))
    loss = mono_loss_db(one, device("kitchen"), heard)
    power = np.mean(wide**2, axis=1).sum() / (2 * np.mean(wide.mean(axis=0) ** 2))
    assert loss[loss > 0.0].mean() == pytest.approx(10.0 * np.log10(power), abs=0.3)
    assert "mono_loss" in _kinds(one, "kitchen")
    assert "mono_loss" not in _kinds(one, "laptop")


def test_a_centred_record_loses_nothing_on_one_speaker() -> None:
    centred = np.stack([mix().samples.mean(axis=0)] * 2)
    one = scene(features_of(Audio(centred, RATE_HZ), light=True))
    assert not mono_loss_db(one, device("kitchen"), hear_on(one, device("kitchen"))).any()


def test_more_highs_make_it_harsh_and_more_lows_make_it_boom() -> None:
    plain = mix(bass=0.3).samples
    spectrum, hz = np.fft.rfft(plain, axis=1), np.fft.rfftfreq(plain.shape[1], 1 / RATE_HZ)
    high = np.fft.irfft(spectrum * np.where((hz > 2500) & (hz < 7000), 8.0, 1.0), plain.shape[1])
    low = np.fft.irfft(spectrum * np.where(hz < 140, 30.0, 1.0), plain.shape[1])
    assert "harsh" in _kinds(scene(features_of(Audio(high, RATE_HZ), light=True)), "phone")
    assert "boom" in _kinds(scene(features_of(Audio(low, RATE_HZ), light=True)), "car")
    assert not _kinds(scene(features_of(Audio(plain, RATE_HZ), light=True)), "laptop") & {
        "harsh", "boom"
    }  # fmt: skip


# --- the command -------------------------------------------------------------------------------


def _write(path: Path, x: np.ndarray) -> Path:  # type: ignore[type-arg]
    path.parent.mkdir(parents=True, exist_ok=True)
    with WavSink(path, RATE_HZ, bits=24) as sink:
        sink.write(x)
    return path


@pytest.fixture
def song(tmp_path: Path) -> tuple[Path, Path]:
    file = _write(tmp_path / "song.wav", mix().samples)
    for name, x in parts().items():
        title = {"bass": "Bass", "vocal": "Lead Vocal", "bed": "Pad"}[name]
        _write(tmp_path / "stems" / f"{title}.wav", x)
    return file, tmp_path / "stems"


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["translate", *words, "--json"]) == 0
    done: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return done


def test_overtones_are_proposed_for_a_pure_bass_and_were_measured(
    song: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    done = _json(capsys, str(song[0]), "--stems", str(song[1]), "--on", "phone,laptop")
    assert done["stems"] == ["bass", "lead vocal"]
    moves = [m for m in done["moves"] if m["mends"] == "bass_gone"]  # type: ignore[attr-defined]
    assert len(moves) == 1
    assert moves[0]["effects"][0]["effect"] == "saturation"
    assert moves[0]["strip"] == "bass"
    assert moves[0]["measured"]["gained_db"] >= 0.5 * moves[0]["predicted"]["gained_db"] >= 0.4


def test_a_mend_for_cancelling_sides_is_a_smaller_width_and_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bed = parts()["bed"][0]
    x = mix(bass=0.5).samples * 0.2 + np.stack([bed, -bed])
    done = _json(capsys, str(_write(tmp_path / "wide.wav", x)), "--on", "kitchen")
    (move,) = done["moves"]  # type: ignore[misc]
    assert move["effects"][0]["effect"] == "width"
    assert move["measured"]["gained_db"] == pytest.approx(move["predicted"]["gained_db"], abs=0.5)


def test_what_is_rendered_is_whole_equally_loud_and_leaves_the_input_alone(
    song: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hashlib.sha256(song[0].read_bytes()).hexdigest()
    out = tmp_path / "out"
    done = _json(capsys, str(song[0]), "--on", "phone,car", "--render", "--out", str(out))
    assert hashlib.sha256(song[0].read_bytes()).hexdigest() == before
    names = {"song - as it is.wav", "song - phone.wav", "song - car.wav"}
    assert {Path(p).name for p in done["files"]} == names  # type: ignore[attr-defined]
    assert {p.name for p in out.iterdir()} == names
    loud = []
    for name in names:
        x, rate_hz = sf.read(out / name, always_2d=True)
        assert (x.shape[0], rate_hz) == (mix().frames, RATE_HZ)
        meter = measure(Audio(np.ascontiguousarray(x.T), rate_hz))
        loud.append(meter.integrated_lufs())
        assert meter.true_peak_dbtp() < -0.9
    assert max(loud) - min(loud) < 0.1
    phone, _ = sf.read(out / "song - phone.wav", always_2d=True)
    assert np.array_equal(phone[:, 0], phone[:, 1])


def test_two_renderings_are_the_same_bit_by_bit_with_noise_too(
    song: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        _json(capsys, str(song[0]), "--on", "kitchen", "--render", "--noise",
              "--out", str(tmp_path / name))  # fmt: skip
    files = [tmp_path / name / "song - kitchen.wav" for name in ("one", "two")]
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (["{song}", "--on", "fridge"], "there is no device 'fridge'; there are car, club", 2),
        (["gone.wav"], "gone.wav is not there", 2),
        (["{text}"], "words.wav", 3),
        (["{silent}"], "silent.wav is silent", 2),
        (["{short}"], "short.wav is shorter than 3 s", 2),
        (["{song}", "--noise"], "--noise goes with --render or --page", 2),
        (["{song}", "--out", "there"], "--out goes with --render", 2),
        (["{song}", "--page", "page.txt"], "a page ends in .html", 2),
        (["{song}", "--stems", "{song}"], "no folder: give the folder of the stems", 2),
        (["{song}", "--render", "--out", "{song}"], "that is a file: name a folder", 2),
    ],
)
def test_bad_input_gets_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str, code: int
) -> None:
    (tmp_path / "words.wav").write_text("these are words")
    names = {
        "song": _write(tmp_path / "song.wav", mix().samples[:, : 4 * RATE_HZ]),
        "text": tmp_path / "words.wav",
        "silent": _write(tmp_path / "silent.wav", np.zeros((2, 4 * RATE_HZ))),
        "short": _write(tmp_path / "short.wav", mix().samples[:, :RATE_HZ]),
    }
    assert main(["translate", *(word.format_map(names) for word in words)]) == code
    said = [line for line in capsys.readouterr().err.splitlines() if "tonmeister:" in line]
    assert len(said) == 1
    assert says in said[0]


@pytest.mark.parametrize("effect", ["bell", "width", "saturation"])
def test_a_move_is_heard_in_its_place_in_time(effect: str) -> None:
    settings: dict[str, float | str | bool] = {
        "bell": {"frequency_hz": 1000.0, "gain_db": 0.0},
        "width": {"width_percent": 100.0},
        "saturation": {"drive_db": 12.0, "mix_percent": 0.0},
    }[effect]  # type: ignore[assignment]
    move = Move(strip="mix", effect=effect, settings=settings, rule="bell")
    made = through(move, mix())
    pieces = [made.read(0, 1000), made.read(1000, 70001), made.read(71001, 200000)]
    whole = np.concatenate(pieces, axis=1)
    assert np.abs(whole - mix().read(0, whole.shape[1])).max() < 1e-9
    with pytest.raises(ValueError, match="has gone by"):
        made.read(5, 10)
