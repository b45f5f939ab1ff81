"""REAPER's master, which stands in the project itself, as ours."""

from __future__ import annotations

from tonmeister.exchange.reaper.plugins import read_plugins
from tonmeister.exchange.reaper.reading.desk import Desk
from tonmeister.exchange.reaper.reading.levels import fader_of, knobs_of
from tonmeister.model.daw import DawTrack, PanLaw


def read_master(desk: Desk, told: dict[str, list[str]]) -> DawTrack:
    """Return the master."""
    project = desk.project
    law: PanLaw = "sine" if told.get("law") == ["sine"] else "balance"
    knobs = knobs_of(
        project.line("MASTER_VOLUME"),
        0,
        desk.law,
        project.number("MASTERAUTOMODE", 0, 0),
        (project.chunk("MASTERVOLENV2"), project.chunk("MASTERPANENV2")),
    )
    fader = fader_of(knobs, law, desk.rate_hz)
    return DawTrack(
        name=desk.master,
        kind="master",
        law=law,
        fader_db=fader.level_db,
        fader_curve_db=fader.curve_db,
        pan_percent=fader.pan_percent,
        pan_curve_percent=fader.pan_curve_percent,
        muted=int(project.number("MASTERMUTESOLO", 0, 0.0)) & 1 == 1,
        output="",
        devices=read_plugins(project.chunk("MASTERFXLIST")),
        role=told.get("role", [""])[0],
        group=told.get("group", [""])[0],
        note=told.get("note", [""])[0],
    )
