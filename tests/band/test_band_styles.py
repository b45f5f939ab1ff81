"""Styles as data: complete, sourced, and wrong ones refused in one line."""

from __future__ import annotations

from typing import Any

import pytest

from tonmeister.knowledge.grooves import groove, grooves
from tonmeister.knowledge.read import genres
from tonmeister.knowledge.styles import (
    FAMILIES,
    PARTS,
    BadStyle,
    UnknownStyle,
    reach,
    style,
    style_from,
    styles,
)

SEVENTEEN = {
    "boom-bap", "trap", "rock", "pop", "metal", "jazz-swing", "jazz-latin", "country-train",
    "country-shuffle", "house", "techno", "drum-and-bass", "folk", "string-quartet", "piano",
    "reggae", "funk",
}  # fmt: skip
TEMPO = groove("rock").tempo_bpm


def raw(**chair: Any) -> dict[str, Any]:
    """Return a small style as a file would say it."""
    bass = {"preset": "bass/electric", "rule": "figure", "low": 28, "high": 50,
            "normal": ["R--- ---- ---- ----"], "grade": "guess", "source": "a test"}  # fmt: skip
    return {
        "about": {"title": "T", "family": "t", "genre": "rock", "groove": "rock",
                  "reads_as": "t", "parts": ["bass"]},
        "form": {"grade": "guess", "source": "a test"},
        "part": {"bass": {**bass, **chair}},
    }  # fmt: skip


def test_all_seventeen_are_there_and_every_family_leads_to_one() -> None:
    assert set(styles()) == SEVENTEEN
    assert all(style(family).name == name for family, name in FAMILIES.items())


@pytest.mark.parametrize("name", styles())
def test_every_style_names_a_genre_a_groove_and_sources(name: str) -> None:
    own = style(name)
    assert own.genre in genres()
    assert own.groove in grooves()
    assert own.tempo_bpm.low < own.tempo_bpm.usual < own.tempo_bpm.high
    assert set(own.chairs) == set(PARTS)
    assert set(own.parts) <= set(PARTS) - {"lead"}
    for chair in own.chairs.values():
        assert chair.source.strip(), chair.part
        assert chair.grade in ("standard", "published", "measured", "practice", "guess")
    assert own.form.source


@pytest.mark.parametrize("name", styles())
def test_every_bar_of_every_figure_is_as_long_as_its_meter(name: str) -> None:
    for chair in style(name).chairs.values():
        for key, figures in chair.patterns.items():
            wanted = 12 if key.endswith(("three", "six")) else 16
            for bar in (bar for text in figures for bar in text.split("|")):
                assert len("".join(bar.split())) == wanted, (chair.part, key, bar)


@pytest.mark.parametrize("name", styles())
def test_every_register_lies_within_the_instrument(name: str) -> None:
    for chair in style(name).chairs.values():
        if chair.part != "drums":
            limits = reach(chair.preset)
            assert limits.low <= chair.low < chair.high <= limits.high, chair.part
            assert chair.high - chair.low >= 17, chair.part


def test_a_style_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(UnknownStyle, match=r"there is no style 'polka'; there are .*rock"):
        style("polka")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rule": "slap"}, "rule is 'slap'"),
        ({"voicing": "wide"}, "voicing is 'wide'"),
        ({"low": "E1"}, "low is 'E1'"),
        ({"high": 20}, "high is 20"),
        ({"grade": "sure"}, "grade is one of"),
        ({"source": ""}, "source is missing"),
        ({"normal": ["R---?"]}, "no sign of ours"),
        ({"push_ms": 400.0}, "push_ms is 400.0"),
    ],
)
def test_a_wrong_style_is_refused_with_where_and_what(wrong: dict[str, Any], said: str) -> None:
    assert style_from(raw(), "t", TEMPO).parts == ("bass",)
    with pytest.raises(BadStyle, match=said):
        style_from(raw(**wrong), "t", TEMPO)


def test_a_table_nobody_knows_is_refused() -> None:
    with pytest.raises(BadStyle, match=r"\[tempo\] is not known"):
        style_from({**raw(), "tempo": {}}, "t", TEMPO)
