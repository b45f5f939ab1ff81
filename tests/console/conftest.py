"""Small effects of the tests' own lie on the shelf while a console test runs."""

from __future__ import annotations

import pytest
from console_scene import OWN_EFFECTS

from tonmeister.effects import effects


@pytest.fixture(autouse=True)
def _own_effects(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = effects()
    for made in OWN_EFFECTS:
        monkeypatch.setitem(shelf, made.name, made)  # type: ignore[arg-type]
