"""``tonmeister plan``: a song's form, arc and moves to try; or which of several demos to record."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.planning.demos import DemosPlan
    from tonmeister.flow.planning.song import SongPlan

HELP = "plan a song before work begins: form, arc, moves to try; or choose among demos"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG_or_FOLDER",
                     help="a song's folder, a sound file, or (--demos) a folder")  # fmt: skip
    sub.add_argument("--demos", action="store_true",
                     help="the folder holds demos: files, or a folder a song")  # fmt: skip
    sub.add_argument("--genre", metavar="NAME", help="how the tracks are balanced (heard)")
    sub.add_argument("--title", metavar="TEXT", help="the song's title (the folder's name)")
    sub.add_argument("--vision", default="", metavar="TEXT", help="what the artist wants it to be")
    sub.add_argument("--reference", type=Path, action="append", default=[], metavar="FILE",
                     help="a record to aim at; may be given again")  # fmt: skip
    sub.add_argument("--no-previews", action="store_true", help="play no moves")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Plan, and say it."""
    if asked.demos:
        return _demos(asked, tell)
    from tonmeister.flow.planning.brief import brief
    from tonmeister.flow.planning.paper import write_brief
    from tonmeister.flow.planning.song import PlanWish, plan_song

    wish = PlanWish(
        song=asked.song, out=asked.out, genre=asked.genre, title=asked.title, vision=asked.vision,
        references=tuple(asked.reference), previews=not asked.no_previews,
    )  # fmt: skip
    plan = plan_song(wish, tell)
    words = brief(plan)
    files = write_brief(plan.folder, "plan", words)
    if asked.json:
        return _told_song(plan) | {"files": {kind: str(path) for kind, path in files.items()}}
    print(words)
    print(f"The brief: {files['pdf']}")
    return None


def _demos(asked: argparse.Namespace, tell: Teller) -> Event | None:
    from tonmeister.flow.planning.demos import demos_brief, plan_demos
    from tonmeister.flow.planning.paper import write_brief
    from tonmeister.flow.wishes import BadWish

    if not asked.song.is_dir():
        raise BadWish(f"{asked.song} is no folder: --demos takes a folder of demos")
    plan = plan_demos(asked.song, tell, out=asked.out)
    words = demos_brief(plan)
    files = write_brief(plan.folder, "demos", words)
    if asked.json:
        return _told_demos(plan) | {"files": {kind: str(path) for kind, path in files.items()}}
    print(words)
    print(f"The brief: {files['pdf']}")
    return None


def _told_song(plan: SongPlan) -> Event:
    facts = plan.facts
    song = facts.song
    return {
        "event": "done",
        "title": facts.title,
        "tempo_bpm": song.tempo.tempo_bpm if song.tempo else None,
        "alternatives_bpm": list(song.tempo.alternatives_bpm) if song.tempo else [],
        "key": str(song.key) if song.key else None,
        "intro_s": facts.intro_s,
        "first_vocal_s": facts.first_vocal_s,
        "hook_s": facts.hook_s,
        "range_midi": list(facts.range_midi) if facts.range_midi else None,
        "climax_percent": facts.climax[0],
        "sections": [
            {
                "name": s.name, "start_s": s.where.start_s, "end_s": s.where.end_s,
                "first_bar": s.first_bar + 1, "bars": s.bars, "loudness_lu": s.loudness_lu,
                "energy_score": s.energy_score, "tension_score": s.tension_score,
                "density_hz": s.density_hz, "playing": list(s.playing),
            }
            for s in facts.sections
        ],
        "curves": {
            "edges_s": facts.curves.edges_s.tolist(),
            "energy_score": facts.curves.energy_score.tolist(),
            "tension_score": facts.curves.tension_score.tolist(),
        },
        "opinions": [
            {"rule": o.rule, "words": o.words, "worth": o.worth, "grade": o.grade,
             "source": o.source}
            for o in plan.opinions
        ],
        "moves": [
            {"rule": p.move.rule, "words": p.move.words, "first_bar": p.move.first_bar + 1,
             "bars": p.move.bars, "parts": list(p.move.parts), "before": p.before,
             "after": p.after, "helped": p.helped, "measured": p.words,
             "files": [str(f) for f in p.files] if p.helped else []}
            for p in (*plan.moves, *plan.taken_back)
        ],
        "references": [{"name": r.name, "takes": list(r.takes)} for r in plan.references],
    }  # fmt: skip


def _told_demos(plan: DemosPlan) -> Event:
    return {
        "event": "done",
        "demos": [
            {"title": d.heard.title, "ready_score": d.ready_score, "missing": list(d.missing)}
            for d in plan.demos
        ],
        "chosen": [
            {"kind": c.kind, "titles": list(c.titles), "left_out": list(c.left_out)}
            for c in plan.chosen
        ],
        "orders": [
            {"titles": list(o.titles), "cost_score": o.cost_score, "words": o.words}
            for o in plan.orders
        ],
    }
