"""Comps in the session: made of takes once, played again only where something has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np

from tonmeister.console.comp import play_comp
from tonmeister.flow.takes.judging import Judged, judge, whole_take, without_comps
from tonmeister.flow.takes.kits import kit_take
from tonmeister.flow.takes.page import write_page
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.tell import Teller
from tonmeister.model import Comp, Part, Session, SongMap
from tonmeister.signal import Samples
from tonmeister.studio import Project, WavSink, track_key, write_text
from tonmeister.studio.comp_file import comp_path as sheet_path
from tonmeister.studio.comp_file import read_comp, write_comp
from tonmeister.studio.comp_tracks import (
    CompTrack,
    comp_path,
    comp_track,
    known_comp_tracks,
    with_comps,
    write_comp_tracks,
)
from tonmeister.studio.features_cache import ears_version, engine_version
from tonmeister.studio.takes_found import maybe_parts_of, parts_of

Maker = Callable[[Part, Session], Judged]


def comped_session(
    session: Session,
    project: Project,
    song: Callable[[Session], SongMap | None],
    tell: Teller,
    wishes: TakeWishes,
) -> Session:
    """Return the session in which the comps of all parts play in the place of their takes.

    A comp that was made of the same takes and the same sheet before is used again. ``song`` makes
    a song map of what else there is, if somebody needs bars.
    """
    known = known_comp_tracks(project, session)
    raw = without_comps(session, {c.track.name for c in known})
    parts = parts_of(raw)
    for part in maybe_parts_of(raw):
        tell.say(
            f"{', '.join(t.name for t in part.takes)}: if these are takes of one part, name them "
            f'"{part.name} T1", "{part.name} T2"; so they all play'
        )
    if not parts:
        return raw
    comps = [c for c in known if _same(c, parts, raw, project, wishes)]
    waiting = [p for p in parts if p.name not in {c.part for c in comps}]
    if waiting:
        heard = song(_rest(raw, parts))
        judged = [judge(part, raw, project, heard, wishes, tell) for part in waiting]
        for one in judged:
            comps += comped(one, judged, raw, project, tell, wishes)
        write_comp_tracks(project, comps)
    return with_comps(raw, comps)


def comped(
    judged: Judged,
    others: Sequence[Judged],
    session: Session,
    project: Project,
    tell: Teller,
    wishes: TakeWishes,
) -> list[CompTrack]:
    """Write a part's comp, its sound and its page, and return it as a track.

    A kit's microphones all take the same take. Where nothing can be comped in place, the take
    that scored best plays alone; where nothing can be judged, the first does.
    """
    for problem in judged.problems:
        tell.say(f"{judged.part.name}: {problem}", kind="problem")
    comp = judged.comp
    whole = kit_take(judged, others)
    if whole is not None or comp is None:
        comp = _by_hand(project, judged.part) or whole or _alone(judged)
    write_comp(project, comp)
    comp = read_comp(project, comp.part) or comp
    channels = play(comp, judged, session, project)
    write_page(judged, comp, session, project, wishes)
    made = comp_track(judged.part, session, project, channels=channels)
    _remember(project, judged.part, session, wishes)
    used = sorted({region.take for region in comp.regions})
    said = (
        f"take {used[0]} of {len(comp.takes)} as a whole"
        if len(used) == 1
        else f"a comp of {len(comp.regions)} regions from {len(used)} of {len(comp.takes)} takes"
    )
    tell.say(f"{comp.part}: {said}; {sheet_path(project, comp.part).name} says why")
    return [made]


def _by_hand(project: Project, part: Part) -> Comp | None:
    """Return the comp as a person wrote it; None where nobody changed or held anything of it."""
    comp = read_comp(project, part.name)
    return comp if comp is not None and any(region.hold for region in comp.regions) else None


def play(comp: Comp, judged: Judged, session: Session, project: Project) -> int:
    """Play a comp into its file; returns how many channels it has."""
    sound = np.ascontiguousarray(play_comp(comp, judged.sounds, session.rate_hz))
    _write(project, comp.part, sound, session.rate_hz)
    return len(sound)


def _write(project: Project, part: str, sound: Samples, rate_hz: int) -> None:
    with WavSink(comp_path(project, part), rate_hz, bits=32, channels=len(sound)) as sink:
        sink.write(sound)


def _alone(judged: Judged) -> Comp:
    """Return the best take, or the first where none can be judged, as it is."""
    usable = [score for score in judged.scores if score.take in judged.aligned.heard]
    if usable:
        best = min(usable, key=lambda score: score.cost_score)
        why = f"Take {best.take} as a whole: it costs least by itself, and no comp could be made."
        return whole_take(judged, best.take, why)
    first = judged.part.takes[0]
    return whole_take(judged, first.number, f"{first.name}: the takes could not be compared.")


def _rest(session: Session, parts: Sequence[Part]) -> Session:
    """Return the session without all takes but the first of each part."""
    waiting = {take.track for part in parts for take in part.takes[1:]}
    tracks = tuple(t for t in session.tracks if t.name not in waiting)
    return replace(session, tracks=tracks)


def _same(
    comp: CompTrack, parts: Sequence[Part], session: Session, project: Project, wishes: TakeWishes
) -> bool:
    part = next((p for p in parts if p.name == comp.part), None)
    if part is None or {t.track for t in part.takes} != set(comp.takes):
        return False
    return _book(project).get(comp.part) == _key(project, part, session, wishes)


def _remember(project: Project, part: Part, session: Session, wishes: TakeWishes) -> None:
    book = _book(project) | {part.name: _key(project, part, session, wishes)}
    write_text(project.hidden / "comped.json", json.dumps(book, ensure_ascii=False, indent=0))


def _key(project: Project, part: Part, session: Session, wishes: TakeWishes) -> str:
    """Return what a comp was made of: takes, sheet, wishes, ears and hands."""
    sheet = sheet_path(project, part.name)
    told = (
        [track_key(session.track(take.track), session) for take in part.takes],
        sheet.read_text("utf-8") if sheet.is_file() else "",
        (wishes.genre, str(wishes.guide), str(wishes.score), tuple(wishes.lyrics), wishes.base),
        ears_version(), engine_version(),
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()


def _book(project: Project) -> dict[str, Any]:
    try:
        return dict(json.loads((project.hidden / "comped.json").read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return {}  # what is not known is made again
