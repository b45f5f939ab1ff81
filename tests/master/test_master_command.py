"""``tonmeister master`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from little_masters import pair, put, song

from tonmeister.app.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list[dict[str, object]]]:
    code = main(["master", *map(str, words), "--json"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_masters_lie_beside_their_mixes_each_in_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mix, record = pair(tmp_path)
    other = put(tmp_path / "other.wav", song(5))
    code, told = run(capsys, mix, other, "--reference", record, "--tone", "60%", "--width", "0%")
    assert code == 0
    done = told[-1]["masters"]
    assert isinstance(done, list)
    assert [Path(d["master"]) for d in done] == [
        tmp_path / "masters" / name / f"{name}_Master.wav" for name in ("mix", "other")
    ]
    assert all(d["refused"] == "" for d in done)
    assert all(d["off_now_db"]["mid"] < d["off_before_db"]["mid"] for d in done)


def test_why_tells_the_masters_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mix, record = pair(tmp_path)
    assert run(capsys, mix, "--reference", record)[0] == 0
    assert main(["why", str(tmp_path / "masters" / "mix")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "So each third octave moves towards record" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tone", "150%"], "from 0% to 100%"),
        (["--width", "much"], "from 0% to 100%"),
        (["--target", "2"], "-40 LUFS to -3 LUFS"),
        (["--ceiling", "1"], "-20 dBTP to 0 dBTP"),
        (["--most", "30"], "0 dB to 18 dB"),
        (["--for", "nowhere"], "there is no platform 'nowhere'"),
        (["--genre", "polka"], "there is no genre 'polka'"),
        (["--reference", "x.wav:0"], "above 0"),
        (["--sheet", "gone.toml"], "there is no such file"),
        (["--for", "vinyl", "--side-minutes", "0"], "0.1 minutes to 60 minutes"),
        (["--for", "vinyl", "--side-minutes", "nan"], "0.1 minutes to 60 minutes"),
        (["--side-minutes", "20"], "only vinyl has sides"),
    ],
)
def test_a_wish_that_cannot_be_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    mix = put(tmp_path / "mix.wav", song(1, length_s=1.0))
    code, told = run(capsys, mix, *words)
    assert code == 2
    assert said in str(told[-1]["words"])
    assert "\n" not in str(told[-1]["words"])


def test_two_mixes_of_one_name_are_not_laid_over_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = (put(tmp_path / name / "mix.wav", song(1, length_s=1.0)) for name in ("a", "b"))
    code, told = run(capsys, a, b, "--out", tmp_path / "out")
    assert code == 2
    assert "rename one of them" in str(told[-1]["words"])


def test_all_mixes_are_looked_at_before_the_first_is_mastered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mix = put(tmp_path / "mix.wav", song(1, length_s=1.0))
    code, told = run(capsys, mix, tmp_path / "gone.wav")
    assert code == 2
    assert "gone.wav is not there" in str(told[-1]["words"])
    assert not (tmp_path / "masters").exists()


def test_a_platform_gets_its_file_at_its_loudness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ffmpeg: str
) -> None:
    mix = put(tmp_path / "mix.wav", song(8, length_s=6.0))
    code, told = run(capsys, mix, "--for", "cd")
    assert code == 0
    done = told[-1]["masters"]
    assert isinstance(done, list)
    [made] = done[0]["files"]
    assert Path(made).parent == tmp_path / "masters" / "mix" / "cd"
    assert Path(made).stat().st_size > 100_000


def test_for_vinyl_it_proposes_what_a_cutter_wants_and_does_none_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = put(tmp_path / "wide.wav", song(6, slope_db=-7.0, width=1.2))
    code, told = run(capsys, wide, "--width", "0%", "--for", "vinyl", "--side-minutes", "22")
    assert code == 0
    (done,) = told[-1]["masters"]  # type: ignore[misc]
    below = next(p for p in done["proposed"] if p["effect"] == "width")
    assert below["settings"]["mono_below_hz"] == 150.0
    assert "make it mono" in below["reason"]
    assert '"width"' not in Path(done["recall"]).read_text("utf-8")
    assert any("22.0" in str(line.get("words", "")) for line in told)  # the side is long
    assert main(["master", str(wide), "--width", "0%", "--for", "vinyl"]) == 0
    assert "Proposed, not done: width (" in capsys.readouterr().err
