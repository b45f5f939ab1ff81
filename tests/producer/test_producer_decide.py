"""What every recall sheet keeps to, whatever the song."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pytest
from producer_songs import band, findings_of, heard, sound, track

from tonmeister.effects import effects, knobs_of, recall
from tonmeister.knowledge import genre, genres
from tonmeister.model import STAGES, RecallSheet
from tonmeister.producer import decide, target_of, why


def sheet_of(song, **more):
    asked = {"genre": song.genre, "reference": None, "amounts": {}} | more
    return decide(song, findings_of(song), **asked)


def moves(sheet: RecallSheet):
    return [d for s in sheet.strips for d in s.decisions]


@pytest.fixture(scope="module", params=["rock", "pop", "classical", "hip-hop"])
def song(request):
    return band(16, request.param, swing_db=4.0)


@pytest.fixture(scope="module")
def sheet(song):
    return sheet_of(song)


def test_every_move_has_a_finding_a_rule_and_a_sentence(song, sheet):
    known = {f.id for f in findings_of(song)}
    assert len(moves(sheet)) > 30
    for move in moves(sheet):
        assert move.because, move.id
        assert set(move.because) <= known, move.id
        assert move.rule
        assert len(move.reason) > 20
        assert not re.search(r"[{}]|\bnan\b|\binf\b", move.reason), move.reason


def test_every_setting_is_one_the_effect_can_take(sheet):
    for move in moves(sheet):
        effect = recall(move.effect, move.settings)
        assert effect.settings().keys() >= move.settings.keys()
        knobs = {k.name for k in knobs_of(type(effect)) if k.automatable}
        assert set(move.curves) <= set(knobs)
        needs_key = effects()[move.effect].needs_key
        assert bool(move.key) >= needs_key, move.id


def test_ids_are_unique_and_the_same_on_every_run(song, sheet):
    ids = [d.id for d in moves(sheet)]
    assert len(ids) == len(set(ids))
    assert sheet_of(song) == sheet


def test_an_id_says_strip_and_stage(sheet):
    for strip in sheet.strips:
        for move in strip.decisions:
            assert move.id.startswith(f"{strip.name}/{move.stage}/")


@pytest.mark.parametrize("stage", STAGES)
def test_at_nothing_a_stage_makes_no_move(stage):
    song = band(9, "rock", swing_db=4.0)
    assert not [d for d in moves(sheet_of(song, amounts={stage: 0.0})) if d.stage == stage]


def test_an_amount_is_written_on_every_move_of_its_stage():
    song = band(6, "rock")
    for move in moves(sheet_of(song, amounts={"eq": 40.0})):
        assert move.amount_percent == (40.0 if move.stage == "eq" else 100.0)


def test_a_stage_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="there is no stage 'sparkle'; there are repair"):
        sheet_of(band(3), amounts={"sparkle": 10.0})


def test_what_is_excluded_is_left_alone():
    song = band(9, "rock", swing_db=4.0)
    found = sheet_of(song, exclude=("Vox", "compressor", "Bass DI/balance/fader"))
    assert not found.strip("Vox").decisions
    assert not [d for d in moves(found) if d.effect == "compressor"]
    assert "Bass DI/balance/fader" not in [d.id for d in moves(found)]


def test_strips_stand_in_the_order_of_the_console(song, sheet):
    kinds = [s.kind for s in sheet.strips]
    assert kinds == sorted(kinds, key=["track", "return", "bus", "master"].index)
    assert sheet.strips[-1].name == "Master"
    names = {s.name for s in sheet.strips}
    for strip in sheet.strips[:-1]:
        assert strip.output in names
    for move in moves(sheet):
        if move.effect == "send":
            assert move.settings["to"] in names


def test_a_track_named_like_a_bus_does_not_collide():
    tracks = (track("Drums", "drums", stereo=True), track("Bass", "bass"))
    strips = {"Drums": sound("drums", stereo=True), "Bass": sound("bass", seed=2)}
    found = sheet_of(heard(tracks, strips, "rock"))
    assert len({s.name for s in found.strips}) == len(found.strips)
    assert found.strip("Drums").output == "Drums bus"


def test_moves_are_few_and_cuts_come_before_boosts(sheet):
    for strip in sheet.strips:
        eq = [d for d in strip.decisions if d.stage == "eq"]
        assert len(eq) <= 5
        gains = [float(d.settings["gain_db"]) for d in eq]
        assert all(-6.0 <= g <= 3.0 for g in gains)
        assert all(abs(g) >= 0.7 for g in gains)


def test_nothing_without_findings_is_decided():
    song = band(6, "rock")
    empty = decide(song, (), genre=song.genre, reference=None, amounts={})
    assert not moves(empty)
    assert any("level was not heard" in note for note in empty.notes)


def test_a_song_of_nothing_gives_an_empty_console():
    song = band(2, "rock")
    silent = {n: replace(s, active=np.zeros_like(s.active)) for n, s in song.strips.items()}
    found = decide(
        replace(song, strips=silent), (), genre=song.genre, reference=None, amounts={}
    )  # fmt: skip
    assert [s.name for s in found.strips] == ["Master"]
    assert sum("nothing sounds on it" in note for note in found.notes) == 2


def test_one_track_alone_is_mixed_too():
    song = heard((track("Piano", "piano", stereo=True),), {"Piano": sound("piano")}, "jazz")
    assert sheet_of(song).master.decisions[-1].effect == "limiter"


def test_a_reference_sets_the_tone():
    song = band(8, "rock")
    dark = sound("bass", seed=4)
    found = sheet_of(song, reference=dark)
    plain = sheet_of(song)
    tone = [d for d in found.master.decisions if d.rule.startswith(("print/tone", "mixbus/tilt"))]
    assert tone
    assert found.master.decisions != plain.master.decisions


@pytest.mark.parametrize("name", genres())
def test_every_genre_gives_a_sheet(name):
    found = sheet_of(band(10, name))
    assert found.target == target_of(genre(name))
    assert found.genre == name


def test_sixteen_tracks_are_decided_in_a_second_and_a_half():
    song = band(16)
    heard_of_it = findings_of(song)
    start_s = time.process_time()
    decide(song, heard_of_it, genre=song.genre, reference=None, amounts={})
    assert time.process_time() - start_s < 1.5


def test_why_tells_every_move_of_a_strip(song, sheet):
    told = why(sheet, findings_of(song), "Vox")
    assert len(told) >= len(sheet.strip("Vox").decisions)
    assert any("fader" in line for line in told)
    with pytest.raises(KeyError, match="there is no strip 'Choir'"):
        why(sheet, findings_of(song), "Choir")
