"""Plans, measured: what a move promises and what it does when it is played; what a plan takes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.songs import MATERIAL
from benchmarks.topics import table
from tonmeister.flow.planning.song import PlanWish, plan_song
from tonmeister.flow.tell import Teller

SONGS = ("mdn_multitrack", "megami/2_rock", "everythingisfree/6.Caesium", "mdbdrums/Rock/stems")


def rows(material: Path) -> list[dict[str, object]]:
    """Return one row a move of each song: promised and measured change of the lift."""
    out: list[dict[str, object]] = []
    for song in SONGS:
        folder = material / song
        if not folder.is_dir():
            continue
        with tempfile.TemporaryDirectory(prefix="tonmeister-plan-") as place:
            began_s, used_s = time.monotonic(), time.process_time()
            plan = plan_song(PlanWish(song=folder, out=Path(place)), Teller())
            spent = {
                "wall_s": round(time.monotonic() - began_s, 1),
                "cpu_s": round(time.process_time() - used_s, 1),
            }
            facts = plan.facts
            out.append(
                {
                    "song": song, "bars": facts.curves.bars, "sections": len(facts.sections),
                    "opinions": sum(o.worth for o in plan.opinions), "helped": len(plan.moves),
                    "taken back": len(plan.taken_back), **spent,
                }
            )  # fmt: skip
            out += [
                {
                    "song": song, "move": p.move.rule, "kept": p.helped,
                    "promised": f"{p.move.expected_lu:.1f} LU" if p.move.kind == "mute"
                    else f"{p.move.saved_s:.1f} s",
                    "measured": f"{p.after - p.before:.1f} LU" if p.move.kind == "mute"
                    else f"{p.before - p.after:.1f} s",
                }
                for p in (*plan.moves, *plan.taken_back)
            ]  # fmt: skip
    return out


if __name__ == "__main__":
    print(table(rows(MATERIAL)))
