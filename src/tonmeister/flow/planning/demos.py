"""``tonmeister plan FOLDER``: several demos heard, chosen from, put in order, three ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.album.listening import edges_of, title_of
from tonmeister.flow.hearing import hear
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.listening import features_of
from tonmeister.listening.finished import hear_finished
from tonmeister.listening.heard import Heard
from tonmeister.listening.planning.facts import facts_of
from tonmeister.producer.album.hearing import song_heard
from tonmeister.producer.planning.demos import Chosen, Demo, Order, chosen, demo_of, orders
from tonmeister.signal import Source
from tonmeister.studio import Project, file_source
from tonmeister.studio.probe import SOUND

FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class DemosPlan:
    """What to do with several demos."""

    demos: tuple[Demo, ...]
    chosen: tuple[Chosen, ...]
    orders: tuple[Order, ...]
    folder: Path


def demos_in(folder: Path) -> list[Path]:
    """Return the demos of a folder: its song folders where it has two or more, else its files."""
    ours = ("tonmeister",)
    folders = [
        path for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith(".") and path.name not in ours
        and any(f.suffix.lower() in SOUND for f in path.iterdir() if f.is_file())
    ]  # fmt: skip
    files = [
        path for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix.lower() in SOUND and not path.name.startswith(".")
    ]  # fmt: skip
    return folders + files


def plan_demos(folder: Path, tell: Teller, *, out: Path | None = None) -> DemosPlan:
    """Hear all demos of a folder and choose; raises ``BadWish``."""
    found = demos_in(folder)
    if len(found) < FEWEST:
        raise BadWish(
            f"{folder} holds {len(found)} demos: put two or more files or folders into it"
        )
    demos = []
    with tell.stage("demos", f"Listening to {len(found)} demos") as on:
        for number, path in enumerate(found):
            on(number / len(found))
            heard, sound = _hear(path, tell)
            facts = facts_of(heard, path.stem)
            album = song_heard(
                features_of(sound), heard.song, edges_of(sound), file=path.name,
                title=title_of(path.stem if path.is_file() else path.name, numbered=False),
            )  # fmt: skip
            demos.append(demo_of(facts, album))
    best = chosen(demos)
    on_it = [demo for demo in demos if demo.heard.title in best[-1].titles]
    return DemosPlan(
        demos=tuple(demos), chosen=best, orders=orders(on_it),
        folder=(out or folder / "tonmeister" / "plan").resolve(),
    )  # fmt: skip


def _hear(path: Path, tell: Teller) -> tuple[Heard, Source]:
    if path.is_dir():
        project = Project.open(path)
        with project.lock():
            hearing = hear(project, Wishes(song=path), tell)
            return hearing.heard, hearing.raw
    source = file_source(path)
    return hear_finished(source, name=path.stem), source


def demos_brief(plan: DemosPlan) -> str:
    """Return the choice as Markdown."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: DemosPlan) -> Iterator[str]:
    yield f"# {len(plan.demos)} demos: which to record, in which order\n"
    yield "| demo | readiness | tempo | key | length | still missing |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for demo in sorted(plan.demos, key=lambda d: -d.ready_score):
        heard = demo.heard
        tempo = f"{heard.tempo_bpm:.0f} BPM" if heard.tempo_bpm else "unclear"
        length = f"{int(heard.length_s // 60)}:{heard.length_s % 60:02.0f}"
        yield (
            f"| {heard.title} | {demo.ready_score:.2f} | {tempo} | {heard.key or 'unclear'} "
            f"| {length} | {', '.join(demo.missing) or 'nothing'} |"
        )
    yield "\nReadiness is an opinion: what is there, weighed by house practice.\n"
    for choice in plan.chosen:
        yield f"## For {'an' if choice.kind in ('EP', 'album') else 'a'} {choice.kind}\n"
        yield f"**{', '.join(choice.titles)}** ({choice.words}).\n"
        for left in choice.left_out:
            yield f"- left out: {left}"
        yield ""
    if plan.orders:
        yield "## Order, three ways\n"
        for number, order in enumerate(plan.orders, start=1):
            yield f"{number}. {', '.join(order.titles)} ({order.words})"
