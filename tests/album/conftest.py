"""An album of three little songs, made once."""

from __future__ import annotations

import pytest
from little_album import UPC, Listener, Made, make, write_songs


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The album of the three songs, with title, artist and UPC."""
    songs = write_songs(tmp_path_factory.mktemp("album") / "Nächte")
    listener = Listener()
    done = make(songs, listener, head={"artist": "Die Bande", "upc": UPC, "year": "2026"})
    return Made(songs=songs, folder=songs / "album", done=done, lines=listener.lines)
