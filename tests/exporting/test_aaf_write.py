"""AAF as it is written: what importers need is there, and it is the same every time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import aaf2
import numpy as np
import pytest
import soundfile as sf
from aaf_songs import GUITAR, LENGTH, RATE, VOX, song, sound, track, with_everything

from tonmeister.exchange.aaf import live, write
from tonmeister.exchange.daw.formats import Written
from tonmeister.model.daw import DawDevice, DawSession, Fade


def written(session: DawSession, folder: Path) -> Written:
    return write(session, folder / "out", lambda share: None)


def slots(path: Path) -> dict[str, list[Any]]:
    """Return what lies on each sound track, as (class, length)."""
    out = {}
    with aaf2.open(str(path)) as file:
        top = next(file.content.toplevel())
        for slot in top.slots:
            if slot.media_kind == "Sound":
                parts = next(iter(slot.segment.segments)).components
                out[slot.name] = [(type(part).__name__, part.length) for part in parts]
    return out


def test_the_same_session_makes_the_same_files_to_the_bit(tmp_path: Path) -> None:
    session = with_everything(tmp_path)
    first = {path: path.read_bytes() for path in written(session, tmp_path).files}
    again = {path: path.read_bytes() for path in written(session, tmp_path).files}
    assert first == again
    assert sorted(p for p in (tmp_path / "out").rglob("*") if p.is_file()) == sorted(first)


def test_every_track_is_as_long_as_the_song_and_lies_where_it_should(tmp_path: Path) -> None:
    found = slots(written(song(tmp_path), tmp_path).main)
    assert list(found) == ["Vox", "Guitar.L", "Guitar.R", "Bass"]
    for parts in found.values():
        spans = (-length if kind == "Transition" else length for kind, length in parts)
        assert sum(spans) == LENGTH
    assert found["Vox"] == [
        ("Filler", 4081), ("Transition", 81), ("OperationGroup", 8000), ("Transition", 800),
        ("OperationGroup", 9000), ("Transition", 401), ("Filler", LENGTH - 20200 + 401),
    ]  # fmt: skip


def test_files_are_mono_24_bit_and_named_after_the_tracks_file(tmp_path: Path) -> None:
    made = written(song(tmp_path), tmp_path)
    waves = [path for path in made.files if path.suffix == ".wav"]
    names = ["Guitar.L.wav", "Guitar.R.wav", "Vox (inverted).wav", "Vox.wav"]
    assert sorted(path.name for path in waves) == names
    for path in waves:
        about = sf.info(path)
        assert (about.channels, about.subtype, about.samplerate) == (1, "PCM_24", RATE)
    theirs, _ = sf.read(tmp_path / "Guitar.wav")
    ours, _ = sf.read(next(path for path in waves if path.name == "Guitar.R.wav"))
    np.testing.assert_allclose(ours, theirs[:, 1], atol=2.0**-23)


def test_sound_over_full_scale_is_turned_down_and_its_clips_up(tmp_path: Path) -> None:
    session = song(tmp_path, track("Vox", VOX))
    loud = sound(tmp_path, "Vox.wav", 1, level=2.0)
    made = written(replace(session, files=(loud,)), tmp_path)
    theirs, _ = sf.read(tmp_path / "Vox.wav")
    ours, _ = sf.read(made.files[-1])
    np.testing.assert_allclose(ours, theirs / 2.0, atol=1e-6)
    assert any("6.0 dB over full scale" in note for note in made.notes)


def test_clips_that_overlap_without_a_crossfade_lie_on_a_second_track(tmp_path: Path) -> None:
    over = replace(VOX, at_frames=6000, fade_out=Fade())
    found = slots(written(song(tmp_path, track("Vox", VOX, over)), tmp_path).main)
    assert list(found) == ["Vox", "Vox 2"]


def test_a_file_at_another_rate_is_resampled_and_it_is_said(tmp_path: Path) -> None:
    session = song(tmp_path, track("Vox", VOX))
    other = sound(tmp_path, "Vox.wav", 1, rate_hz=11025)
    made = written(replace(session, files=(other,)), tmp_path)
    assert sf.info(made.files[-1]).samplerate == RATE
    assert sf.info(made.files[-1]).frames == 3 * RATE
    assert any("was made at 11025 Hz" in note for note in made.notes)


@pytest.mark.parametrize(
    "title", ["../../out of here", "", "a/b", ".hidden", "Ü: 'x' \"y\"", "NUL"]
)
def test_no_title_and_no_name_leads_out_of_the_folder(tmp_path: Path, title: str) -> None:
    session = song(tmp_path, track(title, VOX), track(title, GUITAR, channels=2))
    before = set(tmp_path.iterdir())
    files = tuple(replace(f, name=f"../{f.name}") if f.channels == 1 else f for f in session.files)
    one, two, master = session.tracks
    vox = replace(VOX, file="../Vox.wav")
    one = track(title, vox)
    made = written(replace(session, title=title, files=files, tracks=(one, two, master)), tmp_path)
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in made.files)
    assert set(tmp_path.iterdir()) == before | {tmp_path / "out"}


def test_notes_name_what_an_aaf_cannot_hold(tmp_path: Path) -> None:
    said = "\n".join(written(with_everything(tmp_path), tmp_path).notes)
    assert "Vox: its sends are not in an AAF (Hall -12.0 dB, Hall -20.0 dB before fader)." in said
    assert "At silence, to work from: Early." in said
    assert "The takes that wait under 1 tracks were left out." in said
    assert "import Tempo map.mid" in said


def test_no_device_stays_editable() -> None:
    assert live(DawDevice(name="bell", effect="bell"), RATE) == ""


def test_markers_are_comments_on_the_first_track(tmp_path: Path) -> None:
    with aaf2.open(str(written(song(tmp_path), tmp_path).main)) as file:
        top = next(file.content.toplevel())
        (events,) = [slot for slot in top.slots if type(slot).__name__ == "EventMobSlot"]
        intro, verse = events.segment.components
        assert (intro["Comment"].value, intro["Position"].value, intro.length) == ("Intro", 0, 8000)
        assert (verse["Comment"].value, verse["Position"].value) == ("Verse für Ä", 8000)
        assert "Length" not in verse
        (track_id,) = verse["DescribedSlots"].value
        assert top.slot_at(track_id).name == "Vox"
