"""The table of what arrives how says the truth, and the manual shows it as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from fidelity_scenes import everything, steady

from tonmeister.exchange.daw.comparing import differences
from tonmeister.exchange.daw.fidelity import FEATURES, GRADES, grades_of, table, used_in
from tonmeister.exchange.daw.formats import FORMATS, Format

PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"
FORMS = [pytest.param(form, id=name) for name, form in FORMATS.items()]
READ = [pytest.param(form, id=name) for name, form in FORMATS.items() if form.can_read]


@pytest.mark.parametrize("form", FORMS)
def test_every_feature_has_a_grade_and_what_is_not_exact_says_why(form: Format) -> None:
    grades = grades_of(form)
    assert set(grades) == set(FEATURES)
    for feature, (grade, words) in grades.items():
        assert grade in GRADES, feature
        assert words or grade == "exact", f"{form.name}, {feature}: {grade}, but not why"


@pytest.mark.parametrize("form", READ)
def test_what_is_called_exact_comes_back_the_same(form: Format, tmp_path: Path) -> None:
    grades = grades_of(form)
    for name, session in (
        ("moving", everything(tmp_path, form)),
        ("steady", steady(everything(tmp_path, form))),
    ):
        folder, into = tmp_path / name, tmp_path / f"{name} back"
        folder.mkdir()
        into.mkdir()
        written = form.write(session, folder, lambda _: None)
        found = differences(session, form.read(written.main, into))
        wrong = {f: lines for f, lines in found.items() if grades[f][0] == "exact"}
        assert wrong == {}
        assert len(used_in(session)) > 20


@pytest.mark.parametrize("form", READ)
def test_what_is_called_lost_does_not_come_back(form: Format, tmp_path: Path) -> None:
    session = everything(tmp_path, form)
    written = form.write(session, tmp_path / "out", lambda _: None)
    found = differences(session, form.read(written.main, tmp_path))
    compared = {
        "clip gain", "clip polarity", "fades", "clip envelope", "fader", "fader ride", "pan mono",
        "pan stereo", "pan ride", "mute", "buses", "sends", "pre-fader sends", "send ride", "takes",
        "markers", "tempo changes", "meters", "groups", "notes", "colours",
    }  # fmt: skip
    lost = {f for f, (grade, _) in grades_of(form).items() if grade == "lost"} & compared
    assert {f for f in lost if f not in found} == set()


def test_the_manual_shows_the_table_as_it_stands() -> None:
    said = PAGE.read_text("utf-8")
    assert table() in said, "run python tools/fidelity.py"
