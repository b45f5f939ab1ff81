"""SoundFonts as banks: a preset's instruments and their zones, generator by generator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tonmeister.instruments.sampler import Bank, Zone
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.soundfont_file import SoundFontFile, text
from tonmeister.studio.banks.soundfont_moves import Move, moves_of, nearest
from tonmeister.studio.banks.soundfont_sound import SoundFontSound
from tonmeister.studio.banks.soundfont_zone import Generators, Making, zone_default

_MOST_ZONES = 20000
_INSTRUMENT, _KEYS, _VELOCITIES, _SAMPLE = 41, 43, 44, 53
_ONLY_INSTRUMENTS = frozenset((0, 1, 2, 3, 4, 12, 45, 46, 47, 50, 54, 57, 58))
"""What a preset may not set (section 8.1.2, 9.4)."""
_EVERY = (0, 127)


def soundfont_presets(file: SoundFontFile) -> list[tuple[int, int, str]]:
    """Return bank, program and name of each preset, in order."""
    heads = file.tables[b"phdr"][:-1]
    return sorted((int(h["bank"]), int(h["program"]), text(bytes(h["name"]))) for h in heads)


def soundfont_bank(file: SoundFontFile, program: int, bank: int) -> Bank:
    """Return one preset of a SoundFont. Raises ``BankError`` if there is none."""
    heads = file.tables[b"phdr"]
    row = next(
        (
            i
            for i in range(len(heads) - 1)
            if int(heads[i]["program"]) == program and int(heads[i]["bank"]) == bank
        ),
        None,
    )
    if row is None:
        have = soundfont_presets(file)
        some = ", ".join(f"{b}:{p} {name}" for b, p, name in have[:8])
        raise BankError(
            f"it has no program {program} in bank {bank}; it has {len(have)} presets: {some}"
            + (" ..." if len(have) > 8 else "")
        )
    sounds: dict[int, SoundFontSound] = {}
    zones: list[Zone] = []
    notes: list[str] = []
    for layer in _layers(file, row):
        for split in _splits(file, layer.target):
            keys, velocities = (
                _meet(layer.keys, split.keys),
                _meet(layer.velocities, split.velocities),
            )
            if keys[0] > keys[1] or velocities[0] > velocities[1]:
                continue
            if len(zones) >= _MOST_ZONES:
                raise BankError(f"a preset has over {_MOST_ZONES} zones: no instrument does")
            try:
                if split.target not in sounds:
                    sounds[split.target] = SoundFontSound(file, split.target)
            except BankError as error:
                notes.append(str(error))
                continue
            head = file.tables[b"shdr"][split.target]
            making = Making(
                _merged(split.said, layer.said), split.moves, layer.moves, head,
                sounds[split.target], keys, velocities,
            )  # fmt: skip
            zones.append(making.zone(notes))
    if not zones:
        why = "; ".join(_once(notes)) or "no zone of it names one"
        raise BankError(f"the preset {file.name_of(b'phdr', row)!r} has no sound: {why}")
    name = f"{file.name_of(b'phdr', row)} ({file.info.get('INAM', file.path.stem)})"
    return Bank(name=name, zones=tuple(zones), licence=_licence(file), notes=tuple(_once(notes)))


def _once(notes: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(notes)


def _licence(file: SoundFontFile) -> str:
    said = [file.info[k] for k in ("ICOP", "ICMT") if file.info.get(k)]
    return "; ".join(" ".join(each.split()) for each in said)[:600] or "not said"


def _meet(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _merged(own: Generators, above: Generators) -> Generators:
    """Add what the preset moves to what the instrument sets."""
    out = dict(own)
    for what, amount in above.items():
        if what not in _ONLY_INSTRUMENTS:
            out[what] = out.get(what, zone_default(what)) + amount
    return out


@dataclass(frozen=True, slots=True)
class _Part:
    """A zone of a preset or an instrument, with what its global zone sets."""

    said: Generators
    moves: tuple[Move, ...]
    keys: tuple[int, int]
    velocities: tuple[int, int]
    target: int


def _layers(file: SoundFontFile, row: int) -> Iterator[_Part]:
    heads = file.tables[b"phdr"]
    bags = int(heads[row]["bag"]), int(heads[row + 1]["bag"])
    yield from _parts(file, (b"pbag", b"pgen", b"pmod"), bags, _INSTRUMENT, b"inst")


def _splits(file: SoundFontFile, row: int) -> Iterator[_Part]:
    heads = file.tables[b"inst"]
    bags = int(heads[row]["bag"]), int(heads[row + 1]["bag"])
    yield from _parts(file, (b"ibag", b"igen", b"imod"), bags, _SAMPLE, b"shdr")


def _parts(
    file: SoundFontFile, names: tuple[bytes, bytes, bytes], of: tuple[int, int], ends: int,
    into: bytes,
) -> Iterator[_Part]:  # fmt: skip
    bags, rows, mods = (file.tables[name] for name in names)
    most = len(file.tables[into]) - 1
    if not of[0] <= of[1] < len(bags):
        raise BankError(f"it is broken: {names[0].decode()} ends before its zones do")
    common: Generators = {}
    common_moves: tuple[Move, ...] = ()
    for bag in range(*of):
        start, end = int(bags[bag]["gen"]), int(bags[bag + 1]["gen"])
        first, last = int(bags[bag]["mod"]), int(bags[bag + 1]["mod"])
        if not (start <= end <= len(rows) and end - start <= 1000 and last - first <= 1000):
            raise BankError(f"it is broken: {names[1].decode()} ends before its zones do")
        own = dict(common)
        for each in rows[start:end]:
            own[int(each["what"])] = int(each["amount"])
        moves = moves_of(mods[first:last])
        if ends not in own:
            if bag == of[0]:
                common, common_moves = own, moves
            continue
        target = own.pop(ends) & 0xFFFF
        if target >= most:
            raise BankError(f"it is broken: a zone names part {target}, but there are {most}")
        keys, velocities = _range(own.pop(_KEYS, None)), _range(own.pop(_VELOCITIES, None))
        yield _Part(own, nearest((common_moves, moves)), keys, velocities, target)


def _range(amount: int | None) -> tuple[int, int]:
    return _EVERY if amount is None else (amount & 0xFF, (amount >> 8) & 0xFF)
