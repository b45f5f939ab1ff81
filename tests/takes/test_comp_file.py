"""``comp.toml`` and the lanes for a workstation."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from tonmeister.console.comp import play_comp
from tonmeister.exchange.lanes import write_lanes
from tonmeister.model import Comp, Crossfade, Region, Take
from tonmeister.studio import Project
from tonmeister.studio.comp_file import comp_parts, comp_path, read_comp, write_comp
from tonmeister.studio.comp_file_check import CompError

RATE_HZ = 8000
EDGES = (0.0, 2.5, 5.0, 8.0)


@pytest.fixture
def project(tmp_path):
    song = tmp_path / "Song"
    song.mkdir()
    return Project.open(song)


def take(number, **more):
    return Take(part="Lead Vox", name=f"Lead Vox {number}", number=number,
                track=f"Lead Vox {number}", begins_s=0.0, ends_s=8.0, **more)  # fmt: skip


def comp(*takes, part="Lead Vox"):
    regions = tuple(
        Region(
            id=f"{part}/{i + 1}", phrase=i + 1, take=n, start_s=EDGES[i], end_s=EDGES[i + 1],
            reason=f"Take {n}: 12 cents closer.", words="leave a light", bars=f"bar {i + 1}",
            cost_score=0.2, runner_up=3, runner_up_score=0.3, gain_db=-1.5 if n == 2 else 0.0,
        )
        for i, n in enumerate(takes)
    )  # fmt: skip
    fades = tuple(
        Crossfade(at_s=b.start_s, length_ms=20.0, level_dbfs=-71.5)
        for a, b in pairwise(regions)
        if a.take != b.take
    )
    return Comp(
        part=part, takes=tuple(take(n) for n in (1, 2, 3)), regions=regions, crossfades=fades,
        cost_score=0.2, best_single=1, best_single_score=0.5, retake=("Phrase 2: again.",),
        notes=("A note.",), measured={"cuts_count": 2.0},
    )  # fmt: skip


def edit(project, *changes):
    path = comp_path(project, "Lead Vox")
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def test_a_comp_is_read_as_it_was_written(project):
    written = comp(1, 2, 1)
    path = write_comp(project, written)
    assert path == project.folder / "comps" / "Lead Vox.comp.toml"
    assert read_comp(project, "Lead Vox") == written
    assert comp_parts(project) == ["Lead Vox"]


def test_there_is_no_comp_before_one_is_written(project):
    assert read_comp(project, "Lead Vox") is None
    assert comp_parts(project) == []


def test_writing_it_again_changes_nothing(project):
    path = write_comp(project, comp(1, 2, 1))
    before = path.read_bytes()
    write_comp(project, comp(1, 2, 1))
    assert path.read_bytes() == before


def test_comments_stay_where_they_were(project):
    write_comp(project, comp(1, 2, 1))
    edit(project, ('id = "Lead Vox/2"', '# the best day of her life\nid = "Lead Vox/2"'))
    write_comp(project, comp(1, 3, 1))
    text = comp_path(project, "Lead Vox").read_text("utf-8")
    assert '# the best day of her life\nid = "Lead Vox/2"' in text
    assert text.startswith("# The comp of one part")


def test_a_take_that_a_person_changed_is_held(project):
    write_comp(project, comp(1, 2, 1))
    edit(project, ("take = 2", "take = 3"))
    again = read_comp(project, "Lead Vox")
    assert [(r.take, r.hold) for r in again.regions] == [(1, False), (3, True), (1, False)]


def test_what_a_person_holds_is_no_longer_held_when_they_let_it_go(project):
    held = comp(1, 2, 1)
    regions = (held.regions[0], replace(held.regions[1], hold=True), held.regions[2])
    write_comp(project, replace(held, regions=regions))
    assert read_comp(project, "Lead Vox").regions[1].hold
    edit(project, ("\nhold = true", "\nhold = false"))
    assert not read_comp(project, "Lead Vox").regions[1].hold


def test_the_neighbour_of_an_edge_that_was_moved_follows_and_it_is_said(project):
    write_comp(project, comp(1, 2, 1))
    edit(project, ("end_s = 5.0", "end_s = 5.25"))
    again = read_comp(project, "Lead Vox")
    assert again.regions[1].hold
    assert not again.regions[2].hold
    assert again.regions[2].start_s == 5.25
    assert "Lead Vox/3 now starts at 5.250 s, as Lead Vox/2 ends." in again.notes


def test_the_region_before_plays_on_where_one_was_taken_out(project):
    path = write_comp(project, comp(1, 2, 1))
    head, rest = path.read_text("utf-8").split('[[region]]\nid = "Lead Vox/2"')
    path.write_text(head + rest[rest.index("[[region]]") :], "utf-8")
    again = read_comp(project, "Lead Vox")
    assert [(r.start_s, r.end_s, r.hold) for r in again.regions] == [
        (0.0, 5.0, True), (5.0, 8.0, False)
    ]  # fmt: skip
    assert any("plays on until 5.000 s" in note for note in again.notes)


def test_edges_that_were_both_moved_apart_are_a_mistake_with_its_line(project):
    write_comp(project, comp(1, 2, 1))
    edit(project, ("end_s = 5.0", "end_s = 5.25"), ("start_s = 5.0", "start_s = 5.5"))
    with pytest.raises(CompError, match=r"line \d+: Lead Vox/3 starts at 5.5 s, but Lead Vox/2"):
        read_comp(project, "Lead Vox")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("take = 2", "take = 9", "there is no take 9; there are 1, 2, 3"),
        ("take = 2", 'take = "two"', "take is 'two', but takes a whole number"),
        ("gain_db = -1.5", "gain_db = 60", "gain_db is 60 dB, but goes from -24 to 24 dB"),
        ("end_s = 5.0", "end_s = 2.0", "it ends at 2.0 s, not after it starts"),
        ("phrase = 2", "frase = 2", "there is no 'frase'"),
        ("hold = false", 'hold = "yes"', "hold is 'yes', but may be true or false"),
        ("start_s = 2.5\n", "", "the region has no start_s"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_nothing_is_lost(project, old, new, said):
    path = write_comp(project, comp(1, 2, 1))
    edit(project, (old, new))
    before = path.read_bytes()
    with pytest.raises(CompError, match=r"^Lead Vox.comp.toml line \d+: ") as caught:
        read_comp(project, "Lead Vox")
    assert said in str(caught.value)
    assert path.read_bytes() == before


def test_the_line_of_a_mistake_is_the_line(project):
    path = write_comp(project, comp(1, 2, 1))
    edit(project, ("take = 2", "take = 9"))
    rows = path.read_text("utf-8").splitlines()
    with pytest.raises(CompError, match=f"line {rows.index('take = 9') + 1}:"):
        read_comp(project, "Lead Vox")


def test_what_is_no_toml_or_of_another_kind_is_said(project):
    path = write_comp(project, comp(1, 2, 1))
    edit(project, ('schema = "comp/1"', 'schema = "comp/7"'))
    with pytest.raises(CompError, match="written in 'comp/7', this program reads 'comp/1'"):
        read_comp(project, "Lead Vox")
    path.write_text("part = [", "utf-8")
    with pytest.raises(CompError, match=r"Lead Vox\.comp\.toml: "):
        read_comp(project, "Lead Vox")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CompError, match="not UTF-8"):
        read_comp(project, "Lead Vox")


def test_a_part_with_a_stroke_in_its_name_stays_in_its_folder(project):
    path = write_comp(project, comp(1, 2, 1, part="../Gtr L/R"))
    assert path.parent == project.comps
    assert read_comp(project, "../Gtr L/R").part == "../Gtr L/R"


def test_lanes_are_as_long_as_the_song_and_say_where_they_are_cut(tmp_path):
    rng = np.random.default_rng(3)
    sounds = {n: 0.1 * rng.standard_normal((1, 8 * RATE_HZ)) for n in (1, 2)}
    sounds[3] = np.concatenate([np.zeros((1, RATE_HZ)), sounds[1]], axis=1)
    elsewhere = replace(take(3, offset_s=-1.0), ends_s=9.0)
    made = replace(comp(1, 2, 3), takes=(take(1), take(2), elsewhere))
    played = play_comp(made, sounds, RATE_HZ)
    files = write_lanes(tmp_path / "lanes", made, played, sounds, RATE_HZ)
    names = [f.name for f in files]
    assert names == [
        "Lead Vox comp.wav", "Lead Vox take 01.wav", "Lead Vox take 02.wav",
        "Lead Vox take 03.wav", "Lead Vox comp.tsv", "Lead Vox labels.txt",
    ]  # fmt: skip
    lanes = {f.name: soundfile.read(f, dtype="float32")[0] for f in files if f.suffix == ".wav"}
    assert {len(lane) for lane in lanes.values()} == {8 * RATE_HZ}
    assert all(soundfile.info(f).subtype == "FLOAT" for f in files if f.suffix == ".wav")
    assert np.array_equal(lanes["Lead Vox comp.wav"], played[0].astype(np.float32))
    assert np.array_equal(lanes["Lead Vox take 03.wav"], lanes["Lead Vox take 01.wav"])
    rows = [row.split("\t") for row in files[-2].read_text("utf-8").splitlines()]
    assert rows[0][:6] == ["region", "take", "file", "from_s", "to_s", "at_s"]
    assert [row[2] for row in rows[1:]] == [f"Lead Vox take 0{n}.wav" for n in (1, 2, 3)]
    assert len({len(row) for row in rows}) == 1
    labels = files[-1].read_text("utf-8").splitlines()
    assert labels[1] == "2.500000\t5.000000\ttake 2, phrase 2 leave a light"


def test_a_lane_of_a_loop_recording_holds_its_own_take_only(tmp_path):
    track = 0.1 * np.random.default_rng(4).standard_normal((1, 16 * RATE_HZ))
    second = replace(take(2), begins_s=8.0, ends_s=16.0, offset_s=-8.0)
    made = replace(comp(1, 2, 1), takes=(take(1), second))
    sounds = {1: track, 2: track}
    played = play_comp(made, sounds, RATE_HZ)
    files = write_lanes(tmp_path, made, played, sounds, RATE_HZ)
    lanes = [soundfile.read(f, dtype="float32")[0] for f in files[1:3]]
    for lane, first in zip(lanes, (0, 8 * RATE_HZ), strict=True):
        wanted = track[0, first : first + 8 * RATE_HZ].astype(np.float32)
        assert np.array_equal(lane[: 8 * RATE_HZ], wanted)
        assert not lane[8 * RATE_HZ :].any()
