"""SFZ instruments as banks (sfzformat.com): the opcodes that free libraries use."""

from __future__ import annotations

import re
from pathlib import Path

from tonmeister.instruments.sampler import Bank, Zone
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.sample_files import FileSound, SampleFolder
from tonmeister.studio.banks.sfz_conditions import silent_because, switches_of
from tonmeister.studio.banks.sfz_zone import KNOWN, sfz_zone
from tonmeister.studio.kit_files import KitError, inside, not_there
from tonmeister.studio.sfz_text import Words, sfz_regions

_LICENCE = re.compile(
    r"licen[sc]e|copyright|\(c\)|©|creative commons|\bcc0\b|\bcc[- ]by", re.IGNORECASE
)
_MOST_NAMED = 14


def sfz_bank(path: Path) -> Bank:
    """Return an SFZ file as a bank. Raises ``BankError`` or ``KitError`` with one clear line.

    Its samples may lie in its own folder, in folders below it, or beside it below the folder above.
    """
    home = path.absolute().parent
    files = SampleFolder(home.parent)
    sub = home.name
    regions = list(sfz_regions(f"{sub}/{path.name}" if sub else path.name, files))
    switches, said = switches_of(regions)
    notes = [said] if said else []
    sounds: dict[str, FileSound] = {}
    zones: list[Zone] = []
    strange: set[str] = set()
    missing: list[str] = []
    left: dict[str, int] = {}
    for region in regions:
        strange |= {w for w in region if not KNOWN.fullmatch(w) and not w.startswith("$")}
        why = silent_because(region, switches)
        if why:
            left[why] = left.get(why, 0) + 1
            continue
        file = _file(region, files, sub)
        if file is None:
            missing.append(region["sample"])
            continue
        zone = sfz_zone(region, sounds.setdefault(file, FileSound(files, file)))
        if zone is not None:
            zones.append(zone)
    if strange:
        some = sorted(strange)
        more = f" and {len(some) - _MOST_NAMED} more" if len(some) > _MOST_NAMED else ""
        notes.append(f"opcodes that are not played: {', '.join(some[:_MOST_NAMED])}{more}")
    if missing:
        notes.append(not_there(missing).replace("the kit", "the SFZ"))
    notes += [f"{count} regions do not sound: {why}" for why, count in left.items()]
    if not zones:
        raise BankError("none of its regions can sound: " + "; ".join(notes or ["it has none"]))
    return Bank(name=path.stem, zones=tuple(zones), licence=_licence(path, files, sub),
                notes=tuple(notes))  # fmt: skip


def _file(region: Words, files: SampleFolder, sub: str) -> str | None:
    said = (region.get("default_path", "") + region["sample"]).replace("\\", "/")
    try:
        return files.find(inside(said, sub))
    except KitError as error:
        raise BankError(
            f"it names the sample {said!r}, which lies further out than one folder above it: move "
            "the samples nearer"
        ) from error


def _licence(path: Path, files: SampleFolder, sub: str) -> str:
    """Return what the comments at the file's head say, or a licence that lies beside it."""
    with path.open("r", encoding="utf-8", errors="replace") as file:
        head = file.read(8000)
    for line in head.splitlines():
        words = line.strip().lstrip("/* ").strip()
        if line.strip().startswith(("/", "*")) and _LICENCE.search(words):
            return words[:300]
    beside = files.licence(sub)
    return beside if beside != "not said" else files.licence()
