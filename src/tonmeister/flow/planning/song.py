"""``tonmeister plan SONG``: one song heard as a producer does before work begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.hearing import hear
from tonmeister.flow.planning.preview import Lane, Previewed, preview
from tonmeister.flow.planning.references import Beside, beside
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.listening.finished import hear_finished
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import parts
from tonmeister.listening.planning.facts import SongFacts, facts_of
from tonmeister.producer.planning.moves import moves
from tonmeister.producer.planning.nouns import Opinion
from tonmeister.producer.planning.opinions import opinions
from tonmeister.signal import Source, gain
from tonmeister.studio import Project, file_source

FOLDER = "plan"
MOVES = 3


@dataclass(frozen=True, kw_only=True)
class PlanWish:
    """What was asked for; ``vision`` in the artist's own words, ``references`` to aim at."""

    song: Path
    out: Path | None = None
    genre: str | None = None
    title: str | None = None
    vision: str = ""
    references: tuple[Path, ...] = ()
    previews: bool = True


@dataclass(frozen=True, kw_only=True)
class SongPlan:
    """A song's plan: facts, opinions, moves that helped when played, moves that did not."""

    facts: SongFacts
    roles: Mapping[str, str]
    opinions: tuple[Opinion, ...]
    moves: tuple[Previewed, ...]
    taken_back: tuple[Previewed, ...]
    references: tuple[Beside, ...]
    vision: str
    folder: Path


def plan_song(wish: PlanWish, tell: Teller) -> SongPlan:
    """Hear one song (a folder of tracks, or a file) and plan; raises ``BadWish``."""
    if not wish.song.exists():
        raise BadWish(f"{wish.song} is not there: give a song's folder or one sound file")
    if wish.song.is_dir():
        project = Project.open(wish.song, wish.out)
        with project.lock():
            hearing = hear(project, Wishes(song=wish.song, genre=wish.genre), tell)
            lanes = _lanes(hearing.heard, hearing.sources)
            return _planned(wish, hearing.heard, lanes, project.folder / FOLDER, tell)
    source = file_source(wish.song)
    with tell.stage("song", "Hearing the song"):
        heard = hear_finished(source, name=wish.song.stem)
    folder = (wish.out or wish.song.parent / f"{wish.song.stem} - plan").resolve()
    return _planned(wish, heard, {"the song": Lane(source, 1.0)}, folder, tell)


def _lanes(heard: Heard, sources: Mapping[str, Source]) -> dict[str, Lane]:
    laid = parts(heard)
    return {
        name: Lane(sources[name], gain(float(level_db)))
        for name, level_db in zip(laid.names, laid.gains_db, strict=True)
    }


def _planned(
    wish: PlanWish, heard: Heard, lanes: Mapping[str, Lane], folder: Path, tell: Teller
) -> SongPlan:
    facts = facts_of(heard, wish.title or wish.song.stem)
    played: list[Previewed] = []
    if wish.previews:
        wanted = moves(facts, heard, 2 * MOVES)
        with tell.stage("preview", "Playing moves of the arrangement") as on:
            for number, move in enumerate(wanted, start=1):
                if sum(p.helped for p in played) == MOVES:
                    break
                on((number - 1) / len(wanted))
                played.append(preview(move, facts.curves, lanes, folder / "previews", number))
    for lost in (p for p in played if not p.helped):
        for file in lost.files:
            file.unlink()
    with tell.stage("references", "Listening to references"):
        references = tuple(beside(path, heard, facts) for path in wish.references)
    return SongPlan(
        facts=facts,
        roles=dict(heard.roles),
        opinions=opinions(facts),
        moves=tuple(p for p in played if p.helped),
        taken_back=tuple(p for p in played if not p.helped),
        references=references,
        vision=wish.vision,
        folder=folder,
    )
