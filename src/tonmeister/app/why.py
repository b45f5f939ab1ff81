"""All reasons of a song, strip by strip: of the mix, of the comps and edits of its recordings."""

from __future__ import annotations

from tonmeister import producer
from tonmeister.model import Region, clock
from tonmeister.producer.edits.why import why_edits
from tonmeister.studio import NothingToMix, Project, read_findings, read_sheet
from tonmeister.studio.comp_file import comp_parts, read_comp
from tonmeister.studio.edits_file import read_edits


def reasons(project: Project) -> dict[str, list[str]]:
    """Return name -> lines: the strips of the mix in their order, then recordings with edits.

    Raises ``NothingToMix`` where nothing was decided yet.
    """
    known: dict[str, list[str]] = {}
    edits = read_edits(project)
    if project.recall_file.exists():
        sheet = read_sheet(project.recall_file)
        findings = read_findings(project)
        known = {s.name: producer.why(sheet, findings, s.name) for s in sheet.strips}
    elif not (edits.edits or edits.taken_back or comp_parts(project)):
        raise NothingToMix(
            f"{project.recall_file} is not there yet: run `tonmeister produce` first"
        )
    for part in comp_parts(project):
        comp = read_comp(project, part)
        if comp is not None:
            known[part] = [*(_region(r) for r in comp.regions), *known.get(part, [])]
    edited = [e.track for e in edits.edits] + [back.edit.track for back in edits.taken_back]
    for track in dict.fromkeys(edited):
        known[track] = [*why_edits(edits, track), *known.get(track, [])]
    return known


def _region(region: Region) -> str:
    held = " (held)" if region.hold else ""
    where = f"{clock(region.start_s)} to {clock(region.end_s)}"
    return f"{region.id}: {where}, take {region.take}. {region.reason}{held}"
