"""``tonmeister master``: finished mixes to masters."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller
from tonmeister.flow.wishes import BadWish

if TYPE_CHECKING:
    from tonmeister.flow.master import Mastered, MasterWishes
    from tonmeister.producer.reference import Outcome

HELP = "master finished mixes: towards references, for platforms, every move with its reason"
AMOUNTS = ("tone", "width", "dynamics", "loudness")
MOST_SIDE_MINUTES = 60.0


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = sub.add_argument
    add("mix", type=Path, nargs="+", metavar="MIX", help="a finished mix; it is never touched")
    add(
        "--reference",
        action="append",
        default=[],
        metavar="FILE[:WEIGHT]",
        help="a record to come near to; several are blended by their weights",
    )
    add("--for", dest="platforms", metavar="NAMES", help="whom to deliver to: spotify,apple,cd,...")
    minutes = "how long the whole side of the disc will be (--for vinyl; this song alone)"
    add("--side-minutes", type=float, metavar="MIN", help=minutes)
    for name in AMOUNTS:
        add(
            f"--{name}",
            metavar="PERCENT",
            help=f"how far to go in {name}, 0%% to 100%% (100%%)",
        )
    most = "how far a third octave may be moved (6; with --tone 100%% all the way: 18)"
    add("--most", type=float, metavar="DB", help=most)
    add("--genre", metavar="NAME", help="what to keep to where there is no reference")
    add("--target", type=float, metavar="LUFS", help="loudness (as the reference or genre; -14)")
    add("--ceiling", type=float, metavar="DBTP", help="highest true peak (-1)")
    add("--sheet", type=Path, metavar="FILE", help="use the chain of another recall.toml")
    add("--out", type=Path, metavar="DIR", help="where the masters go (masters, beside the mix)")
    add("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event:
    """Master each mix by itself, into a folder of its own."""
    from tonmeister.flow.master import check, master_one

    wishes, folders = _wishes(asked), _folders(asked.mix, asked.out)
    for mix in asked.mix:
        check(mix, wishes)
    done = []
    for mix, folder in zip(asked.mix, folders, strict=True):
        made = master_one(mix, wishes, folder, tell)
        done.append(_told(made, mix))
        if not asked.json:
            _say(made, tell)
    return {"event": "done", "masters": done}


def _wishes(asked: argparse.Namespace) -> MasterWishes:
    from tonmeister.flow.master import MasterWishes, Reference
    from tonmeister.flow.master.wishes import ALL_MOST_DB, USUAL_MOST_DB
    from tonmeister.producer.reference import Amounts

    amounts = {name: _percent(name, said) for name in AMOUNTS if (said := getattr(asked, name))}
    all_of_it = amounts.get("tone") == 100.0
    most_db = asked.most if asked.most is not None else ALL_MOST_DB if all_of_it else USUAL_MOST_DB
    _within("--most", most_db, 0.0, ALL_MOST_DB, "dB")
    if asked.target is not None:
        _within("--target", asked.target, -40.0, -3.0, "LUFS")
    if asked.ceiling is not None:
        _within("--ceiling", asked.ceiling, -20.0, 0.0, "dBTP")
    if asked.side_minutes is not None:
        _within("--side-minutes", asked.side_minutes, 0.1, MOST_SIDE_MINUTES, "minutes")
    names: tuple[str, ...] = ()
    if asked.platforms is not None:
        from tonmeister.flow.platforms import wanted

        names = tuple(p.name for p in wanted(asked.platforms))
    if asked.side_minutes is not None and "vinyl" not in names:
        raise BadWish(
            f"--side-minutes {asked.side_minutes:g}: only vinyl has sides; add --for vinyl"
        )
    return MasterWishes(
        references=tuple(Reference.said(words) for words in asked.reference),
        amounts=Amounts(**amounts),
        most_db=most_db,
        genre=asked.genre,
        target_lufs=asked.target,
        ceiling_dbtp=asked.ceiling,
        sheet=asked.sheet,
        platforms=names,
        side_minutes=asked.side_minutes,
    )


def _percent(name: str, said: str) -> float:
    try:
        value = float(said.strip().removesuffix("%"))
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 100.0:
        raise BadWish(f"--{name} {said}: give a percentage from 0% to 100%")
    return value


def _within(name: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise BadWish(f"{name} {value:g}: it goes from {low:g} {unit} to {high:g} {unit}")


def _folders(mixes: list[Path], out: Path | None) -> list[Path]:
    """Return a folder for each mix; two of the same name need different places."""
    folders = [(out or mix.parent / "masters") / mix.stem for mix in mixes]
    for i, folder in enumerate(folders):
        if folder in folders[:i]:
            other = mixes[folders.index(folder)]
            raise BadWish(f"{other} and {mixes[i]} would both go to {folder}: rename one of them")
    return folders


def _told(made: Mastered, mix: Path) -> Event:
    return {
        "mix": str(mix),
        "master": str(made.master),
        "recall": str(made.recall),
        "report": str(made.report),
        "files": [str(path) for path in made.files],
        "measured": {
            "loudness_lufs": round(made.measured.loudness_lufs, 2),
            "true_peak_dbtp": round(made.measured.true_peak_dbtp, 2),
            "range_lu": round(made.measured.range_lu, 2),
        },
        "target": {
            "loudness_lufs": made.sheet.target.loudness_lufs,
            "ceiling_dbtp": made.sheet.target.ceiling_dbtp,
        },
        "off_before_db": _off(made.before),
        "off_now_db": _off(made.after),
        "refused": made.refused,
        "notes": list(made.sheet.notes),
        "proposed": [
            {"id": m.id, "effect": m.effect, "settings": dict(m.settings), "reason": m.reason}
            for m in made.proposed
        ],
    }  # fmt: skip


def _off(outcome: Outcome) -> dict[str, float]:
    return {"mid": round(outcome.mid_db, 2), "side": round(outcome.side_db, 2)}


def _say(made: Mastered, tell: Teller) -> None:
    tell.say(
        f"\nMaster: {made.master}\n"
        f"        {made.measured.loudness_lufs:.1f} LUFS "
        f"(asked for {made.sheet.target.loudness_lufs:.1f}), "
        f"{made.measured.true_peak_dbtp:.1f} dBTP "
        f"(ceiling {made.sheet.target.ceiling_dbtp:.1f})\n"
        f"Tone:   {made.after.mid_db:.1f} dB from {made.goal.name} (the mix: "
        f"{made.before.mid_db:.1f} dB); sides {made.after.side_db:.1f} dB "
        f"({made.before.side_db:.1f} dB)"
    )
    for m in made.sheet.master.decisions:
        tell.say(f"  {m.effect.replace('_', ' ')}: {m.reason}")
    for note in made.sheet.notes:
        tell.say(note)
    if made.refused:
        tell.say(f"Not reached: {made.refused}", kind="problem")
    for path in made.files:
        tell.say(f"File:   {path}")
    for m in made.proposed:
        knobs = ", ".join(f"{name} = {value}" for name, value in m.settings.items())
        tell.say(f"Proposed, not done: {m.effect.replace('_', ' ')} ({knobs}): {m.reason}")
    tell.say(f"Report: {made.report}\nRecall: {made.recall}\n")
