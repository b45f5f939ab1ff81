"""Taking moves back and holding them: edits, regions of comps, decisions of the mix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonmeister.flow.edited import played_session
from tonmeister.flow.editing.bench_session import session_of_edits
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Comp, Decision, Edit, EditList, RecallSheet, Region
from tonmeister.producer.edits.tighten_group import with_their_group
from tonmeister.studio import Project, read_sheet, write_session, write_sheet
from tonmeister.studio.comp_file import comp_parts, read_comp, write_comp
from tonmeister.studio.edits_file import read_edits, write_edits


def undo(
    song: Path,
    ids: Sequence[str],
    tell: Teller,
    *,
    everything: bool = False,
    back: bool = False,
    out: Path | None = None,
) -> dict[str, Any]:
    """Switch moves off (``back``: on again) and play the recordings without them.

    ``ids`` are whole ids or what they begin with ("Lead Vox", "Lead Vox/tune"). One hit of a
    group of microphones takes the others of its group with it. What is undone stays undone.
    """
    project = Project.find(out or song)
    with project.lock():
        edits = read_edits(project)
        named = _chosen([e.id for e in edits.edits], ids, everything=everything)
        named = set(with_their_group(edits, named))
        turned = [e.id for e in edits.edits if e.id in named and e.bypass == back]
        mix = _in_mix(project, ids, lambda move: replace(move, bypass=not back)) if ids else []
        _nothing_found(project, ids, [*named, *mix], edits)
        if named:
            _write(project, edits, named, lambda edit: replace(edit, bypass=not back))
            played = play_again(project, tell)
        else:
            played = []
    word = "plays again" if back else "is undone"
    for one in (*turned, *mix)[:12]:
        tell.say(f"{one} {word}")
    if len(turned) + len(mix) > 12:
        tell.say(f"... and {len(turned) + len(mix) - 12} more")
    if mix:
        tell.say("`tonmeister deliver` plays the mix with it")
    return {"event": "done", "changed": [*turned, *mix], "edited": played}


def hold(
    song: Path,
    ids: Sequence[str],
    tell: Teller,
    *,
    let_go: bool = False,
    out: Path | None = None,
) -> dict[str, Any]:
    """Keep moves as they are whatever the machine thinks later (``let_go``: no longer)."""
    project = Project.find(out or song)
    keep = not let_go
    with project.lock():
        edits = read_edits(project)
        named = set(with_their_group(edits, _chosen([e.id for e in edits.edits], ids)))
        mix = _in_mix(project, ids, lambda move: replace(move, hold=keep))
        comps = _in_comps(project, ids, lambda region: replace(region, hold=keep))
        _nothing_found(project, ids, [*named, *mix, *comps], edits)
        if named:
            _write(project, edits, named, lambda edit: replace(edit, hold=keep))
    for one in [*sorted(named), *mix, *comps][:12]:
        tell.say(f"{one} is {'held' if keep else 'no longer held'}")
    return {"event": "done", "changed": [*sorted(named), *mix, *comps]}


def play_again(project: Project, tell: Teller) -> list[str]:
    """Play ``edits.toml`` as it stands; returns the edited files."""
    session = session_of_edits(project, read_edits(project))
    played = played_session(session, project, tell)
    if project.session_file.exists():
        write_session(project, played)
    return [str((project.song_folder / t.edited).resolve()) for t in played.tracks if t.edited]


def _write(
    project: Project, edits: EditList, named: set[str], change: Callable[[Edit], Edit]
) -> None:
    changed = tuple(change(e) if e.id in named else e for e in edits.edits)
    write_edits(project, replace(edits, edits=changed), by_machine=False)


def _in_mix(
    project: Project, ids: Sequence[str], change: Callable[[Decision], Decision]
) -> list[str]:
    """Change whole-named decisions of the mix in ``recall.toml``."""
    if not project.recall_file.exists():
        return []
    sheet: RecallSheet = read_sheet(project.recall_file)
    wanted = {each.casefold() for each in ids}
    done: list[str] = []
    strips = []
    for strip in sheet.strips:
        moves = []
        for move in strip.decisions:
            mine = move.id.casefold() in wanted
            moves.append(change(move) if mine else move)
            done += [move.id] if mine else []
        strips.append(replace(strip, decisions=tuple(moves)))
    if done:
        write_sheet(project, replace(sheet, strips=tuple(strips)))
    return done


def _in_comps(
    project: Project, ids: Sequence[str], change: Callable[[Region], Region]
) -> list[str]:
    done: list[str] = []
    for part in comp_parts(project):
        comp = read_comp(project, part)
        if comp is None:
            continue
        named = _chosen([region.id for region in comp.regions], ids)
        if named:
            write_comp(project, _comp_with(comp, named, change), by_machine=False)
            done += sorted(named)
    return done


def _comp_with(comp: Comp, named: set[str], change: Callable[[Region], Region]) -> Comp:
    return replace(comp, regions=tuple(change(r) if r.id in named else r for r in comp.regions))


def _chosen(known: Iterable[str], ids: Sequence[str], *, everything: bool = False) -> set[str]:
    """Return the ids that are named whole or by their beginning."""
    if everything:
        return set(known)
    said = [each.rstrip("/").casefold() for each in ids]
    return {
        one
        for one in known
        if any(one.casefold() == each or one.casefold().startswith(f"{each}/") for each in said)
    }


def _nothing_found(
    project: Project, ids: Sequence[str], found: Sequence[str], edits: EditList
) -> None:
    if found:
        return
    if not edits.edits and not ids:
        raise BadWish(f"{project.edits_file} holds no edits: there is nothing to undo")
    some = ", ".join([e.id for e in edits.edits[:4]]) or "none"
    raise BadWish(
        f"there is no move {', '.join(ids)!r}; `tonmeister why` lists all ids (edits: {some})"
    )
