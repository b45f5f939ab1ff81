"""What holds for every check."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from check_scene import LENGTH_S, STEPS, from_total, record, song
from planted import SCENES

from tonmeister.listening import UnknownCheck, listen
from tonmeister.listening.check import check, checks, found
from tonmeister.listening.heard import Heard
from tonmeister.model import SongMap, Span
from tonmeister.units import UnitlessName, unit_of

ALL = sorted(checks())
STAGED = sorted(SCENES)
"""Those heard from features alone; the others are heard in planted faults (tests/faults)."""


@pytest.mark.parametrize("name", ALL)
def test_a_check_says_what_it_hears_why_it_matters_and_where_it_knows_it_from(name: str) -> None:
    one = checks()[name]
    for words in (one.title, one.hears, one.matters, one.by_ear, one.source, one.fix):
        assert len(words) > 2
        assert not words.endswith(".")
    assert one.run.__doc__


@pytest.mark.parametrize("name", STAGED)
def test_numbers_say_their_unit_and_shares_are_parts_of_a_whole(name: str) -> None:
    heard = SCENES[name][1]()
    for finding in listen(heard, only=[name]):
        for fact, value in finding.facts.items():
            if not isinstance(value, str):
                unit_of(fact)
                assert np.isfinite(value), fact
        assert 0.0 <= finding.confidence <= 1.0
        assert sum((finding.share or {}).values()) <= 1.0005
        assert set(finding.share or {}) <= set(heard.strips)


@pytest.mark.parametrize("name", STAGED)
def test_findings_lie_inside_the_song_and_have_stable_names(name: str) -> None:
    heard = SCENES[name][1]()
    once, again = listen(heard, only=[name]), listen(heard, only=[name])
    assert once == again
    assert len({f.id for f in once}) == len(once)
    for number, finding in enumerate(once, 1):
        assert finding.check == name
        assert finding.id.startswith(f"{name}@{finding.strip}#"), number
        assert 0.0 <= finding.where.start_s <= finding.where.end_s <= LENGTH_S


def nothing(steps: int) -> Heard:
    empty = from_total(np.zeros((30, steps)), active=np.zeros(steps, bool))
    length_s = steps * 0.1
    empty = replace(empty, length_s=length_s)
    return replace(
        song(vox=empty, kit=empty, bass=empty, piano=empty, mix=empty, mastered=empty),
        song=SongMap(length_s=length_s, tempo=None, key=None, sections=(), phrases=()),
    )


@pytest.mark.parametrize("rendered", [False, True])
@pytest.mark.parametrize("steps", [0, 1, 3, STEPS])
def test_silence_is_only_called_silent(rendered: bool, steps: int) -> None:
    heard = replace(nothing(steps), rendered=rendered)
    assert {f.check for f in listen(heard)} <= {"recording/silent", "master/loudness"}


@pytest.mark.parametrize("rendered", [False, True])
@pytest.mark.parametrize("kept", ["vox", "kit", "bass", "piano", "nobody"])
def test_a_song_of_one_track_is_listened_to(kept: str, rendered: bool) -> None:
    gone = {name: None for name in ("vox", "kit", "bass", "piano") if name != kept}
    heard = song(rendered=rendered, mastered=record(), **gone)  # type: ignore[arg-type]
    for finding in listen(heard):
        assert finding.check not in ("masking/pair", "vocal/under", "low/kick_bass")


@pytest.mark.parametrize("noise", [1, 2, 3])
def test_random_songs_never_break_a_check(noise: int) -> None:
    chance = np.random.default_rng(noise)
    parts = {
        name: from_total(
            10.0 ** chance.uniform(-9, -1, (30, STEPS)) * (chance.random(STEPS) > 0.3),
            side_db=chance.uniform(-40, 10),
        )
        for name in ("vox", "kit", "bass", "piano")
    }
    for rendered in (False, True):
        for finding in listen(song(rendered=rendered, mastered=parts["kit"], **parts)):
            assert all(isinstance(v, str) or np.isfinite(v) for v in finding.facts.values())


def test_the_weightiest_come_first_then_the_order_of_the_song() -> None:
    findings = listen(SCENES["recording/clipped"][1]())
    weights = [{"fault": 0, "note": 1, "info": 2}[f.weight] for f in findings]
    assert weights == sorted(weights)
    assert {0, 2} <= set(weights)


def test_what_a_genre_keeps_is_no_fault_and_says_why() -> None:
    heard = SCENES["dynamics/spread"][1]()
    kept = replace(heard, genre=replace(heard.genre, keep={"dynamics/spread": "it breathes"}))
    (asked,) = listen(heard, only=["dynamics/spread"])
    (spared,) = listen(kept, only=["dynamics/spread"])
    assert asked.weight == "note"
    assert spared.weight == "info"
    assert spared.facts["kept"] == "it breathes"


def test_an_unknown_check_is_named() -> None:
    with pytest.raises(UnknownCheck, match="no check vocal/purple"):
        listen(song(), only=["vocal/purple"])


def test_two_checks_cannot_share_an_id() -> None:
    with pytest.raises(ValueError, match="two checks are called 'bleed'"):
        check("bleed", title="", hears="", matters="", by_ear="", source="", fix="")(
            lambda heard: iter(())
        )


def test_a_number_without_a_unit_is_refused() -> None:
    with pytest.raises(UnitlessName, match="loudness"):
        found("vox", Span(0.0, 1.0), loudness=3.0)


def test_sixteen_tracks_of_four_minutes_are_listened_to_in_under_a_second() -> None:
    chance = np.random.default_rng(4)
    roles = ["lead vocal", "kick", "snare", "overheads", "bass", "electric guitar", "piano", "pad"]
    steps = 2400
    strips, names = {}, {}
    for i in range(16):
        level = 10.0 ** (chance.uniform(-6, -2, (30, 1)) + chance.normal(0, 0.3, (30, steps)))
        strips[f"track {i}"] = from_total(level * (np.sin(np.arange(steps) / (20 + i)) > -0.5))
        names[f"track {i}"] = roles[i % 8]
    base = song()
    mix = from_total(sum(f.power.sum(axis=0) * 2.0 for f in strips.values()))
    heard = replace(
        base, strips=strips, roles=names, mix=mix, song=replace(base.song, length_s=240.0)
    )
    listen(heard)
    begun = time.process_time()
    assert len(listen(heard)) > 20
    assert time.process_time() - begun < 1.5  # 0.3 s alone on a quiet core
