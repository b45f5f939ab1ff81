"""`tonmeister clean` from end to end: one file in, edits out, nothing lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from damaged_music import RATE_HZ, clicked, mains, plucks

from tonmeister.app.cli import main
from tonmeister.flow.editing.clean import CleanAsked, Cleaned, clean
from tonmeister.flow.tell import Teller
from tonmeister.knowledge import genres
from tonmeister.producer.edits.clean import CleanWish, clean_lightly


def do(path: Path, *, dry_run: bool = False, **wish: object) -> Cleaned:
    wanted = CleanAsked(wish=CleanWish(**wish))  # type: ignore[arg-type]
    return clean(path, Teller(), wanted, dry_run=dry_run)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    right = plucks(12.0)
    wrong, _ = clicked(np.clip(right, -0.15, 0.15), 5)
    path = tmp_path / "Lead Gtr.wav"
    soundfile.write(path, wrong + mains(wrong.size, level_dbfs=-40.0), RATE_HZ, subtype="PCM_24")
    return path


def test_what_was_taken_away_and_what_is_left_add_up_to_the_recording(recording: Path) -> None:
    came = recording.read_bytes()
    done = do(recording)
    assert {e.kind for e in done.tracks[0].edits} >= {"click", "hum"}
    left = soundfile.read(done.files["Lead Gtr"])[0]
    removed = soundfile.read(done.removed["Lead Gtr"])[0]
    assert np.allclose(left + removed, soundfile.read(recording)[0], atol=1e-6)
    assert recording.read_bytes() == came


def test_every_edit_has_its_numbers_before_and_after_and_a_reason(recording: Path) -> None:
    for edit in do(recording).tracks[0].edits:
        assert set(edit.before) == set(edit.after) != set()
        assert edit.reason.endswith(".")
        assert edit.rule == f"clean.{edit.kind}"


def test_a_second_run_writes_the_same_bits(recording: Path) -> None:
    one = do(recording)
    first = one.files["Lead Gtr"].read_bytes(), one.removed["Lead Gtr"].read_bytes()
    two = do(recording)
    assert (two.files["Lead Gtr"].read_bytes(), two.removed["Lead Gtr"].read_bytes()) == first


def test_only_what_is_asked_for_is_done(recording: Path) -> None:
    done = do(recording, kinds=("clicks",))
    assert {e.kind for e in done.tracks[0].edits} == {"click"}


def test_a_dry_run_writes_nothing(recording: Path) -> None:
    done = do(recording, dry_run=True)
    assert done.tracks[0].edits
    assert not list(recording.parent.rglob("*removed.wav"))
    assert not list(recording.parent.rglob("edits.toml"))


def test_when_nothing_is_wrong_any_more_the_file_with_what_was_taken_goes(tmp_path: Path) -> None:
    path = tmp_path / "Gtr.wav"
    wrong, _ = clicked(plucks(6.0), 4)
    soundfile.write(path, wrong, RATE_HZ, subtype="PCM_24")
    removed = do(path).removed["Gtr"]
    soundfile.write(path, plucks(6.0), RATE_HZ, subtype="PCM_24")
    again = do(path)
    assert again.tracks[0].edits == ()
    assert not removed.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "hums"], "there are hum, clicks"),
        (["--breaths", "+3"], "-20 to 0 dB"),
        (["--noise-from", "0:00-0:02"], "without --denoise"),
        (["--denoise", "--noise-from", "2-1"], "0:00-0:02"),
        (["--denoise", "--noise-from", "0:30-0:40"], "12.0 s long"),
        (["--track", "Bass"], "no single track 'Bass'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    recording: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean", str(recording), *words]) != 0
    told = capsys.readouterr().err.strip().splitlines()
    assert said in told[-1]
    assert not list(recording.parent.rglob("edits.toml"))


@pytest.mark.parametrize(("frames", "said"), [(0.05, "too short"), (3.0, "it is silent")])
def test_nothing_to_hear_is_said(tmp_path: Path, frames: float, said: str) -> None:
    path = tmp_path / "Odd.wav"
    sound = np.zeros(round(frames * RATE_HZ)) if said == "it is silent" else (
        0.1 * np.ones(round(frames * RATE_HZ)))  # fmt: skip
    soundfile.write(path, sound, RATE_HZ)
    done = do(path)
    assert said in done.tracks[0].said
    assert done.tracks[0].edits == ()


def test_noise_without_a_pause_is_left_and_said(tmp_path: Path) -> None:
    path = tmp_path / "Pad.wav"
    rng = np.random.default_rng(1)
    soundfile.write(path, 0.1 * rng.standard_normal(4 * RATE_HZ), RATE_HZ)
    done = do(path, kinds=("denoise",))
    assert done.tracks[0].edits == ()
    assert "no pause" in done.tracks[0].notes[1]


def test_no_genre_takes_noise_away_by_itself_and_jazz_keeps_its_breaths() -> None:
    for genre in genres():
        assert "denoise" not in clean_lightly(genre).kinds
        assert {"hum", "clicks", "clipping"} <= set(clean_lightly(genre).kinds)
    assert "breaths" not in clean_lightly("jazz").kinds
    assert clean_lightly("pop").breaths_db == -6.0
