"""A folder with takes: found, comped, edited by hand, and what cannot be used said in one line."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.flow.demo import _sung
from tonmeister.flow.stock import take_stock
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.takes.work import judge_takes
from tonmeister.flow.tell import Event, Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.music.demo_song import form
from tonmeister.signal.instruments.singer import Singer
from tonmeister.signal.instruments.takes import sing_take
from tonmeister.studio import Project
from tonmeister.studio.comp_file import comp_path, read_comp

RATE = 48000
BADNESS = ((0.1, 0.9), (0.9, 0.1), (0.8, 0.8))


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three takes of two lines: the first line is best in take 1, the second in take 2."""
    folder = tmp_path_factory.mktemp("takes") / "Song"
    folder.mkdir()
    lines = [line for part in form(short=True) for line in _sung(part.lines, 0.8)][:2]
    early = min(s[0] for line in lines for s in line) - 1.5
    moved = [[(s[0] - early, *s[1:]) for s in line] for line in lines]
    length_s = max(s[0] + s[1] for line in moved for s in line) + 1.0
    for number, bad in enumerate(BADNESS, 1):
        take = sing_take(moved, length_s, Singer(seed=number), bad, number)
        sound = 0.5 * take.sound / np.abs(take.sound).max()
        sf.write(folder / f"Lead Vox T{number}.wav", sound, RATE, "PCM_24")
    return folder


@pytest.fixture
def song(takes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(takes, tmp_path / "Song"))


def stocked(song: Path, told: list[Event] | None = None) -> tuple[Project, list[str]]:
    project = Project.open(song)
    tell = Teller(listener=(told if told is not None else []).append)
    session, _ = take_stock(project, Wishes(song=song), tell)
    return project, [t.name for t in session.playing]


def test_the_comp_plays_and_the_takes_wait_untouched(song: Path) -> None:
    before = {p.name: sha256(p.read_bytes()).hexdigest() for p in song.glob("*.wav")}
    project, playing = stocked(song)
    assert playing == ["Lead Vox"]
    comp = read_comp(project, "Lead Vox")
    assert comp is not None
    assert [region.take for region in comp.regions] == [1, 2]
    assert {p.name: sha256(p.read_bytes()).hexdigest() for p in song.glob("*.wav")} == before


def test_each_region_sounds_as_its_take_does(song: Path) -> None:
    project, _ = stocked(song)
    comp = read_comp(project, "Lead Vox")
    assert comp is not None
    played = sf.read(project.comps / "Lead Vox.wav")[0]
    for region in comp.regions:
        a, b = round((region.start_s + 0.3) * RATE), round((region.end_s - 0.3) * RATE)
        take = sf.read(song / f"Lead Vox T{region.take}.wav")[0][a:b]
        gain = 10.0 ** (region.gain_db / 20.0)
        assert np.allclose(played[a:b], gain * take, atol=1e-6)


def test_a_second_run_uses_the_same_comp_again(song: Path) -> None:
    stocked(song)
    told: list[Event] = []
    _, playing = stocked(song, told)
    assert playing == ["Lead Vox"]
    assert not [event for event in told if event.get("stage") == "comp"]


def test_a_take_chosen_by_hand_is_played(song: Path) -> None:
    project, _ = stocked(song)
    path = comp_path(project, "Lead Vox")
    text = path.read_text("utf-8")
    path.write_text(text.replace("\ntake = 1\n", "\ntake = 3\n"), "utf-8")
    stocked(song)
    comp = read_comp(project, "Lead Vox")
    assert comp is not None
    assert (comp.regions[0].take, comp.regions[0].hold) == (3, True)


def test_a_take_that_a_person_uses_plays_beside_the_comp(song: Path) -> None:
    project, _ = stocked(song)
    text = project.session_file.read_text("utf-8")
    head, name, tail = text.partition('name = "Lead Vox T3"')
    tail = tail.replace("use = false", "use = true", 1)
    project.session_file.write_text(head + name + tail, "utf-8")
    _, playing = stocked(song)
    assert playing == ["Lead Vox", "Lead Vox T3"]


def test_the_command_says_how_takes_are_named_where_there_are_none(tmp_path: Path) -> None:
    sf.write(tmp_path / "Bass.wav", np.zeros(RATE) + 0.1, RATE)
    with pytest.raises(BadWish, match="Lead Vox T1"):
        judge_takes(tmp_path, TakeWishes(), Teller())


def test_silence_and_too_short_takes_are_left_out_with_a_line_each(song: Path) -> None:
    sf.write(song / "Lead Vox T4.wav", np.zeros(8 * RATE), RATE, "PCM_24")
    sf.write(song / "Lead Vox T5.wav", 0.1 * np.ones(RATE // 5), RATE, "PCM_24")
    told: list[Event] = []
    (done,) = judge_takes(song, TakeWishes(), Teller(listener=told.append))
    said = [event["words"] for event in told if event["event"] == "problem"]
    assert any("T4: silence" in line for line in said)
    assert any("T5: it is 0.2 s long" in line for line in said)
    assert {region.take for region in done.comp.regions} <= {1, 2, 3}


def test_lanes_and_page_are_written_when_asked(song: Path) -> None:
    (done,) = judge_takes(song, TakeWishes(lanes=True), Teller())
    assert done.page is not None
    assert "Lead Vox" in done.page.read_text("utf-8")
    assert len([p for p in done.lanes if p.suffix == ".wav"]) == 4  # three takes and the comp
