"""What is planted in a mix is heard there, and by how much; what is clean is left in peace."""

from __future__ import annotations

import numpy as np
import pytest
from tone_piece import WHERE, band

from tonmeister.faults import Piece, faults
from tonmeister.listening import listen
from tonmeister.listening.finished import hear_finished
from tonmeister.model import Finding
from tonmeister.signal import Audio

BELLS = (
    "muddy", "boomy", "boxy", "hollow", "thin", "nasal", "harsh", "sibilant", "dull", "fizzy",
)  # fmt: skip
OTHERS = (
    "wide", "narrow", "leaning", "out_of_phase", "mono_loss", "low_not_mono", "over_compressed",
    "no_transients", "resonance",
)  # fmt: skip
MINE = (*BELLS, "airless", *OTHERS, "pumping", "band_crest")


def heard(piece: Piece, only: set[str]) -> list[Finding]:
    stems = {name: Audio(stem, piece.rate_hz) for name, stem in piece.stems.items()}
    scene = hear_finished(piece.audio(), song=piece.song, stems=stems, roles=piece.roles)
    return [f for f in listen(scene, only=only) if f.weight != "info"]


def off_s(finding: Finding) -> float:
    where = finding.where
    return (abs(where.start_s - WHERE.start_s) + abs(where.end_s - WHERE.end_s)) / 2.0


@pytest.mark.parametrize("name", [*BELLS, *OTHERS])
def test_a_stretch_that_was_spoiled_is_found_within_a_bar(name: str) -> None:
    fault = faults()[name]
    planted = fault.plant(band(), WHERE, 1, seed=7)
    found = [f for f in heard(planted.piece, {fault.hears}) if f.strip == "Master"]
    assert found, fault.hears
    assert min(off_s(f) for f in found) <= 2.0


@pytest.mark.parametrize("name", BELLS)
def test_how_much_was_added_or_taken_is_told_within_two_and_a_half_db(name: str) -> None:
    fault = faults()[name]
    planted = fault.plant(band(), WHERE, 1, seed=7)
    best = min(heard(planted.piece, {fault.hears}), key=off_s)
    assert float(best.facts["excess_db"]) == pytest.approx(planted.truth["excess_db"], abs=2.5)
    assert 0.0 <= float(best.facts["percentile_percent"]) <= 100.0
    assert "bars" in best.facts


def test_a_clean_song_that_repeats_itself_is_left_in_peace() -> None:
    checks = {faults()[name].hears for name in MINE}
    local = [f for f in heard(band(), checks) if f.where.end_s - f.where.start_s < 39.0]
    assert local == []


def test_the_stem_that_rises_has_the_largest_share_of_the_excess() -> None:
    clean = band(stems=True)
    keys = clean.stems["keys"].copy()
    part = slice(round(WHERE.start_s * clean.rate_hz), round(WHERE.end_s * clean.rate_hz))
    muddy = faults()["muddy"].plant(
        Piece(name="keys", rate_hz=clean.rate_hz, mix=clean.stems["keys"]), WHERE, 2, seed=7
    )
    keys[:, part] = muddy.piece.mix[:, part]
    found = heard(clean.with_stem("keys", keys), {"tone/muddy", "tone/boxy"})
    assert found
    assert next(iter(found[0].share or {})) == "keys"
    assert sum((found[0].share or {}).values()) <= 1.0005


def test_silence_and_mono_and_short_sounds_are_borne() -> None:
    checks = {faults()[name].hears for name in MINE}
    rate_hz = 44100
    for samples in (
        np.zeros((2, rate_hz * 20)),
        np.zeros((2, 400)),
        np.tile(np.sin(np.arange(rate_hz * 20) * 0.05), (2, 1)) * 0.1,
        np.random.default_rng(1).standard_normal((2, rate_hz // 2)) * 0.1,
    ):
        for finding in heard(Piece(name="odd", rate_hz=rate_hz, mix=samples), checks):
            assert all(np.isfinite(v) for v in finding.facts.values() if not isinstance(v, str)), (
                finding
            )


def test_the_same_sound_gives_the_same_findings() -> None:
    planted = faults()["harsh"].plant(band(), WHERE, 1, seed=7).piece
    assert heard(planted, {"tone/harsh"}) == heard(planted, {"tone/harsh"})
