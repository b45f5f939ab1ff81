"""Playing a sheet's plug-ins ahead of the mix, upstream first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tonmeister.console import plan
from tonmeister.effects import recall
from tonmeister.effects.plugin import Plugin
from tonmeister.flow.hosting.job import Job, Sounds, hash_of, play_dry, play_job
from tonmeister.flow.hosting.sounds import Mixed, content_of
from tonmeister.flow.hosting.up_to import has_plugins, is_heard, up_to, without_idle
from tonmeister.flow.tell import Cancelled, Teller
from tonmeister.model import Decision, Layout, RecallSheet, Strip
from tonmeister.signal import Source
from tonmeister.studio import Prints, Project
from tonmeister.studio.hosts import CannotHost, Found, Stopped, found_plugin, state_file


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A sheet that the console can play: what was played ahead is handed in as ``inputs``.

    Plug-ins that could not be played are bypassed in ``sheet``, which is never written.
    """

    sheet: RecallSheet
    inputs: Mapping[str, Source] = field(default_factory=dict)
    input_hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Hosting:
    """Plays plug-ins for one run of one song.

    ``problems`` holds a line for each decision whose plug-in could not be played; it is not tried
    again in this run. ``plays`` counts how often a plug-in was really played.
    """

    project: Project
    tell: Teller
    workers: int = 2
    timeout_s: float | None = None
    problems: dict[str, str] = field(default_factory=dict)
    plays: int = 0
    _failed: dict[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, str], Found | str] = field(default_factory=dict)

    def ready(
        self,
        sheet: RecallSheet,
        sources: Mapping[str, Source],
        hashes: Mapping[str, str] | None = None,
        layouts: Mapping[str, Layout] | None = None,
        only: Collection[str] | None = None,
    ) -> Ready:
        """Play each plug-in on what its strip sounds like before it; what was kept is used again.

        ``sources``, ``hashes`` and ``layouts`` go by track name, ``only`` by strip, as in
        ``console.render``.
        """
        if not has_plugins(sheet):
            return Ready(sheet=sheet)
        sheet = without_idle(sheet)
        named = dict(hashes or {})
        for track in {s.track for s in sheet.strips if s.kind == "track"} - set(named):
            named[track] = content_of(sources[track]) if track in sources else "silent"
        done = Ready(sheet=sheet)
        for name in plan(sheet).channels:
            for position, move in enumerate(sheet.strip(name).decisions):
                if is_heard(move):
                    sounds = Sounds(
                        sources=sources, hashes=named, layouts=layouts or {},
                        inputs=done.inputs, input_hashes=done.input_hashes,
                    )  # fmt: skip
                    done = self._with(done, name, position, sounds, only)
        return done

    def _with(
        self,
        done: Ready,
        name: str,
        position: int,
        sounds: Sounds,
        only: Collection[str] | None,
    ) -> Ready:
        """Return what is ready, with one plug-in more: played, or bypassed."""
        sheet, strip = done.sheet, done.sheet.strip(name)
        move = strip.decisions[position]
        wiring = plan(sheet, done.inputs)
        before = up_to(sheet, wiring, strip, position, only)
        if not _sounds(before, sounds):
            return _without(done, strip, move)
        try:
            played, told = self._played(before, strip, move, _of(sounds, before))
        except CannotHost as error:
            self._say(strip, move, str(error))
            return _without(done, strip, move)
        except Stopped:
            raise Cancelled from None
        return replace(
            done,
            inputs={**done.inputs, name: played},
            input_hashes={**done.input_hashes, name: told},
        )

    def _played(
        self, before: RecallSheet, strip: Strip, move: Decision, sounds: Sounds
    ) -> tuple[Source, str]:
        """Return what a strip plays from a plug-in on, and its hash; raises ``CannotHost``."""
        if move.key:
            raise CannotHost("it has a key, but plug-ins hear no side-chain here: take it away")
        setting = recall(move.effect, move.settings).scaled(move.amount_percent)
        assert isinstance(setting, Plugin)
        job = Job(
            strip=strip.name, sheet=before, sounds=sounds, setting=setting,
            found=self._plugin(setting.format, setting.id),
            state=state_file(self.project.folder, setting.state) if setting.state else None,
        )  # fmt: skip
        prints = Prints(self.project, rate_hz=before.rate_hz)
        key, part = job.wet_key(self.project), setting.mix_percent / 100.0
        if key in self._failed:
            raise CannotHost(self._failed[key])
        wet = prints.open(key)
        if wet is None:
            self._play(job, key, prints)
            wet = prints.open(key)
        assert wet is not None
        if part == 1.0:
            return wet, key
        dry = prints.open(job.dry_key())
        if dry is None:
            play_dry(job, self.project, prints, workers=self.workers, cancelled=self.tell.cancelled)
            dry = prints.open(job.dry_key())
        assert dry is not None
        return Mixed(dry, wet, part), hash_of([key, part])

    def _play(self, job: Job, key: str, prints: Prints) -> None:
        """Play a plug-in; what went wrong once is not tried again in this run."""
        self.tell.say(f"{job.strip}: playing the plug-in {job.found.name}")
        self.plays += 1
        try:
            heard = play_job(
                job, self.project, prints, workers=self.workers, timeout_s=self.timeout_s,
                cancelled=self.tell.cancelled,
            )  # fmt: skip
        except CannotHost as error:
            self._failed[key] = str(error)
            raise
        if not heard:
            self.tell.say(
                f"{job.strip}: how late {job.found.name} comes out could not be heard; it is "
                "played as if it were in time. Give its latency_ms if you know it",
                kind="problem",
            )

    def _plugin(self, kind: str, address: str) -> Found:
        """Return an installed plug-in; looked for once in a run."""
        if (kind, address) not in self._found:
            try:
                self._found[kind, address] = found_plugin(kind, address)
            except CannotHost as error:
                self._found[kind, address] = str(error)
        found = self._found[kind, address]
        if isinstance(found, str):
            raise CannotHost(found)
        return found

    def _say(self, strip: Strip, move: Decision, why: str) -> None:
        """Say once what could not be played, and why."""
        known = self._found.get((str(move.settings.get("format", "lv2")), str(_id(move))))
        title = known.name if isinstance(known, Found) else str(_id(move)) or "of no name"
        line = (
            f"{strip.name}: the plug-in {title} ({move.id}) could not be played, so the strip "
            f"plays without it: {why}"
        )
        if self.problems.get(move.id) != line:
            self.problems[move.id] = line
            self.tell.say(line, kind="problem")


def _id(move: Decision) -> object:
    return move.settings.get("id", "")


def _without(done: Ready, strip: Strip, move: Decision) -> Ready:
    """Return what is ready with a move bypassed."""
    moves = tuple(replace(m, bypass=True) if m.id == move.id else m for m in strip.decisions)
    strips = tuple(
        replace(strip, decisions=moves) if s.name == strip.name else s for s in done.sheet.strips
    )
    return replace(done, sheet=replace(done.sheet, strips=strips))


def _sounds(before: RecallSheet, sounds: Sounds) -> bool:
    """Whether anything at all plays into a plug-in."""
    return any(
        s.name in sounds.inputs or (s.kind == "track" and s.track in sounds.sources)
        for s in before.strips
    )


def _of(sounds: Sounds, before: RecallSheet) -> Sounds:
    """Return only what was played ahead of the strips in a part of the sheet."""
    names = {strip.name for strip in before.strips}
    return replace(
        sounds,
        inputs={n: source for n, source in sounds.inputs.items() if n in names},
        input_hashes={n: told for n, told in sounds.input_hashes.items() if n in names},
    )
