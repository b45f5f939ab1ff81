"""The commands that make something."""

from __future__ import annotations

import argparse
from dataclasses import replace

from tonmeister.app.wishes import wishes
from tonmeister.flow import produce as flow
from tonmeister.flow.tell import Event, Teller


def produce(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister produce``."""
    done = flow.produce(wishes(asked), _weighted(tell))
    if done.get("dry_run"):
        _say_sheet(done, tell, asked)
    else:
        _say_record(done, tell, asked)
    return done


def decide(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister decide``."""
    asked_for = wishes(asked)
    done = flow.decide_only(asked_for, tell)
    _say_sheet(done, tell, asked)
    if not asked.json and not asked_for.dry_run:
        tell.say(f"Recall sheet: {done['recall']}")
    return done


def render(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister render``."""
    done = flow.render_only(wishes(asked), tell)
    if not asked.json:
        tell.say(f"Mix:    {done['mix']}\nMaster: {done['master']}")
    return done


def check(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister check``."""
    done = flow.check_only(wishes(asked), tell)
    say_findings(done, tell, asked)
    return done


def deliver(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister deliver``."""
    done = flow.deliver_only(wishes(asked), tell)
    _say_record(done, tell, asked)
    return done


def demo(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister demo``."""
    if asked.hum:
        return _hum(asked, tell)
    from tonmeister.flow.demo import record_demo

    with tell.stage("demo", "Recording the demo session") as on:
        paths = record_demo(
            asked.folder, short=asked.short, progress=lambda fraction, _words: on(fraction)
        )
    if not asked.json:
        tell.say(f"{len(paths)} tracks in {asked.folder}")
    return {"event": "done", "tracks": [str(path) for path in paths]}


def _hum(asked: argparse.Namespace, tell: Teller) -> Event:
    from tonmeister.flow.demo_hum import record_hum

    with tell.stage("demo", "Humming for a minute"):
        path = record_hum(asked.folder)
    if not asked.json:
        tell.say(f"Somebody hums: {path}")
    return {"event": "done", "tracks": [str(path)]}


def warm_up(asked: argparse.Namespace, tell: Teller) -> Event:
    """``tonmeister warm-up``."""
    from tonmeister.flow.warming import warm_up as warm

    with tell.stage("warm-up", "Compiling the sound engine for this machine") as on:
        count = warm(on)
    return {"event": "done", "kernels": count}


def _weighted(tell: Teller) -> Teller:
    return replace(tell, weights=flow.SHARES)


def _say_record(done: Event, tell: Teller, asked: argparse.Namespace) -> None:
    if asked.json:
        return
    measured, target = done["measured"], done["target"]
    tell.say(
        f"\nMaster: {done['master']}\n"
        f"        {measured['loudness_lufs']:.1f} LUFS (target {target['loudness_lufs']:.1f}), "
        f"{measured['true_peak_dbtp']:.1f} dBTP (ceiling {target['ceiling_dbtp']:.1f})\n"
        f"Mix:    {done['mix']}\n"
        f"Report: {done['report']}\n"
        f"Recall: {done['recall']}\n"
    )


def say_findings(done: Event, tell: Teller, asked: argparse.Namespace) -> None:
    """Say what is worth a look, one line each."""
    if asked.json:
        return
    for finding in done["findings"]:
        if finding["weight"] != "info":
            tell.say(f"[{finding['weight']}] {finding['sentence']}")
    tell.say(f"{len(done['findings'])} findings; {_mild(done)} of them only for information")


def _mild(done: Event) -> int:
    return sum(finding["weight"] == "info" for finding in done["findings"])


def _say_sheet(done: Event, tell: Teller, asked: argparse.Namespace) -> None:
    if asked.json:
        return
    for strip, moves in done["sheet"].items():
        tell.say(f"\n{strip}")
        for move in moves:
            tell.say(f"  {move['effect']}: {move['reason']}")
