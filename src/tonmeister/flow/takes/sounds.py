"""The sound of takes: heard one by one, opened again when they are played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from tonmeister.flow.edited import sound_of
from tonmeister.flow.tell import Teller
from tonmeister.listening.takes.align_hear import hear_take
from tonmeister.listening.takes.aligned import HeardTake
from tonmeister.model import Part, Session, Take
from tonmeister.signal import Samples
from tonmeister.studio import Project, open_source
from tonmeister.studio.pitch_model import pitch_model

_WORKERS = 2
PITCHED = ("voice", "bass")
"""Kinds of parts that sound one note at a time."""


def heard_takes(
    part: Part, session: Session, project: Project, tell: Teller
) -> dict[int, HeardTake]:
    """Hear each take of a part alone, on its own clock; two at a time."""
    done = 0

    def hear(take: Take) -> HeardTake:
        nonlocal done
        tell.check()
        source = open_source(session.track(take.track), session, project, as_it_came=True)
        first = round(take.begins_s * session.rate_hz)
        count = min(round(take.ends_s * session.rate_hz), source.frames) - first
        sound = source.read(first, max(count, 0)).mean(axis=0, keepdims=True)
        heard = hear_take(take, sound, session.rate_hz, model)
        done += 1
        on(done / len(part.takes))
        return heard

    model = pitch_model() if part.kind in PITCHED else None
    with (
        tell.stage("takes", f"Listening to {len(part.takes)} takes of {part.name}") as on,
        ThreadPoolExecutor(_WORKERS) as pool,
    ):
        return dict(zip((t.number for t in part.takes), pool.map(hear, part.takes), strict=True))


class TakeSounds(Mapping[int, Samples]):
    """The whole tracks of takes [channels, n] in song time, each opened when it is first asked.

    A mono track that is one take from the song's beginning on was ``heard`` as it is.
    """

    def __init__(
        self,
        part: Part,
        session: Session,
        project: Project,
        heard: Mapping[int, HeardTake] | None = None,
    ) -> None:
        self._heard = {
            number: one.sound
            for number, one in (heard or {}).items()
            if session.track(one.take.track).layout == "mono"
            and one.take.begins_s == 0.0
            and abs(one.take.ends_s - session.track(one.take.track).length_s) < 1e-5
        }
        self._takes: dict[int, Take] = {take.number: take for take in part.takes}
        self._session, self._project = session, project
        self._open: dict[str, Samples] = {}

    def __getitem__(self, number: int) -> Samples:
        if number in self._heard:
            return self._heard[number]
        name = self._takes[number].track
        if name not in self._open:
            self._open[name] = sound_of(self._session.track(name), self._session, self._project)
        return self._open[name]

    def __iter__(self) -> Iterator[int]:
        return iter(self._takes)

    def __len__(self) -> int:
        return len(self._takes)


def guide_take(part: Part, sound: Samples, rate_hz: int) -> HeardTake:
    """Hear a guide: a recording that shows how the part goes."""
    length_s = sound.shape[1] / rate_hz
    take = replace(
        part.takes[0], name="the guide", number=0, begins_s=0.0, ends_s=length_s, offset_s=0.0
    )
    mono = np.ascontiguousarray(sound.mean(axis=0, keepdims=True))
    return hear_take(take, mono, rate_hz, pitch_model())
