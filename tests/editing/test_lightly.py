"""What `produce` edits by itself: as the genre does, once, and not what somebody asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.flow.editing.tune import TuneAsked, tune
from tonmeister.flow.editing.undoing import undo
from tonmeister.flow.produce import decide_only
from tonmeister.flow.tell import Event, Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.producer.edits.tune import TuneWish
from tonmeister.signal.instruments.singer import Singer, sing
from tonmeister.studio import Project
from tonmeister.studio.edits_file import read_edits

RATE = 48000
OFF_CENTS = (0.0, 38.0, 0.0, -38.0, 0.0, 0.0, 38.0, 0.0)
TUNE = (62, 64, 66, 67, 69, 67, 66, 62)


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    """A line in D major with three notes 38 cents off."""
    line = [
        (0.6 + 0.7 * i, 0.62, midi + off / 100.0, 0.8, ("L", "AA"))
        for i, (midi, off) in enumerate(zip(TUNE, OFF_CENTS, strict=True))
    ]
    who = Singer(tuning_cents=0.0, timing_ms=0.0, vibrato_cents=10.0, seed=4)
    sung = sing([line], 7.5, who)
    return np.asarray(0.4 * sung / np.abs(sung).max())


@pytest.fixture
def song(sound: np.ndarray, tmp_path: Path) -> Path:
    sf.write(tmp_path / "Lead Vox.wav", sound, RATE, "PCM_24")
    return tmp_path


def decided(song: Path, genre: str, *, edits: bool = True) -> list[str]:
    """Decide the mix; returns what was said."""
    told: list[Event] = []
    decide_only(Wishes(song=song, genre=genre, edits=edits), Teller(listener=told.append))
    return [str(event.get("words", "")) for event in told]


def tuned(song: Path) -> list[str]:
    edits = read_edits(Project.find(song)).edits
    return [edit.id for edit in edits if edit.kind == "tune" and edit.plays]


def test_pop_tunes_what_is_clearly_out_and_folk_nothing(song: Path) -> None:
    decided(song, "pop")
    assert 2 <= len(tuned(song)) <= 4
    decided(song, "folk")
    assert tuned(song) == []


def test_without_edits_the_recording_stays_as_it_came(song: Path) -> None:
    decided(song, "pop", edits=False)
    assert not Project.find(song).edits_file.exists()


def test_a_second_run_does_not_tune_again(song: Path) -> None:
    decided(song, "pop")
    first = tuned(song)
    said = decided(song, "pop")
    assert not [words for words in said if words.startswith("Hearing the notes")]
    assert tuned(song) == first


def test_what_was_undone_stays_undone(song: Path) -> None:
    decided(song, "pop")
    undo(song, ["Lead Vox/tune"], Teller())
    decided(song, "pop")
    assert tuned(song) == []


def test_what_somebody_asked_for_is_not_done_again_in_another_way(song: Path) -> None:
    decided(song, "folk")
    tune(song, Teller(), TuneAsked(track="Lead Vox", wish=TuneWish(strength_percent=100.0)))
    asked = tuned(song)
    assert asked
    decided(song, "folk")
    assert tuned(song) == asked
