"""A good order: a strong opener, a calm closer, no two alike neighbours, keys that follow on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tonmeister.model import Key
from tonmeister.music.pitch_classes import TONICS
from tonmeister.producer.album.choice import Choice, choose
from tonmeister.producer.album.nouns import SongHeard

_EXACT_COUNT = 11  # up to so many songs every order is weighed; beyond, the best found by moves
_UNKNOWN_KEY = 2.5  # as far as two keys lie apart on average
_ENDS, _KEY, _TEMPO, _JUMP, _ALIKE = 1.5, 0.15, 0.6, 0.5, 1.0
_EASY_JUMP = 1.2  # in spreads of the album's energies


def proposed_order(songs: Sequence[SongHeard]) -> tuple[tuple[str, ...], tuple[Choice, ...]]:
    """Return the files in the order we would propose, and why.

    The weights are the house's own (practice, not measured); the search is exact for small albums
    (Held and Karp, J. SIAM 10(1), 1962) and deterministic for all.
    """
    if len(songs) < 3:
        return tuple(song.file for song in songs), ()
    order = best_order(*costs(songs))
    return tuple(songs[i].file for i in order), tuple(_reasons([songs[i] for i in order]))


Row = Sequence[float]


def costs(songs: Sequence[SongHeard]) -> tuple[Sequence[Row], Row, Row]:
    """Return how ill each song follows each other, opens, and closes."""
    energy = energies(songs)
    count = len(songs)
    steps = [[step_cost(songs, energy, a, b) for b in range(count)] for a in range(count)]
    opens = [_ENDS * (float(energy.max()) - float(e)) for e in energy]
    closes = [_ENDS * (float(e) - float(energy.min())) for e in energy]
    return steps, opens, closes


def best_order(steps: Sequence[Row], opens: Row, closes: Row) -> list[int]:
    """Return the order that costs least: exact for small albums, else the best found by moves."""
    find = _exact if len(opens) <= _EXACT_COUNT else _by_moves
    return find(steps, opens, closes)


def order_cost(order: Sequence[int], steps: Sequence[Row], opens: Row, closes: Row) -> float:
    """Return what an order costs."""
    return opens[order[0]] + closes[order[-1]] + sum(steps[a][b] for a, b in pairwise(order))


def energies(songs: Sequence[SongHeard]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how much drive each song has within its album: louder, denser, faster (0 the mean)."""
    columns = [
        [song.loudness_lufs for song in songs],
        [math.log2(max(song.onset_rate_hz, 0.2)) for song in songs],
        [math.log2(song.tempo_bpm or 100.0) for song in songs],
    ]
    scores = np.zeros(len(songs))
    for column in columns:
        values = np.asarray(column)
        spread = float(values.std())
        if spread > 1e-6:
            scores += (values - values.mean()) / spread / len(columns)
    return scores


def key_steps(a: Key | None, b: Key | None) -> int | None:
    """Return how many fifths lie between two keys, a minor key counted as its relative major."""
    if a is None or b is None:
        return None
    places = []
    for key in (a, b):
        tonic = TONICS[key.mode].index(key.tonic)
        major = tonic if key.mode == "major" else tonic + 3
        places.append(major * 7 % 12)
    apart = abs(places[0] - places[1]) % 12
    return min(apart, 12 - apart)


def step_cost(
    songs: Sequence[SongHeard],
    energy: np.ndarray[tuple[int], np.dtype[np.float64]],
    a: int,
    b: int,
) -> float:
    """Return how ill one song follows another."""
    one, two = songs[a], songs[b]
    fifths = key_steps(one.key, two.key)
    tempo = tempo_octaves(one, two)
    jump = abs(float(energy[a] - energy[b]))
    cost = _KEY * (_UNKNOWN_KEY if fifths is None else fifths)
    cost += _TEMPO * min(tempo, 0.5) + _JUMP * max(0.0, jump - _EASY_JUMP)
    alike = one.key is not None and one.key == two.key and tempo < 0.06
    return cost + (_ALIKE if alike or (tempo < 0.02 and jump < 0.2) else 0.0)


def tempo_octaves(one: SongHeard, two: SongHeard) -> float:
    """Return how far two tempi lie apart; half and double time count as the same feel."""
    if one.tempo_bpm is None or two.tempo_bpm is None:
        return 0.25
    apart = abs(math.log2(one.tempo_bpm / two.tempo_bpm)) % 1.0
    return min(apart, 1.0 - apart)


def _exact(
    steps: Sequence[Sequence[float]], opens: Sequence[float], closes: Sequence[float]
) -> list[int]:
    count = len(steps)
    best: dict[tuple[int, int], tuple[float, int]] = {
        (1 << i, i): (opens[i], -1) for i in range(count)
    }
    for used in range(1, 1 << count):
        for last in range(count):
            here = best.get((used, last))
            if here is None:
                continue
            for nxt in range(count):
                if used >> nxt & 1:
                    continue
                cost = here[0] + steps[last][nxt]
                place = (used | 1 << nxt, nxt)
                if place not in best or cost < best[place][0] - 1e-12:
                    best[place] = (cost, last)
    used = (1 << count) - 1
    last = min(range(count), key=lambda i: (best[used, i][0] + closes[i], i))
    order = []
    while last >= 0:
        order.append(last)
        used, last = used & ~(1 << last), best[used, last][1]
    return order[::-1]


def _by_moves(
    steps: Sequence[Sequence[float]], opens: Sequence[float], closes: Sequence[float]
) -> list[int]:
    """Move one song at a time to where it stands best, until none stands better elsewhere."""

    def cost(order: Sequence[int]) -> float:
        return order_cost(order, steps, opens, closes)

    order = sorted(range(len(steps)), key=lambda i: (opens[i], i))
    now = cost(order)
    while True:
        tries = [
            (cost(moved), moved)
            for song in order
            for place in range(len(order))
            if (moved := _moved(order, song, place)) != order
        ]
        least, moved = min(tries)
        if least >= now - 1e-9:
            return order
        order, now = moved, least


def _moved(order: Sequence[int], song: int, place: int) -> list[int]:
    rest = [other for other in order if other != song]
    return [*rest[:place], song, *rest[place:]]


def _reasons(order: Sequence[SongHeard]) -> list[Choice]:
    told = [choose("album/opens", order[0].title, loudness_lufs=order[0].loudness_lufs)]
    for before, song in pairwise(order):
        told.append(
            choose(
                "album/follows",
                song.title,
                before=before.title,
                keys=f"{_key(before)} to {_key(song)}",
                tempi=f"{_tempo(before)} to {_tempo(song)}",
                change_lu=round(song.loudness_lufs - before.loudness_lufs, 1),
            )
        )
    told.append(choose("album/closes", order[-1].title, loudness_lufs=order[-1].loudness_lufs))
    return told


def _key(song: SongHeard) -> str:
    return str(song.key) if song.key else "no clear key"


def _tempo(song: SongHeard) -> str:
    return f"{song.tempo_bpm:.0f} BPM" if song.tempo_bpm else "no clear tempo"
