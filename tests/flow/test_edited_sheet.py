"""A musician edits the recall sheet: it is honoured, or one line says where it is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran, run

from tonmeister.studio import Project, read_sheet

NOTHING = 3
BELL = """\
[[strip.decision]]
id = "my bell"
stage = "eq"
effect = "bell"
settings = { frequency_hz = 800, gain_db = -3 }

"""


@pytest.fixture
def edit(record: Ran, song: Path, tmp_path: Path) -> Callable[[str, str], Project]:
    """Return a function that copies the finished project and replaces text in its sheet."""

    def edited(pattern: str, by: str) -> Project:
        folder = tmp_path / "song"
        shutil.copytree(song, folder)
        out = Path(record.done["recall"]).parent
        shutil.copytree(out, folder / "tonmeister", ignore=shutil.ignore_patterns("delivery"))
        project = Project.open(folder)
        text = project.recall_file.read_text("utf-8")
        changed = re.sub(pattern, by, text, count=1, flags=re.DOTALL)
        assert changed != text
        project.recall_file.write_text(changed, "utf-8")
        return project

    return edited


KICK_FADER = r'(id = "01 Kick/balance/fader".*?settings = \{ gain_db = )-?[\d.]+'


@pytest.mark.parametrize(
    ("pattern", "by", "words"),
    [
        (KICK_FADER, r"\g<1>99", "gain_db is 99.0 dB, but goes from"),
        (KICK_FADER, r'\g<1>"loud"', "gain_db is 'loud', but takes a number"),
        (r'(id = "01 Kick/balance/fader".*?)gain_db', r"\1gian_db", "there is no knob gian_db"),
        (r'effect = "fader"', 'effect = "fadr"', "there is no effect 'fadr'"),
        (r"\[target\]", "[target", "at line"),
        (r'kind = "master"', 'kind = "bus"', '0 strips of kind = "master"'),
        (r".*", "", "recall.toml is empty"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(
    edit: Callable[[str, str], Project], pattern: str, by: str, words: str
) -> None:
    project = edit(pattern, by)
    before = project.recall_file.read_bytes()
    ran = run("produce", project.song_folder)
    assert ran.code == NOTHING, ran.words
    (line,) = ran.words.strip().splitlines()
    assert line.startswith("tonmeister: recall.toml")
    assert words in line
    assert project.recall_file.read_bytes() == before


def test_what_was_changed_added_and_taken_out_survives_deliver_and_decide(
    edit: Callable[[str, str], Project],
) -> None:
    project = edit(KICK_FADER, r"\g<1>-9.5")
    text = project.recall_file.read_text("utf-8")
    gone = re.search(r'\[\[strip.decision\]\]\nid = "(03 EGtr/[^"]*)".*?\n\n', text, re.DOTALL)
    assert gone is not None
    text = text.replace(gone[0], BELL, 1)
    text = text.replace('effect = "fader"', '# softer, please\neffect = "fader"', 1)
    project.recall_file.write_text(text, "utf-8")

    delivered = run("deliver", project.song_folder, "--json")
    decided = run("decide", project.song_folder, "--genre", "pop", "--json")

    assert delivered.code == decided.code == 0, delivered.words + decided.words
    sheet = read_sheet(project.recall_file)
    moves = {move.id: move for strip in sheet.strips for move in strip.decisions}
    kick = moves["01 Kick/balance/fader"]
    assert kick.settings["gain_db"] == -9.5
    assert kick.hold
    assert moves["my bell"].settings["frequency_hz"] == 800.0
    assert moves["my bell"].reason.endswith(".")
    assert gone[1] not in moves
    assert "# softer, please" in project.recall_file.read_text("utf-8")
    assert not list(project.folder.glob("recall.before*"))
    for word in ("-9.5", "my bell"):
        assert word in decided.told("note")


def test_text_that_cannot_be_changed_in_place_is_kept_and_told(
    edit: Callable[[str, str], Project],
) -> None:
    project = edit(
        r"schema = ", "target = { loudness_lufs = -12.0, ceiling_dbtp = -1.0 }\nschema = "
    )
    text = project.recall_file.read_text("utf-8")
    text = re.sub(r"\[target\]\n.*?\n\n", "", text, count=1, flags=re.DOTALL)
    project.recall_file.write_text(text, "utf-8")
    ran = run("decide", project.song_folder, "--genre", "rock", "--json")
    assert ran.code == 0, ran.words
    assert read_sheet(project.recall_file).target.loudness_lufs == -12.0
    if (project.folder / "recall.before.toml").exists():
        assert "recall.before.toml" in ran.told("problem")
        assert (project.folder / "recall.before.toml").read_text("utf-8") == text
