"""Exporting a song: the mix as it stands, into each format that was asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tonmeister.exchange.daw.formats import FORMATS, Format
from tonmeister.flow.exporting.layout import laid_out
from tonmeister.flow.exporting.note import export_note
from tonmeister.flow.exporting.printing import Printer
from tonmeister.flow.exporting.proving import Proof, proved
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.made_folder import begin_folder, check_folder, close_folder
from tonmeister.flow.produce import as_it_stands, opened_project
from tonmeister.flow.rendering import stage_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.model import Comp, RecallSheet
from tonmeister.studio import Project, write_text
from tonmeister.studio.comp_file import comp_parts, read_comp

NOTE = "About this export.txt"


@dataclass(frozen=True, kw_only=True)
class ExportWish:
    """What to export: the song, the formats, where to; effects as devices or printed; a proof."""

    song: Path
    project: Path | None = None
    to: tuple[str, ...] = ("ardour",)
    out: Path | None = None
    live: bool = True
    prove: bool = True
    about: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2

    def __post_init__(self) -> None:
        for name in self.to:
            if name not in FORMATS or not FORMATS[name].can_write:
                known = ", ".join(f.name for f in FORMATS.values() if f.can_write)
                raise BadWish(f"--to is {name!r}, but may be {known}")


@dataclass(frozen=True, kw_only=True)
class Exported:
    """One export: the format, the file to open, what was written, what was proved."""

    format: str
    main: Path
    files: tuple[Path, ...]
    note: Path
    proof: Proof


def export_song(wish: ExportWish, tell: Teller) -> tuple[Exported, ...]:
    """Write a song's mix as sessions that other programs open, each proved as far as can be.

    The mix is played as the sheet stands. Raises ``BadWish`` where something of a person's would
    be written over.
    """
    wishes = Wishes(song=wish.song, out=wish.project, workers=wish.workers)
    with opened_project(wishes) as project:
        folders = {name: _folder(wish, project, name) for name in wish.to}
        for folder in folders.values():
            check_folder(folder)
        hearing, sheet = as_it_stands(project, wishes, tell)
        comps = {
            part: comp
            for part in comp_parts(project)
            if (comp := read_comp(project, part)) is not None
        }
        with _workplace(project) as place:
            printer = Printer(project, hearing, sheet, tell, wish.workers)
            job = _Job(project, hearing, sheet, comps, printer, place, wish, tell)
            return tuple(job.export(FORMATS[name], folder) for name, folder in folders.items())


def _folder(wish: ExportWish, project: Project, name: str) -> Path:
    if wish.out is None:
        return project.folder / "exports" / name
    out = wish.out.resolve()
    if out.is_relative_to(project.song_folder) and not out.is_relative_to(project.folder):
        raise BadWish(
            f"{wish.out} lies among the recordings, where an export would be taken for one of "
            "them: choose another folder with --out DIR"
        )
    return out if len(wish.to) == 1 else out / name


@dataclass(frozen=True)
class _Job:
    """What all exports of one run share."""

    project: Project
    hearing: Hearing
    sheet: RecallSheet
    comps: Mapping[str, Comp]
    printer: Printer
    place: Path
    wish: ExportWish
    tell: Teller

    def export(self, form: Format, folder: Path) -> Exported:
        """Write one format, prove it, and say what is in it."""
        made = laid_out(
            self.project, self.hearing, self.sheet, form, self.place, self.printer,
            live=self.wish.live, comps=self.comps, about=self.wish.about,
        )  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        begin_folder(folder)
        with self.tell.stage("export", f"Writing the {form.title}") as on:
            written = form.write(made.session, folder, on)
        proof = (
            proved(form, written, made.session, made.mix, self.place, self.tell)
            if self.wish.prove
            else Proof(words=("Written without a proof, as was asked.",), figures={})
        )
        note = folder / NOTE
        write_text(note, export_note(form, made.session, written.notes, proof.words))
        close_folder(folder, [*written.files, note])
        return Exported(
            format=form.name, main=written.main, files=written.files, note=note, proof=proof
        )


@contextmanager
def _workplace(project: Project) -> Iterator[Path]:
    """Give a place for what is played on the way; it goes away with the work."""
    place = stage_folder(project) / "export"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
