"""What `produce` does to the recordings by itself: little, as the genre has it, each move shown.

What is heard to be damaged is cleaned; leads are tuned where they are clearly out, and only as
far as the genre does it. What somebody asked for by name (`tonmeister tune`) is not done again in
another way, and what was undone stays undone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from tonmeister.flow.editing.bench import Bench
from tonmeister.flow.editing.clean import clean_track, write_removed
from tonmeister.flow.editing.tune import TuneAsked, notes_on, tune_track
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.edit_habits import habits
from tonmeister.knowledge.roles import group_of
from tonmeister.listening import listen
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Edit, EditStage, Session, Track
from tonmeister.producer.edits.clean import KINDS, clean_lightly
from tonmeister.producer.edits.tune import tune_lightly
from tonmeister.studio import Project, engine_version, track_key, write_text
from tonmeister.studio.edits_asked import was_asked
from tonmeister.studio.edits_file import read_edits
from tonmeister.studio.features_cache import ears_version

DAMAGE = {"recording/hum": "hum", "recording/clipped": "clipping"}
"""What is heard in a recording, and which cleaning answers it."""


def edited_lightly(
    heard: Heard, project: Project, features: Mapping[str, TrackFeatures], tell: Teller
) -> Session:
    """Propose and play the genre's own edits; returns the session that plays them.

    ``heard``: the raw tracks. Only what is heard to be damaged is cleaned; clicks are looked for
    when somebody asks (`tonmeister clean`), since that means reading every sample of every track.
    """
    bench = Bench(project=project, session=heard.session, features=features, tell=tell)
    _clean(bench, heard)
    _tune(bench, heard.genre.name)
    return bench.session


def _clean(bench: Bench, heard: Heard) -> None:
    wish = clean_lightly(heard.genre.name)
    damaged: dict[str, set[str]] = {}
    for finding in listen(heard, list(DAMAGE)):
        drum = group_of(heard.roles.get(finding.strip, "other")) == "Drums"
        if drum and finding.check == "recording/clipped":
            continue  # what was cut off a stroke cannot be drawn again well
        if finding.weight != "info" and DAMAGE[finding.check] in wish.kinds:
            damaged.setdefault(finding.strip, set()).add(DAMAGE[finding.check])
    for lead in (t.name for t in bench.session.playing if t.role == "lead vocal"):
        if "breaths" in wish.kinds:
            damaged.setdefault(lead, set()).add("breaths")
        elif _breathes(bench, lead):
            bench.hand_in([], kinds=(KINDS["breaths"],), tracks=(lead,), asked=False)
    wanted = [t for t in bench.session.playing if t.name in damaged]
    for track in _due(bench, wanted, "clean", tuple(KINDS.values()), heard.genre.name):
        kinds = tuple(kind for kind in wish.kinds if kind in damaged[track.name])
        with bench.tell.stage("clean", f"Cleaning {track.name}"):
            done = clean_track(bench, track.name, replace(wish, kinds=kinds))
        write_removed(bench, done)
        bench.hand_in(
            done.edits,
            kinds=[KINDS[kind] for kind in kinds],
            tracks=(track.name,),
            taken_back=done.taken_back,
            notes=done.notes,
            asked=False,
        )
        bench.tell.say(done.said)
        _done(bench, track, "clean", heard.genre.name)


def _breathes(bench: Bench, track: str) -> bool:
    """Whether breaths were turned down here for another genre, and nobody asked for it."""
    kind = KINDS["breaths"]
    if kind in was_asked(bench.project, track):
        return False
    return any(edit.kind == kind for edit in read_edits(bench.project).of(track))


def _tune(bench: Bench, genre: str) -> None:
    wish = tune_lightly(genre)
    leads = [t for t in bench.session.playing if t.role == "lead vocal"]
    for track in _due(bench, leads, "tune", ("tune",), genre):
        if wish is None:
            bench.hand_in([], kinds=("tune",), tracks=(track.name,), asked=False)
        else:
            with bench.tell.stage("tune", f"Hearing the notes of {track.name}"):
                done = tune_track(bench, track.name, TuneAsked(track=track.name, wish=wish))
            bench.hand_in(
                done.edits,
                kinds=("tune",),
                tracks=(track.name,),
                taken_back=done.taken_back,
                notes=notes_on(done),
                asked=False,
            )
            bench.tell.say(_said(track, done.edits))
        _done(bench, track, "tune", genre)


def _said(track: Track, edits: tuple[Edit, ...]) -> str:
    if not edits:
        return f"{track.name}: no note is out far enough to be tuned"
    return f"{track.name}: {len(edits)} notes tuned; `tonmeister why` lists them, `undo` takes back"


def _due(
    bench: Bench, tracks: list[Track], stage: EditStage, kinds: tuple[str, ...], genre: str
) -> list[Track]:
    """Return the tracks on which a stage was not done before in the same way, nor asked for."""
    book = _book(bench.project)
    return [
        track
        for track in tracks
        if not set(kinds) & was_asked(bench.project, track.name)
        and book.get(f"{track.name}/{stage}") != _key(bench, track, stage, genre)
    ]


def _done(bench: Bench, track: Track, stage: EditStage, genre: str) -> None:
    book = _book(bench.project) | {f"{track.name}/{stage}": _key(bench, track, stage, genre)}
    text = json.dumps(book, ensure_ascii=False, indent=0)
    write_text(bench.project.hidden / "edits-lightly.json", text)


def _key(bench: Bench, track: Track, stage: EditStage, genre: str) -> str:
    plain = replace(track, edited="", edited_sha256="")
    told = (
        track_key(plain, bench.session), sorted(habits(stage, genre).items()), ears_version(),
        engine_version(),
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()


def _book(project: Project) -> dict[str, Any]:
    try:
        return dict(json.loads((project.hidden / "edits-lightly.json").read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return {}  # what is not known is done again
