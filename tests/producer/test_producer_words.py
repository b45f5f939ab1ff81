"""Genres and voices: data with sources, and sentences whose blanks can all be filled."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from producer_songs import band, findings_of

from tonmeister.knowledge import genre, genres
from tonmeister.knowledge.voices import UnknownVoice, voice, voices
from tonmeister.listening.check import checks
from tonmeister.producer.bands import TONE_NAMES
from tonmeister.producer.explain import explain, hear
from tonmeister.units import unit_of

ASKED = {
    "hip-hop", "classical", "rock", "electronic", "jazz", "country", "pop", "metal", "folk",
    "r-and-b", "funk-soul",
}  # fmt: skip
KEYS = {
    "vocal.above_band_lu", "print.integrated_lufs", "print.true_peak_dbtp", "dynamics.spread_db",
    "space.return_below_dry_lu", "space.decay_s", "width.pan_percent", "width.mono_below_hz",
    "bus.glue_db", "saturation.drive_db", *(f"tone.{name}_hz_db" for name in TONE_NAMES),
    *(f"balance.{g}_lu" for g in
      ("drums", "bass", "guitars", "keys", "orchestra", "backing_vocals", "music")),
}  # fmt: skip


def test_all_genres_are_there():
    assert set(genres()) >= ASKED


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_genre_is_complete_and_says_how_it_knows(name):
    found = genre(name)
    assert set(found.expected) >= KEYS
    assert found.title
    assert len(found.reads_as) > 20
    for key, expected in found.expected.items():
        unit_of(key)
        assert expected.low <= expected.high, key
        assert expected.grade in ("standard", "published", "measured", "practice", "guess")
        assert len(expected.source) > 10, key


@pytest.mark.parametrize("name", sorted(ASKED))
def test_what_a_genre_keeps_is_a_check_and_has_a_reason(name):
    kept = genre(name).keep
    assert kept
    assert set(kept) <= set(checks())
    assert all(len(reason) > 15 for reason in kept.values())


def test_genres_differ_where_they_should():
    above = {name: genre(name)["vocal.above_band_lu"].middle for name in genres()}
    assert above["metal"] < above["rock"] < above["pop"] < above["country"]
    loud = {name: genre(name)["print.integrated_lufs"].middle for name in genres()}
    assert loud["classical"] < loud["jazz"] < loud["folk"] < loud["rock"]


def test_every_check_has_a_sentence():
    assert set(checks()) <= set(voice("plain"))


def test_a_voice_that_does_not_exist_is_named():
    assert "plain" in voices()
    with pytest.raises(UnknownVoice, match="there is no voice 'posh'; there are"):
        voice("posh")


def test_every_number_in_a_sentence_says_its_unit():
    for key, sentence in voice("plain").items():
        for _, name, spec, _ in Formatter().parse(sentence):
            if name is not None:
                assert not spec, key
                assert re.fullmatch(r"[a-z][a-z0-9_]*", name), key


def test_findings_are_told_by_their_own_sentence():
    song = band(16, swing_db=4.0)
    for finding in findings_of(song):
        told = hear(finding, voice("plain"), song.genre)
        assert not re.search(r"[{}]", told)
        assert not told.startswith(f"{finding.strip}, {finding.where}: "), told


def test_a_check_without_a_sentence_is_told_by_its_facts():
    song = band(3)
    finding = findings_of(song)[0]
    told = hear(finding, {}, song.genre)
    assert finding.strip in told
    assert str(finding.where) in told


def test_a_rule_without_a_sentence_is_an_error():
    from tonmeister.model import Decision

    move = Decision(
        id="a/eq/b", stage="eq", effect="bell", settings={}, rule="no/such", because=(), reason=""
    )
    with pytest.raises(KeyError):
        explain(move, "a", {}, voice("plain"), genre("rock"))
