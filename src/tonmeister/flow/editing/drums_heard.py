"""Where a song's drums are recorded, and what strokes are heard there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonmeister.flow.editing.bench import Bench
from tonmeister.flow.wishes import BadWish
from tonmeister.listening import song_map
from tonmeister.listening.drums.hits import close_hits, hits
from tonmeister.model import Hit, TempoMap, Track

CLOSE_ROLES = {"kick": "kick", "snare": "snare", "tom": "toms"}
METAL_ROLES = {"hi-hat": ("hats",), "overheads": ("hats", "cymbals")}
STEM_ROLES = ("drums",)
_SURE_TEMPO = 0.5


@dataclass(frozen=True, kw_only=True)
class Drums:
    """The tracks with drums: close ones with their piece, those that hear the metal, stems."""

    close: Mapping[str, str]
    metal: Mapping[str, tuple[str, ...]]
    stems: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """All of them."""
        return [*self.close, *self.metal, *self.stems]


def drums_of(bench: Bench, only: str | None) -> Drums:
    """Return where the drums are. Close microphones go before a stem; a file is what its name
    says, else a stem.
    """
    tracks = [bench.track(only)] if only else list(bench.session.playing)
    close = {t.name: CLOSE_ROLES[t.role] for t in tracks if t.role in CLOSE_ROLES}
    metal = {t.name: METAL_ROLES[t.role] for t in tracks if t.role in METAL_ROLES}
    stems = tuple(t.name for t in tracks if _is_stem(t))
    if only is not None:
        if not close and not metal:
            stems = (tracks[0].name,)
        if close:  # its neighbours are needed to know what only leaks in
            others = (t for t in bench.session.playing if t.role in CLOSE_ROLES)
            close |= {t.name: CLOSE_ROLES[t.role] for t in others}
    elif not close and not stems and len(tracks) == 1 and not bench.features:
        stems = (tracks[0].name,)
    if close:
        stems = ()
    if not close and not metal and not stems:
        raise BadWish(
            "there are no drums here: no track is called kick, snare, toms, overheads or drums "
            "(--track NAME says which it is)"
        )
    return Drums(close=close, metal=metal, stems=stems)


def strokes_of(bench: Bench, drums: Drums) -> dict[str, tuple[Hit, ...]]:
    """Return the strokes of each track."""
    rate_hz = bench.rate_hz
    sounds = {name: (piece, bench.before(name, "replace")) for name, piece in drums.close.items()}
    out = close_hits(sounds, rate_hz)
    for name, pieces in drums.metal.items():
        out[name] = hits(bench.before(name, "replace"), rate_hz, pieces=pieces, track=name)
    for name in drums.stems:
        out[name] = hits(bench.before(name, "replace"), rate_hz, track=name)
    return out


def tempo_of(bench: Bench) -> TempoMap | None:
    """Return the song's beats, if they are surely heard."""
    playing = {t.name: bench.features[t.name] for t in bench.session.playing
               if t.name in bench.features}  # fmt: skip
    if not playing:
        return None
    roles = {t.name: t.role for t in bench.session.playing}
    tempo = song_map(playing, roles, bench.session.length_s).tempo
    return tempo if tempo is not None and tempo.confidence >= _SURE_TEMPO else None


def _is_stem(track: Track) -> bool:
    return track.role in STEM_ROLES
