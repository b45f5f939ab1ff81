"""``edits.toml``: what a person wrote wins, the rest is the machine's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tonmeister.model import Edit, EditList, edit_id
from tonmeister.studio import Project
from tonmeister.studio.edits_file import EditsError, propose_edits, read_edits, write_edits


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.open(tmp_path)


def move(start_s: float, gain_db: float, track: str = "Vox") -> Edit:
    return Edit(
        id=edit_id(track, "tune", start_s), track=track, stage="tune", kind="tune",
        start_s=start_s, end_s=start_s + 0.3, settings={"gain_db": gain_db}, rule="r", reason="why",
    )  # fmt: skip


def proposed(project: Project, *moves: Edit) -> EditList:
    edits = propose_edits(project, moves, kinds={"tune"}, tracks={"Vox"})
    write_edits(project, edits)
    return read_edits(project)


def test_what_is_written_is_read_back(project: Project) -> None:
    said = proposed(project, move(1.0, -6.0), move(2.0, -9.0))
    assert said.edits == (move(1.0, -6.0), move(2.0, -9.0))


def test_a_new_proposal_replaces_the_machines_own(project: Project) -> None:
    proposed(project, move(1.0, -6.0), move(2.0, -9.0))
    said = proposed(project, move(1.0, -3.0))
    assert said.edits == (move(1.0, -3.0),)
    said = proposed(project, move(1.0, -4.0))
    assert said.edits == (move(1.0, -4.0),)


def test_a_changed_setting_stays_and_wins_over_what_overlaps(project: Project) -> None:
    proposed(project, move(1.0, -6.0))
    text = (
        project.edits_file.read_text()
        .replace("-6.0", "-1.0")
        .replace('rule = "r"', 'rule = "r" # mine')
    )
    project.edits_file.write_text(text)
    for _ in range(2):
        said = proposed(project, move(1.1, -12.0), move(4.0, -5.0))
        assert said.edits == (move(1.0, -1.0), move(4.0, -5.0))
        assert "# mine" in project.edits_file.read_text()


def test_a_held_edit_stays(project: Project) -> None:
    proposed(project, replace(move(1.0, -6.0), hold=True))
    assert proposed(project, move(1.0, -12.0)).edits == (replace(move(1.0, -6.0), hold=True),)


def test_an_undone_edit_stays_undone(project: Project) -> None:
    edits = proposed(project, move(1.0, -6.0))
    undone = replace(edits, edits=(replace(edits.edits[0], bypass=True),))
    write_edits(project, undone, by_machine=False)
    assert proposed(project, move(1.0, -6.0)).edits[0].bypass


def test_other_tracks_and_kinds_are_left_alone(project: Project) -> None:
    write_edits(project, EditList(song="s", edits=(move(1.0, -6.0, "Bass"),)))
    assert len(proposed(project, move(1.0, -6.0)).edits) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('stage = "tune"', 'stage = "cook"', "there is no stage 'cook'"),
        ("start_s = 1.0", 'start_s = "soon"', "start_s is 'soon'"),
        ("start_s = 1.0", "start_s = 9.0", "before it starts"),
        ('kind = "tune"', 'kynd = "tune"', "there is no 'kynd'"),
    ],
)
def test_a_mistake_is_named_with_its_line(project: Project, old: str, new: str, said: str) -> None:
    proposed(project, move(1.0, -6.0))
    text = project.edits_file.read_text().replace(old, new)
    project.edits_file.write_text(text)
    with pytest.raises(EditsError, match=said) as caught:
        read_edits(project)
    assert "line" in str(caught.value)
