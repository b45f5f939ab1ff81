"""``tonmeister takes``: every part that was played several times, judged, directed and comped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.exchange.lanes import write_lanes
from tonmeister.flow.takes.comping import comped
from tonmeister.flow.takes.judging import Judged, judge, without_comps
from tonmeister.flow.takes.page import page_path
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.tell import Teller
from tonmeister.flow.tracks import song_of
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.listening.takes.loops import repeats
from tonmeister.model import Comp, Part, Session
from tonmeister.studio import Project, ingest, open_source, write_session
from tonmeister.studio.comp_file import read_comp
from tonmeister.studio.comp_tracks import (
    comp_path,
    known_comp_tracks,
    with_comps,
    write_comp_tracks,
)
from tonmeister.studio.takes_found import loop_part, maybe_parts_of, parts_of

LONG = 1.6
"""A loop recording is at least so many times as long as anything else in the folder."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A part's takes after the work: as judged, its comp, where sound, page and lanes lie."""

    judged: Judged
    comp: Comp
    sound: Path
    page: Path | None
    lanes: tuple[Path, ...]


def judge_takes(
    song: Path, wishes: TakeWishes, tell: Teller, *, out: Path | None = None
) -> list[Done]:
    """Find the takes of each part of a song, judge them, write comp, sound, page (and lanes).

    Raises ``BadWish`` where there is no part with several takes.
    """
    if not song.is_dir():
        what = "is a file" if song.exists() else "is not there"
        raise BadWish(f"{song} {what}: give the song's folder with the takes in it")
    project = Project.open(song, out)
    with project.lock():
        with tell.stage("ingest", "Taking stock of the folder") as on:
            session = ingest(song, project, progress=on)
        for problem in session.problems:
            tell.say(problem, kind="problem")
        known = known_comp_tracks(project, session)
        raw = without_comps(session, {c.track.name for c in known})
        parts = _parts(raw, project, wishes, tell)
        waiting = {t.track for part in parts for t in part.takes[1:]}
        rest = replace(raw, tracks=tuple(t for t in raw.tracks if t.name not in waiting))
        heard = song_of(rest, project, Wishes(song=song, out=out), tell)
        judged = [judge(part, raw, project, heard, wishes, tell) for part in parts]
        made, done = [], []
        for one in judged:
            made += comped(one, judged, raw, project, tell, wishes)
            done.append(_done(one, raw, project, wishes))
        now = {c.part for c in made}
        comps = [*(c for c in known if c.part not in now), *made]
        write_comp_tracks(project, comps)
        write_session(project, with_comps(raw, comps))
    return done


def _done(judged: Judged, session: Session, project: Project, wishes: TakeWishes) -> Done:
    comp = read_comp(project, judged.part.name)
    assert comp is not None  # it was just written
    lanes: Sequence[Path] = ()
    if wishes.lanes:
        from tonmeister.console.comp import play_comp

        played = play_comp(comp, judged.sounds, session.rate_hz)
        folder = project.comps / f"{comp.part} lanes"
        lanes = write_lanes(folder, comp, played, judged.sounds, session.rate_hz)
    page = page_path(project, comp.part)
    return Done(
        judged=judged,
        comp=comp,
        sound=comp_path(project, comp.part),
        page=page if page.is_file() else None,
        lanes=tuple(lanes),
    )


def _parts(session: Session, project: Project, wishes: TakeWishes, tell: Teller) -> list[Part]:
    """Return the parts with several takes: by name, by number (the sound decides), by looping."""
    found = list(parts_of(session))
    if wishes.numbers_are_takes:
        found += maybe_parts_of(session)
    taken = {take.track for part in found for take in part.takes}
    found += _loops(session, project, taken, tell)
    if wishes.part is not None:
        said = wishes.part.casefold()
        mine = [p for p in found if p.name.casefold() == said]
        mine = mine or [p for p in found if said in p.name.casefold()]
        if len(mine) != 1:
            names = ", ".join(part.name for part in found) or "none"
            raise BadWish(f"there is no part {wishes.part!r} with several takes; there are {names}")
        return mine
    if not found:
        raise BadWish(
            f"{session.song}: no part has several takes; name them like "
            '"Lead Vox T1.wav", "Lead Vox T2.wav", or put the takes of a part into a folder '
            '"Lead Vox takes"'
        )
    return found


def _loops(session: Session, project: Project, taken: set[str], tell: Teller) -> list[Part]:
    """Return the parts that were recorded in a loop: one file much longer than all others."""
    free = [t for t in session.tracks if t.use and t.name not in taken]
    parts = []
    for track in free:
        others = [t.length_s for t in session.tracks if t is not track and t.use]
        if others and track.length_s < LONG * max(others):
            continue
        with tell.stage("loops", f"Looking for repeats in {track.name}"):
            source = open_source(track, session, project, as_it_came=True)
            first = round(track.start_s * session.rate_hz)
            mono = source.read(first, source.frames - first).mean(axis=0)
            passes = repeats(mono, session.rate_hz)
        if len(passes) > 1:
            parts.append(loop_part(track, passes))
    return parts
