"""What an assistant may hear: tracks, renders, files of a song, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from tonmeister.flow.comparing import compared
from tonmeister.flow.comparing_page import as_event
from tonmeister.flow.finished import listen_to_file
from tonmeister.flow.mcp.desk import Desk
from tonmeister.flow.mcp.results import Compared, DifferenceRow, FindingRow, Listened
from tonmeister.flow.mcp.rooms import Room, sound_in
from tonmeister.flow.mcp.signing import sheet_in
from tonmeister.flow.mcp.versions import name_of, text_of
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge import Genre, genre
from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import checks
from tonmeister.model import Finding
from tonmeister.producer.explain import hear
from tonmeister.studio import read_findings
from tonmeister.studio.findings_file import read_lines

PLAYED = "as it stands"
"""The name under which what was heard in the last render is kept."""
FACTS = ("loudness_lufs", "true_peak_dbtp", "lra_lu")
MOST = 60


def listen(desk: Desk, song: str, what: str, *, everything: bool, tell: Teller) -> Listened:
    """Tell what is heard in the tracks, in the mix as last rendered, or in a file."""
    room = desk.room(song)
    if what == "tracks":
        if not room.project.findings_file.exists():
            raise BadWish(f"{room.name} was not listened to yet: `decide` does")
        return _told(room, what, read_findings(room.project), {}, {}, everything)
    if what == "mix":
        return listen_to_mix(room, everything=everything)
    path = sound_in(room, what)
    kind = sheet_in(room).genre if room.project.recall_file.exists() else None
    heard = listen_to_file(path, tell, genre_name=kind)
    advice = {key: one.words for key, one in heard.advice.items()}
    measured = {name: round(float(heard.heard.mix.facts[name]), 2) for name in FACTS}
    facts = {name: value for name, value in measured.items() if isfinite(value)}
    return _told(room, what, heard.findings, facts, advice, everything)


def listen_to_mix(room: Room, *, everything: bool) -> Listened:
    """Tell what was heard when the sheet was last played, with who does it."""
    path = room.project.checks / f"{PLAYED}.jsonl"
    if not path.is_file():
        raise BadWish(f"{room.name} was not rendered yet: `render` plays the sheet and listens")
    told = _told(room, "mix", read_lines(path), {}, {}, everything)
    played = rendered_version(room)
    if played and played != name_of(text_of(room)):
        old = f"The sheet was changed since it was rendered ({played}): render it again. "
        return Listened(said=old + told.said, song=told.song, what=told.what, facts=told.facts,
                        findings=told.findings)  # fmt: skip
    return told


def rendered_version(room: Room) -> str:
    """Return the name of the sheet that was rendered last; empty if that is not known."""
    try:
        return (room.kept / "rendered").read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def rows(
    room: Room, findings: Sequence[Finding], advice: Mapping[str, str], *, everything: bool
) -> list[FindingRow]:
    """Write findings out, the weightiest first, with what mends each."""
    words, kind = voice("plain"), _genre(room)
    told = [f for f in findings if everything or f.weight != "info"]
    return [_row(f, words, kind, advice) for f in told[:MOST]]


def compare(desk: Desk, song: str, one: str, other: str, tell: Teller) -> Compared:
    """Tell what differs between two sounds of a song at equal loudness."""
    room = desk.room(song)
    paths = [sound_in(room, each) for each in (one, other)]
    with compared(paths, tell) as found:
        event = as_event(found, None)
    pair, (a, b) = event["pairs"][0], event["files"]
    about = " ".join(pair["about"])
    told = [d["sentence"] for d in pair["differences"][:6]]
    return Compared(
        said=f"A is {one}, B is {other}, at equal loudness. {' '.join([about, *told])}",
        song=room.name, one=one, other=other,
        one_lufs=a["loudness_lufs"], other_lufs=b["loudness_lufs"],
        gain_db=pair["gain_db"], null_db=pair["null_db"], about=list(pair["about"]),
        differences=[
            DifferenceRow(**{key: d[key] for key in DifferenceRow.__dataclass_fields__})
            for d in pair["differences"][:MOST]
        ],
    )  # fmt: skip


def _told(
    room: Room,
    what: str,
    findings: Sequence[Finding],
    facts: dict[str, float],
    advice: Mapping[str, str],
    everything: bool,
) -> Listened:
    told = rows(room, findings, advice, everything=everything)
    mild = sum(f.weight == "info" for f in findings)
    said = " ".join(row.sentence for row in told[:5]) or "Nothing was heard that needs mending."
    if len(told) > 5:
        said += f" And {len(told) - 5} more."
    if mild and not everything:
        said += f" {mild} facts are left out (everything tells them)."
    return Listened(said=said, song=room.name, what=what, facts=facts, findings=told)


def _genre(room: Room) -> Genre:
    if room.project.recall_file.exists():
        return genre(sheet_in(room).genre)
    return genre("pop")


def _row(
    finding: Finding, words: Mapping[str, str], kind: Genre, advice: Mapping[str, str]
) -> FindingRow:
    one = checks().get(finding.check)
    share = sorted((finding.share or {}).items(), key=lambda item: -item[1])
    return FindingRow(
        id=finding.id, check=finding.check, weight=finding.weight, strip=finding.strip,
        start_s=round(finding.where.start_s, 3), end_s=round(finding.where.end_s, 3),
        sentence=hear(finding, words, kind), matters=one.matters if one else "",
        what_to_do=advice.get(finding.id) or (one.fix if one else ""),
        share_percent={name: round(100.0 * part, 1) for name, part in share},
    )  # fmt: skip
