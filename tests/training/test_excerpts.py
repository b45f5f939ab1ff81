"""Which part of a song is listened to."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.signal import Audio
from tonmeister.training.excerpts import TooShort, excerpt, loud_places_s

RATE_HZ = 22050


def song(*parts: tuple[float, float]) -> Audio:
    """Return noise of so many seconds at so many dBFS, one part after the other."""
    rng = np.random.default_rng(1)
    sound = [10 ** (db / 20) * rng.standard_normal((2, round(s * RATE_HZ))) for s, db in parts]
    return Audio(np.ascontiguousarray(np.concatenate(sound, axis=1)), RATE_HZ)


def test_excerpts_come_from_the_loud_part() -> None:
    places = loud_places_s(song((20, -40), (20, -20), (20, -40)))
    assert places.size > 3
    assert places.min() >= 15.0  # half of it may lie outside: that is 3 LU
    assert places.max() <= 35.0


def test_a_short_song_is_heard_as_a_whole() -> None:
    whole = song((4, -20))
    assert list(loud_places_s(whole)) == [0.0]
    assert excerpt("short", whole, 0.0).mix.shape[1] == whole.frames


def test_an_excerpt_has_no_click_at_its_ends_and_its_stems_add_up_to_it() -> None:
    drums, voice = song((20, -20)), song((20, -30))
    both = Audio(drums.samples + voice.samples, RATE_HZ)
    piece = excerpt("both", both, 3.0, stems={"drums": drums, "voice": voice},
                    roles={"voice": "lead vocal"})  # fmt: skip
    assert piece.mix.shape == (2, 10 * RATE_HZ)
    assert np.all(piece.mix[:, [0, -1]] == 0.0)
    assert np.allclose(sum(piece.stems.values()), piece.mix, atol=1e-12)
    assert piece.stem_of("lead vocal") == "voice"


def test_a_stem_that_rests_there_is_not_asked_about() -> None:
    drums, voice = song((20, -20)), Audio(np.zeros((2, 20 * RATE_HZ)), RATE_HZ)
    piece = excerpt("both", drums, 3.0, stems={"drums": drums, "voice": voice})
    assert list(piece.stems) == ["drums"]


@pytest.mark.parametrize("parts", [[(1.0, -20.0)], [(20.0, -140.0)]])
def test_where_there_is_nothing_to_hear_it_says_so(parts: list[tuple[float, float]]) -> None:
    with pytest.raises(TooShort):
        loud_places_s(song(*parts))
