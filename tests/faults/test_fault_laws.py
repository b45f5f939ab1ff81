"""What holds for every planted fault."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.faults import CannotPlant, Piece, Planted, faults
from tonmeister.listening.check import checks
from tonmeister.model import Span
from tonmeister.units import unit_of

ALL = sorted(faults())
WHERE = Span(8.0, 16.0)


def planted(name: str, clean: Piece, strength: int = 1, seed: int = 3) -> Planted:
    try:
        return faults()[name].plant(clean, WHERE, strength, seed)  # type: ignore[arg-type]
    except CannotPlant as why:
        pytest.skip(f"the little song cannot carry it: {why}")


@pytest.mark.parametrize("name", ALL)
def test_a_fault_names_its_check_and_its_unit(name: str) -> None:
    fault = faults()[name]
    assert fault.hears in checks()
    unit_of(fault.amount)
    assert len(set(fault.amounts)) == 3
    assert fault.plants.__doc__


@pytest.mark.parametrize("name", ALL)
def test_the_clean_piece_stays_as_it_was(name: str, clean: Piece) -> None:
    mix, stems = clean.mix.copy(), {n: s.copy() for n, s in clean.stems.items()}
    planted(name, clean)
    assert np.array_equal(mix, clean.mix)
    assert all(np.array_equal(stems[n], clean.stems[n]) for n in stems)


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_plants_the_same_fault_and_something_changes(name: str, clean: Piece) -> None:
    one, two = planted(name, clean), planted(name, clean)
    assert np.array_equal(one.piece.mix, two.piece.mix)
    assert one.where == two.where
    same = one.piece.mix.shape == clean.mix.shape and np.array_equal(one.piece.mix, clean.mix)
    stems = one.piece.stems
    assert not same or any(not np.array_equal(stems[n], clean.stems[n]) for n in stems)
    assert np.isfinite(one.piece.mix).all()


@pytest.mark.parametrize("name", ALL)
def test_outside_its_place_the_music_is_untouched(name: str, clean: Piece) -> None:
    one = planted(name, clean)
    if faults()[name].whole or one.piece.mix.shape != clean.mix.shape:
        pytest.skip("it spoils the whole piece, or its length")
    before = round((one.where.start_s - 0.1) * clean.rate_hz)
    after = round((one.where.end_s + 0.1) * clean.rate_hz)
    assert np.allclose(one.piece.mix[:, :before], clean.mix[:, :before], atol=1e-9)
    assert np.allclose(one.piece.mix[:, after:], clean.mix[:, after:], atol=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_stems_still_add_up_to_the_mix(name: str, clean: Piece) -> None:
    piece = planted(name, clean).piece
    if piece.stems:
        assert np.allclose(np.sum(list(piece.stems.values()), axis=0), piece.mix, atol=1e-9)
        assert set(piece.roles) == set(piece.stems)
