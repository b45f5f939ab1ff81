"""One album's whole way."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.album.cd import Cd, write_cd
from tonmeister.flow.album.delivering import Written, tidy, write_tracks
from tonmeister.flow.album.listening import Named, hear_all, songs_in
from tonmeister.flow.album.page import write_page
from tonmeister.flow.album.sequence import AlbumSound
from tonmeister.flow.album.together import master_all, put_together
from tonmeister.flow.album.wishes import AlbumWishes
from tonmeister.flow.album.words import done_event, plan_event, tell_plan, tell_written
from tonmeister.flow.tell import Event, Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.producer.album import Album, Choice, Held, SongHeard, decide, proposed_order
from tonmeister.studio import NothingToMix, NotWritable, Project, write_text
from tonmeister.studio.album_file import NAME, AlbumFile
from tonmeister.studio.disk import sweep

SHARES = {"listen": 0.3, "master": 0.45, "tracks": 0.12, "cd": 0.1, "page": 0.03}
_ALIKE_COUNT = 4


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was heard and decided, before anything is played."""

    heard: Sequence[SongHeard]
    album: Album
    held: Held
    choices: tuple[Choice, ...]
    proposal: tuple[str, ...]
    why: tuple[Choice, ...]


def make_album(wishes: AlbumWishes, tell: Teller) -> Event:
    """Listen to the songs, decide, write ``album.toml``, and make the album as it then stands."""
    tell.weights = SHARES
    found = _found(wishes)
    with _project(wishes) as project:
        decided = _decide(project, found, wishes, tell)
        tell_plan(decided.album, decided.heard, decided.choices, decided.proposal, tell)
        if wishes.dry_run:
            return plan_event(decided.album, decided.heard, decided.choices, decided.proposal)
        AlbumFile(project.folder).write(decided.album, decided.held)
        free = "loudness_lufs" not in decided.held.head
        album, made, tone = master_all(project, decided.album, decided.heard, tell, may_lower=free)
        sound, fades = put_together(album, made, tell)
        cover = wishes.cover or _cover_in(wishes.folder)
        written = write_tracks(project, album, made, sound, cover, tell)
        cd, said = write_cd(project, album, sound, tell)
        for line in said:
            tell.say(line, kind="problem")
        decided = replace(decided, album=album, choices=(*decided.choices, *tone, *fades))
        return _hand_over(project, decided, sound, written, cd, tuple(said), tell)


def _hand_over(
    project: Project,
    decided: Decided,
    sound: AlbumSound,
    written: Written,
    cd: Cd | None,
    said: tuple[str, ...],
    tell: Teller,
) -> Event:
    """Write the page, clear away what an earlier album left, and say where everything is."""
    reasons = project.folder / "album-why.json"
    told = [
        {"rule": c.rule, "song": c.song, "facts": dict(c.facts), "reason": c.reason}
        for c in decided.choices
    ]
    write_text(reasons, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    files = [path for t in written.tracks for path in (t.wav, t.flac)]
    files += [cd.image, cd.cue, *cd.ddp] if cd else []
    with tell.stage("page", "Writing the page"):
        page = write_page(
            project.folder / "album.html",
            album=decided.album,
            heard=decided.heard,
            choices=decided.choices,
            why=() if decided.proposal == _files(decided.album) else decided.why,
            line=sound.line,
            written=written,
            cd=cd,
            said=said,
            files=files,
        )
    files += [page, reasons]
    tidy(project, files)
    tell_written(decided.album, written, cd, project.folder, tell)
    return done_event(
        decided.album, decided.heard, decided.choices, decided.proposal, sound.line, written, cd,
        [*files, project.folder / NAME, *(t.master.recall for t in written.tracks)], said,
    )  # fmt: skip


def _decide(project: Project, found: Sequence[Named], wishes: AlbumWishes, tell: Teller) -> Decided:
    file = AlbumFile(project.folder)
    file.read([named.path.name for named in found])  # a mistake is told before the long work
    heard = hear_all(project, found, tell)
    _look_alike(heard, tell)
    held = file.read([song.file for song in heard])
    head = {**held.head, **wishes.head}
    songs = {name: dict(mine) for name, mine in held.songs.items()}
    if wishes.tone_percent is not None:
        for song in heard:
            songs.setdefault(song.file, {})["tone_percent"] = wishes.tone_percent
    held = replace(held, head=head, songs=songs)
    on_it = [song for song in heard if songs.get(song.file, {}).get("use", True)]
    if not on_it:
        raise BadWish(f"{NAME} leaves every song out: set use = true for those that are on it")
    if anchor := wishes.anchor or held.head.get("anchor", ""):
        head["anchor"] = _named(anchor, on_it, "--anchor" if wishes.anchor else f"{NAME}: anchor")
        held = replace(held, head=head)
    proposal, why = proposed_order(on_it)
    if wishes.order == "propose":
        left_out = tuple(song.file for song in heard if song not in on_it)
        held = replace(held, order=(*proposal, *left_out))
    title, artist = _names(wishes.folder, found)
    album, choices = decide(heard, held, title=title, artist=artist)
    return Decided(heard=heard, album=album, held=held, choices=choices, proposal=proposal, why=why)


def _found(wishes: AlbumWishes) -> list[Named]:
    folder = wishes.folder
    if not folder.is_dir():
        there = "is a file" if folder.exists() else "is not there"
        raise BadWish(f"{folder} {there}: give the folder that holds the album's finished songs")
    found = songs_in(folder)
    if not found:
        raise NothingToMix(
            f"{folder} holds no songs: put one finished sound file a song into it (WAV, FLAC, ...)"
        )
    return found


def _named(words: str, songs: Sequence[SongHeard], where: str) -> str:
    """Return the file of the song a person means by its file, its title or a part of one."""
    said = words.casefold()
    exact = [s for s in songs if said in (s.file.casefold(), s.title.casefold())]
    part = [s for s in songs if said in s.file.casefold() or said in s.title.casefold()]
    for found in (exact, part):
        if len(found) == 1:
            return found[0].file
    titles = ", ".join(song.title for song in songs)
    raise BadWish(f"{where} {words}: there is no one song called that; there are {titles}")


def _names(folder: Path, found: Sequence[Named]) -> tuple[str, str]:
    """Return title and artist as the files have them, if they agree; else the folder's name."""
    albums = Counter(named.album for named in found if named.album)
    artists = Counter(named.artist for named in found if named.artist)
    whole = len(found)
    title = next((name for name, count in albums.items() if count == whole), "")
    artist = next((name for name, count in artists.items() if 2 * count > whole), "")
    return title or folder.resolve().name, artist


def _look_alike(heard: Sequence[SongHeard], tell: Teller) -> None:
    """Say so where a song is there twice, or a folder looks like the tracks of one song."""
    titles: dict[str, list[SongHeard]] = {}
    for song in heard:
        titles.setdefault(song.title.casefold(), []).append(song)
    for alike in titles.values():
        if len(alike) > 1:
            files = ", ".join(song.file for song in alike)
            tell.say(
                f"{alike[0].title} is there {len(alike)} times ({files}): "
                f"write use = false for what is too much in {NAME}",
                kind="problem",
            )
    lengths = {round(song.length_s, 3) for song in heard}
    if len(heard) >= _ALIKE_COUNT and len(lengths) == 1:
        tell.say(
            f"all {len(heard)} files are exactly as long as each other: if they are the tracks "
            "of one song, `tonmeister produce` is what you want",
            kind="problem",
        )


def _files(album: Album) -> tuple[str, ...]:
    return tuple(song.file for song in album.played)


def _cover_in(folder: Path) -> Path | None:
    names = ("cover.jpg", "cover.jpeg", "cover.png", "Cover.jpg", "Cover.png")
    return next((folder / name for name in names if (folder / name).is_file()), None)


@contextmanager
def _project(wishes: AlbumWishes) -> Iterator[Project]:
    """Open the album's folder, and keep other runs out; a dry run works where nobody sees it."""
    home, place = wishes.folder.resolve(), wishes.place.resolve()
    if wishes.dry_run:
        with tempfile.TemporaryDirectory(prefix="tonmeister-") as name:
            there, here = Project(home, place), Project(home, Path(name))
            _open(here)
            for path in (place / NAME, there.hidden / "album.json"):
                if path.is_file():
                    shutil.copy(path, here.folder / path.relative_to(place))
            for part in ("features", "hashes.json"):
                if (there.cache / part).is_dir():
                    shutil.copytree(there.cache / part, here.cache / part)
                elif (there.cache / part).is_file():
                    shutil.copy(there.cache / part, here.cache / part)
            yield here
        return
    project = Project(home, place)
    _open(project)
    with project.lock():
        yield project


def _open(project: Project) -> None:
    try:
        for each in (project.hidden / "masters", project.cache):
            each.mkdir(parents=True, exist_ok=True)
        sweep(project.folder)
        write_text(project.hidden / "album-folder.json", json.dumps(str(project.song_folder)))
    except OSError as error:
        why = error.strerror or "permission denied"
        raise NotWritable(
            f"{project.folder} cannot be written to ({why.lower()}): "
            "choose another place with --out DIR"
        ) from error
