"""``session.toml``: what was recorded, to be corrected by hand. What a person wrote wins for ever.

Beside it, hidden, lies what the machine wrote last and which values a person has changed since.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from tonmeister.knowledge.roles import KEPT_OUT, roles
from tonmeister.model import Session, Track
from tonmeister.studio.blocks import Block, changed, join, line, split
from tonmeister.studio.disk import write_text
from tonmeister.studio.placing import with_length
from tonmeister.studio.project import Project
from tonmeister.studio.session_check import FACTS, MINE, SESSION_SCHEMA, SessionError, parse

_HEAD = ("song", "rate_hz")
_OPENING = """\
# What was found in this folder, one table a track.
# Correct what is wrong (most often: role, use, start_s). What you write here stays, whatever the
# machine thinks later. Roles:
#   {roles}.
# Kept out of the mix: {kept_out}, and every track with use = false.

"""


def write_session(
    project: Project, session: Session, *, asked_rate_hz: int | None = None
) -> Session:
    """Write what the machine found, keep what a person changed; returns what now holds.

    ``asked_rate_hz``: a rate that was asked for on the way in wins over the file's.
    """
    text = _read_text(project)
    held = _read_held(project)
    now = parse(text, project) if text else {"track": []}
    if asked_rate_hz is not None:
        held["head"] = sorted({*held["head"], "rate_hz"})
        now["rate_hz"] = asked_rate_hz
    merged = _merged(session, now, held) if text else session
    _write_file(project, text, merged)
    held["last"] = {"head": _head(merged), "tracks": {_id(t): _full(t) for t in merged.tracks}}
    write_text(_held_file(project), json.dumps(held, ensure_ascii=False, indent=1))
    return merged


def hold_session(project: Project, session: Session) -> None:
    """Write a session that was laid out elsewhere: all it says stays as if a person had said it.

    A role stays that a person gave (``role_from``); the others are heard like any. What stood in
    ``session.toml`` before is written over.
    """
    tracks = {}
    for track in session.tracks:
        keys = [key for key in MINE if key not in ("role", "source")]
        keys += ["role"] if track.role_from == "person" else []
        keys += ["take_of", "take"] if track.take_of else []
        tracks[_id(track)] = {key: getattr(track, key) for key in keys}
    last = {"head": _head(session), "tracks": {_id(t): _full(t) for t in session.tracks}}
    held = {"last": last, "head": list(_HEAD), "tracks": tracks}
    _write_file(project, "", session)
    write_text(_held_file(project), json.dumps(held, ensure_ascii=False, indent=1))


def read_session(project: Project) -> Session:
    """Read the session as it stands in the file, with a person's changes.

    Raises ``FileNotFoundError`` or ``SessionError``.
    """
    text = _read_text(project)
    if not text:
        raise FileNotFoundError(f"{project.session_file} is not there: run `tonmeister listen`")
    last = _read_held(project)["last"]["tracks"]
    raw = parse(text, project)
    facts = {track["name"]: track for track in raw["track"]}
    try:
        session = Session(
            song=raw["song"],
            rate_hz=int(raw["rate_hz"]),
            length_s=float(raw["length_s"]),
            problems=tuple(raw.get("problems", ())),
            tracks=tuple(_track(track) for track in facts.values()),
        )
    except (KeyError, TypeError) as error:
        raise SessionError(f"{project.session_file.name}: {error} is missing or wrong") from error
    return with_length(
        replace(session, tracks=tuple(_owned(t, last.get(_id(t), {})) for t in session.tracks))
    )


def person_rate_hz(project: Project) -> int | None:
    """Return the session rate if a person has set it."""
    text = _read_text(project)
    if not text:
        return None
    held = _read_held(project)
    rate = parse(text, project).get("rate_hz")
    was = held["last"]["head"].get("rate_hz")
    return rate if "rate_hz" in held["head"] or rate != was else None


def _merged(session: Session, now: Mapping[str, Any], held: dict[str, Any]) -> Session:
    """Put a person's values into the machine's session, and note which are a person's."""
    last = held["last"]
    for key in _HEAD:
        if key in now and now[key] != last["head"].get(key, now[key]) and key not in held["head"]:
            held["head"].append(key)
    head = {key: now[key] for key in held["head"] if key in now}
    here = {_id_of(raw): raw for raw in now["track"]}
    tracks = []
    for track in session.tracks:
        known = last["tracks"].get(_id(track))
        raw = here.get(_id(track))
        mine = held["tracks"].setdefault(_id(track), {})
        if raw is None and known is not None:
            mine.update(use=False, why_not="taken out of session.toml by hand")
        elif raw is not None and known is not None:
            mine.update({
                key: raw[key] for key in MINE
                if key in raw and (key in mine or raw[key] != known.get(key))
            })  # fmt: skip
            if mine.get("use") is True:
                mine["why_not"] = ""
        tracks.append(_with(track, mine))
    return with_length(replace(session, **head, tracks=tuple(tracks)))


def _with(track: Track, mine: Mapping[str, Any]) -> Track:
    if not mine:
        return track
    new = replace(track, **mine)
    if "role" in mine:
        new = replace(new, role_from="person", confidence=1.0)
        if "use" not in mine:
            out = new.role in KEPT_OUT
            by_role = track.role in KEPT_OUT
            use = not out and (track.use or by_role)
            new = replace(new, use=use, why_not=f"it is a {new.role}" if out else "")
            if not use and not out:
                new = replace(new, why_not=track.why_not)
    if not new.use and not new.why_not:
        new = replace(new, why_not="left out by hand")
    return new


def _owned(track: Track, last: Mapping[str, Any]) -> Track:
    """Apply what a person just wrote to a track that was read as it stands."""
    mine = {key: getattr(track, key) for key in MINE if last.get(key) != getattr(track, key)}
    return _with(replace(track, **{k: last[k] for k in mine if k in last}), mine) if last else track


def _track(raw: Mapping[str, Any]) -> Track:
    values = dict(raw)
    for key in ("files", "wrong"):
        values[key] = tuple(values.get(key, ()))
    for key in ("start_s", "shift_ms", "length_s", "confidence"):
        values[key] = float(values.get(key, 0.0))
    return Track(**values)


def _write_file(project: Project, text: str, session: Session) -> None:
    blocks = split(text, ("track",)) if text else [Block("", "", "", _opening(), 1)]
    head = {"schema": SESSION_SCHEMA, "song": session.song, "rate_hz": session.rate_hz}
    head |= {"length_s": session.length_s}
    if session.problems:
        head |= {"problems": list(session.problems)}
    out = [changed(blocks[0], head, {*head, "problems"})]
    old = {_id_of(b.values()): b for b in blocks if b.kind == "track"}
    for track in session.tracks:
        wanted = _plain(track)
        block = old.get(_id(track))
        if block is None:
            body = "".join(line(key, value) for key, value in wanted.items())
            block = Block("track", "", "[[track]]\n", body, 0)
        out.append(changed(block, wanted, {*MINE, *FACTS}))
    write_text(project.session_file, join(out))


def _opening() -> str:
    usable = ", ".join(role for role in roles() if role not in KEPT_OUT)
    rows = "\n#   ".join(textwrap.wrap(usable, 94))
    return _OPENING.format(roles=rows, kept_out=", ".join(KEPT_OUT))


def _head(session: Session) -> dict[str, Any]:
    return {key: getattr(session, key) for key in _HEAD}


def _plain(track: Track) -> dict[str, Any]:
    """Return a track as it is written: what a person may want to change first."""
    raw = _full(track)
    empty = {
        "why_not": "", "source": "", "flip_polarity": False, "shift_ms": 0.0, "wrong": [],
        "take_of": "", "take": 0, "edited": "", "edited_sha256": "",
    }  # fmt: skip
    order = (
        "name", "role", "role_from", "confidence", "use", "why_not", "files", "layout", "start_s",
        "length_s", "rate_hz", "bits", "source", "flip_polarity", "shift_ms", "wrong",
        "take_of", "take", "edited", "sha256", "edited_sha256",
    )  # fmt: skip
    return {key: raw[key] for key in order if not (key in empty and raw[key] == empty[key])}


def _full(track: Track) -> dict[str, Any]:
    lists = {"files": list(track.files), "wrong": list(track.wrong)}
    return asdict(track) | lists | {"confidence": round(track.confidence, 3)}


def _id(track: Track) -> str:
    """A track is known again by its files, so that it may be renamed."""
    return "|".join(track.files)


def _id_of(raw: Mapping[str, Any]) -> str:
    return "|".join(raw["files"])


def _held_file(project: Project) -> Any:
    return project.hidden / "session.json"


def _read_held(project: Project) -> dict[str, Any]:
    try:
        return dict(json.loads(_held_file(project).read_text("utf-8")))
    except FileNotFoundError:
        return {"last": {"head": {}, "tracks": {}}, "head": [], "tracks": {}}


def _read_text(project: Project) -> str:
    try:
        return str(project.session_file.read_text("utf-8"))
    except FileNotFoundError:
        return ""
