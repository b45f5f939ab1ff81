"""``tonmeister listen``: critical listening to a folder of tracks or to a finished mix."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.exchange.notes import Note
    from tonmeister.flow.finished import Listened, Tried

HELP = "say what is wrong with a mix, where, by how much, whose it is and what to try"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Take a folder of raw tracks, or a finished mix and perhaps its stems."""
    from tonmeister.app.steps import step_arguments

    step_arguments(sub, "listen", "a finished mix, or the folder of raw tracks")
    add = sub.add_argument
    add("--stems", type=Path, metavar="FOLDER", help="the stems of the mix, to hear who does it")
    add("--notes", type=Path, metavar="FILE.md", help="write what was heard as a page to read")
    add("--labels", type=Path, metavar="FILE.txt", help="write it as labels for an audio editor")
    add("--sheet", type=Path, metavar="FILE.toml", help="write what helped as a recall sheet")
    add("--all", action="store_true", help="say the facts, too, not only what is worth a look")


def run(asked: argparse.Namespace, tell: Teller) -> Event:
    """Listen to a folder as before the mix, to a file as a finished one."""
    from tonmeister.flow.wishes import BadWish

    if not asked.song.is_file():
        for name in ("stems", "notes", "labels", "sheet"):
            if getattr(asked, name) is not None:
                raise BadWish(f"--{name} goes with a finished mix; {asked.song} is no sound file")
        return _folder(asked, tell)
    return _file(asked, tell)


def _folder(asked: argparse.Namespace, tell: Teller) -> Event:
    from tonmeister.app.make import say_findings
    from tonmeister.app.wishes import wishes
    from tonmeister.flow.produce import listen_only

    done = listen_only(wishes(asked), tell)
    say_findings(done, tell, asked)
    return done


def _file(asked: argparse.Namespace, tell: Teller) -> Event:
    from tonmeister.app.wishes import genre_asked
    from tonmeister.exchange.notes import write_labels, write_notes
    from tonmeister.flow.finished import listen_to_file, master_moves
    from tonmeister.flow.produce import told_finding
    from tonmeister.flow.wishes import BadWish
    from tonmeister.studio import write_text
    from tonmeister.studio.sheets import sheet_text

    if asked.sheet is not None and asked.sheet.exists():
        raise BadWish(f"--sheet {asked.sheet} is there already: choose another name, or remove it")
    if asked.stems is not None and not asked.stems.is_dir():
        raise BadWish(f"--stems {asked.stems} is no folder: give the one that holds the stems")
    heard = listen_to_file(asked.song, tell, stems=asked.stems, genre_name=genre_asked(asked.genre))
    facts, notes = _facts(heard), _notes(heard, everything=asked.all)
    if asked.notes:
        write_notes(asked.notes, asked.song.name, facts, notes)
    if asked.labels:
        write_labels(asked.labels, notes)
    if asked.sheet:
        write_text(asked.sheet, sheet_text(master_moves(heard)))
    if not asked.json:
        _say(asked.song.name, facts, notes, heard, tell)
    findings = [told_finding(f, heard.heard.genre) for f in heard.findings]
    for finding in findings:
        if advice := heard.advice.get(finding["id"]):
            finding["try"] = {
                "strip": advice.strip,
                "effect": advice.decision.effect,
                "settings": dict(advice.decision.settings),
                "words": advice.words,
            }
    return {"event": "done", "facts": facts, "findings": findings}


def _facts(heard: Listened) -> list[str]:
    from tonmeister.listening.corpus import group_for
    from tonmeister.units import say

    mix, song = heard.heard.mix, heard.heard.song
    loud = [say(name, mix.facts[name]) for name in ("loudness_lufs", "true_peak_dbtp", "lra_lu")]
    facts = [f"{mix.length_s // 60:.0f}:{mix.length_s % 60:02.0f}, {', '.join(loud)} of range"]
    if song.tempo:
        others = ", ".join(f"{bpm:.0f}" for bpm in song.tempo.alternatives_bpm)
        facts.append(f"{song.tempo.tempo_bpm:.1f} BPM" + (f" (or {others})" if others else ""))
    if song.key:
        facts.append(str(song.key))
    if heard.heard.genre.name == "any":
        group = group_for(mix)
        facts.append(f"compared with {group.songs_count} released {group.title}")
    else:
        facts.append(f"compared with what {heard.heard.genre.title} keeps")
    return facts


def _notes(heard: Listened, *, everything: bool) -> list[Note]:
    from tonmeister.exchange.notes import Note
    from tonmeister.knowledge.voices import voice
    from tonmeister.listening.check import checks
    from tonmeister.producer.explain import hear

    out = []
    for finding in heard.findings:
        if finding.weight == "info" and not everything:
            continue
        one, advice = checks()[finding.check], heard.advice.get(finding.id)
        who = sorted((finding.share or {}).items(), key=lambda item: -item[1])[:3]
        attempt = advice.words + _tried(heard.tried.get(finding.id)) if advice else ""
        out.append(
            Note(
                title=one.title,
                weight=finding.weight,
                start_s=finding.where.start_s,
                end_s=finding.where.end_s,
                place=_place(heard, finding.where.start_s, finding.where.end_s),
                sentence=hear(finding, voice("plain"), heard.heard.genre),
                who=", ".join(f"{name} {100.0 * part:.0f} %" for name, part in who),
                matters=one.matters,
                attempt=attempt or one.fix,
                by_ear=one.by_ear,
            )
        )
    return out


def _place(heard: Listened, start_s: float, end_s: float) -> str:
    from tonmeister.model import Span

    where, song = Span(start_s, end_s), heard.heard.song
    if end_s - start_s > song.length_s - 1.0:
        return "the whole song"
    bars = song.bars(where)
    return bars if bars == str(where) else f"{bars}, {where}"


def _tried(tried: Tried | None) -> str:
    from tonmeister.units import say

    if tried is None:
        return ""
    if tried.after is None:
        return f" Played so, it is gone ({say(tried.fact, tried.before)} before)."
    return (
        f" Played so: {say(tried.fact, tried.before)} before, {say(tried.fact, tried.after)} after."
    )


def _say(name: str, facts: list[str], notes: list[Note], heard: Listened, tell: Teller) -> None:
    tell.say(f"\n{name}: {'; '.join(facts)}")
    for note in notes:
        tell.say(f"\n[{note.weight}] {note.title} ({note.place})\n  {note.sentence}")
        rows = (
            ("Who", note.who),
            ("Why", note.matters),
            ("Mend", note.attempt),
            ("Ear", note.by_ear),
        )
        for word, said in rows:
            if said:
                tell.say(f"  {word}: {said}")
    mild = sum(finding.weight == "info" for finding in heard.findings)
    if not notes:
        tell.say("\nNothing was heard that needs mending.")
    tell.say(f"\n{len(heard.findings)} findings, {mild} of them facts (--all says them)")
