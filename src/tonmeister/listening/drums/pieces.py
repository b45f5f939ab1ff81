"""Which piece a stroke is: small nets that were taught on strokes of known truth.

What they know lies in ``stem.json`` and ``close.json``, which
``benchmarks/session_drums_train.py`` wrote: one hidden layer, a few thousand numbers.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np

from tonmeister.listening.drums.events import Struck, features
from tonmeister.listening.drums.frames import Grid
from tonmeister.listening.drums.joint import CLOSE, Close, compared, louder_here
from tonmeister.listening.drums.templates import shares


def in_stem(events: Struck) -> Grid:
    """Return how likely each stroke is each piece [strokes, pieces]; several can be at once."""
    return _answer("stem", seen(events))


def in_close(mics: dict[str, Close]) -> dict[str, Grid]:
    """Return, by microphone, how likely each stroke is of its own drum [strokes]."""
    return {name: _answer("close", rows)[:, 0] for name, rows in seen_close(mics).items()}


def seen(events: Struck) -> Grid:
    """Return all that is looked at in one recording [strokes, features]."""
    level_db, share = shares(events)
    return np.concatenate([features(events), level_db / 20.0, share], axis=1)


def seen_close(mics: dict[str, Close]) -> dict[str, Grid]:
    """Return all that is looked at in each microphone, beside the others [strokes, features]."""
    own = compared(mics)
    out = {}
    for name, mic in mics.items():
        level_db, share = own[name]
        which = np.zeros((len(share), len(CLOSE)))
        which[:, CLOSE.index(mic.piece)] = 1.0
        here = np.column_stack([louder_here(mics, name), level_db / 20.0, share, which])
        out[name] = np.concatenate([seen(mic.heard), here], axis=1)
    return out


def _answer(which: str, heard: Grid) -> Grid:
    known = _known(which)
    if heard.shape[1] != known["w1"].shape[0]:
        raise ValueError(f"{which}.json was taught for other features: teach it again")
    hidden = np.tanh(heard @ known["w1"] + known["b1"])
    return np.asarray(1.0 / (1.0 + np.exp(-(hidden @ known["w2"] + known["b2"]))))


@cache
def _known(which: str) -> dict[str, Grid]:
    said = json.loads(files(__package__).joinpath(f"{which}.json").read_text("utf-8"))
    return {name: np.array(said[name]) for name in ("w1", "b1", "w2", "b2")}
