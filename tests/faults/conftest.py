"""Clean pieces to spoil."""

from __future__ import annotations

import pytest
from little_pieces import piece

from tonmeister.faults import Piece


@pytest.fixture(scope="session")
def clean() -> Piece:
    """A little song with stems. Faults must not change it."""
    return piece()
