"""The sounds that edits name: one-shots of drum kits, opened from where the edits say.

A kit is an SFZ file, Hydrogen's ``drumkit.xml`` or ``.h2drumkit``, a folder of one-shots, or
``ours``: our own synthesised drums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from tonmeister.listening.drums.shots import Shot, in_order, sound_name
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.studio.kit_files import (
    FolderFiles,
    KitError,
    KitFiles,
    TarFiles,
    read_shot,
    sha256_of,
)
from tonmeister.studio.kit_folder import folder_shots
from tonmeister.studio.kit_hydrogen import hydrogen_shots
from tonmeister.studio.kit_ours import our_shots, our_sound
from tonmeister.studio.kit_sfz import sfz_shots
from tonmeister.studio.project import Project

OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A drum kit. ``said`` is how edits name it; ``licence`` what it says about itself."""

    said: str
    name: str
    licence: str
    shots: tuple[Shot, ...]
    notes: tuple[str, ...] = ()
    files: KitFiles | None = None

    def sound(self, name: str, rate_hz: int, tune_cents: float = 0.0) -> Samples:
        """Return one of its sounds, [channels, n]; raises ``KitError``."""
        if self.files is None:
            try:
                return our_sound(name, rate_hz)
            except KeyError as error:
                raise KitError(f"our kit has no sound {name!r}") from error
        return read_shot(self.files.data(name), name, rate_hz, tune_cents)

    def sha256(self, name: str) -> str:
        """Return what is in a sound's file, to know it again; ``""`` for our own drums."""
        return "" if self.files is None else sha256_of(self.files.data(name))


def open_kit(said: str, base: Path) -> Kit:
    """Open a kit by its name: ``ours``, or a path (from ``base``, if it is not absolute).

    Raises ``KitError`` with one clear line.
    """
    if said == OURS:
        shots = in_order(tuple(our_shots()))
        return Kit(said=OURS, name="our own drums", licence="Apache-2.0", shots=shots)
    path = base / Path(said).expanduser()
    if not path.exists():
        raise KitError(
            f"the kit {said} is not there: give an .sfz, a drumkit.xml, an .h2drumkit, a folder of "
            "one-shots, or ours"
        )
    try:
        return _opened(said, path)
    except KitError as error:
        raise KitError(f"{path.name}: {error}") from error


def said_from(path: Path, song_folder: Path) -> str:
    """Return how edits name a kit: relative where it lies in the song's folder."""
    whole = path.expanduser().resolve()
    if whole.is_relative_to(song_folder):
        return Path(relpath(whole, song_folder)).as_posix()
    return str(whole)


def kit_sounds(edits: Sequence[Edit], rate_hz: int, project: Project) -> Mapping[str, Samples]:
    """Return the sounds [channels, n] that these edits name, at a rate, by name.

    What is not there any more is left out: its strokes play as they were recorded
    (``kit_problems`` says so).
    """
    sounds: dict[str, Samples] = {}
    for kit, wanted in _wanted(edits).items():
        try:
            opened = open_kit(kit, project.song_folder)
        except KitError:
            continue
        for name, tune_cents in wanted:
            try:
                sound = opened.sound(name, rate_hz, tune_cents)
            except KitError:
                continue
            sounds[sound_name(kit, name, tune_cents)] = sound
    return sounds


def kit_problems(edits: Sequence[Edit], project: Project) -> list[str]:
    """Return one clear line for each kit that is not what the edits were made with."""
    out = []
    for kit, wanted in _wanted(edits).items():
        try:
            opened = open_kit(kit, project.song_folder)
            before = {str(e.settings["sample"]): str(e.settings.get("sample_sha256", ""))
                      for e in edits if e.settings.get("kit") == kit}  # fmt: skip
            for name, _ in sorted(wanted):
                if before[name] and not opened.sha256(name).startswith(before[name]):
                    out.append(f"{name} of the kit {kit} has changed since it was chosen")
        except KitError as error:
            out.append(f"{error}; the recorded strokes play instead")
    return out


def _wanted(edits: Sequence[Edit]) -> dict[str, set[tuple[str, float]]]:
    wanted: dict[str, set[tuple[str, float]]] = {}
    for edit in edits:
        kit, sample = edit.settings.get("kit"), edit.settings.get("sample")
        if edit.kind == "replace" and isinstance(kit, str) and isinstance(sample, str):
            tune = edit.settings.get("tune_cents", 0.0)
            cents = float(tune) if isinstance(tune, int | float) else 0.0
            wanted.setdefault(kit, set()).add((sample, cents))
    return wanted


def _opened(said: str, path: Path) -> Kit:
    licence, name = "not said", path.stem if path.is_file() else path.name
    files: KitFiles
    if path.suffix.lower() == ".h2drumkit" and path.is_file():
        files = TarFiles(path)
        shots, name, licence, notes = hydrogen_shots(files.data("drumkit.xml"), files)
    elif path.suffix.lower() == ".sfz" and path.is_file():
        files = FolderFiles(path.parent)
        shots, notes = sfz_shots(path.name, files)
    elif path.name.lower() == "drumkit.xml":
        files = FolderFiles(path.parent)
        shots, name, licence, notes = hydrogen_shots(files.data(path.name), files)
    elif path.is_dir():
        files = FolderFiles(path)
        if "drumkit.xml" in files.names():
            shots, name, licence, notes = hydrogen_shots(files.data("drumkit.xml"), files)
        else:
            shots, notes = folder_shots(files)
    else:
        raise KitError("this is no drum kit: give an .sfz, a drumkit.xml, an .h2drumkit, a folder")
    if not shots:
        raise KitError("it holds no sound of a drum: " + "; ".join(notes or ["it is empty"]))
    if licence == "not said":
        licence = _licence(files)
    return Kit(said=said, name=name, licence=licence, shots=in_order(tuple(shots)),
               notes=tuple(notes), files=files)  # fmt: skip


def _licence(files: KitFiles) -> str:
    for name in files.names():
        if name.lower().rpartition("/")[2].startswith(("licen", "copying", "readme")):
            return f"see {name}"
    return "not said"
