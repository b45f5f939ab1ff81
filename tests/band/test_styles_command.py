"""The shelf of styles can be read from the terminal."""

from __future__ import annotations

import json

import pytest

from tonmeister.app.cli import main
from tonmeister.knowledge.styles import style, styles


def test_every_style_is_listed_with_what_one_hears(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["styles"]) == 0
    told = capfd.readouterr().out
    for name in styles():
        assert name in told
        assert style(name).reads_as in told


def test_a_style_in_full_names_grade_and_source(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["styles", "jazz-swing"]) == 0
    told = capfd.readouterr().out
    assert "Friberg" in told
    assert style("jazz-swing").chairs["bass"].source in told


def test_a_style_that_is_not_there_is_said_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["styles", "polka", "--json"]) == 2
    told = capfd.readouterr()
    assert "there is no style 'polka'" in told.err
    assert json.loads(told.out.strip().splitlines()[-1])["event"] == "error"
