"""A report as a real song would give it: 14 tracks, some 40 decisions, findings of every kind."""

from __future__ import annotations

import subprocess
from functools import cache

import numpy as np

from tonmeister.exchange.report import Bar, DeliveredFile, ReportData, Side, TargetBand, Told
from tonmeister.knowledge import Expected
from tonmeister.model import (
    Decision,
    Finding,
    Key,
    RecallSheet,
    Section,
    SongMap,
    Span,
    Strip,
    TakenBack,
    Target,
    TempoMap,
)

RATE_HZ = 22050
BPM = 104.0
FORM = (
    ("intro", 8), ("verse", 16), ("chorus", 16), ("verse", 16), ("chorus", 16),
    ("bridge", 8), ("chorus", 16), ("outro", 4),
)  # fmt: skip
BAR_S = 4 * 60 / BPM


def sections() -> tuple[Section, ...]:
    made, at = [], 0.0
    for name, bars in FORM:
        made.append(Section(name=name, where=Span(at, at + bars * BAR_S)))
        at += bars * BAR_S
    return tuple(made)


LENGTH_S = sections()[-1].where.end_s


def song() -> SongMap:
    beats = tuple(np.arange(0.0, LENGTH_S, 60 / BPM).tolist())
    return SongMap(
        length_s=LENGTH_S,
        tempo=TempoMap(
            tempo_bpm=BPM,
            meter=4,
            beats_s=beats,
            downbeats=tuple(range(0, len(beats), 4)),
            confidence=0.94,
        ),
        key=Key(tonic="A", mode="minor", confidence=0.8),
        sections=sections(),
        phrases=(),
    )


@cache
def sounds() -> tuple[np.ndarray, np.ndarray]:
    """Two pieces of sound that differ as raw tracks and a record do; float64 ``[2, frame]``."""
    rng = np.random.default_rng(7)
    time_s = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    beat = (time_s * BPM / 60) % 1.0
    energy = {"intro": 0.35, "verse": 0.55, "chorus": 1.0, "bridge": 0.45, "outro": 0.3}
    swell = np.zeros_like(time_s)
    for section in sections():
        inside = (time_s >= section.where.start_s) & (time_s < section.where.end_s)
        swell[inside] = energy[section.name]
    kick = np.exp(-beat * 14) * np.sin(2 * np.pi * 55 * beat)
    snare_beat = (time_s * BPM / 120 + 0.5) % 1.0
    snare = np.exp(-snare_beat * 22) * rng.normal(0, 0.5, time_s.size)
    roots = np.array([220.0, 174.6, 261.6, 196.0])[(time_s // BAR_S).astype(int) % 4]
    phase = 2 * np.pi * np.cumsum(roots) / RATE_HZ
    chord = sum(np.sin(phase * k) / k for k in (1, 1.5, 2.0, 2.5)) * 0.25
    bass = np.sin(phase / 4) * 0.35
    raw = swell * (0.42 * chord + 0.5 * bass) + (0.5 + 0.5 * swell) * (0.3 * kick + 0.2 * snare)
    done = (0.3 + 0.7 * swell) * (0.45 * chord + 0.35 * bass + 0.8 * kick + 0.55 * snare)
    raw = np.stack([raw, raw]) * 0.45
    wide = np.stack([done + 0.05 * np.roll(chord, 700), done - 0.05 * np.roll(chord, 700)])
    return raw, np.tanh(wide * 1.4) * 0.92


def mp3_of(samples: np.ndarray) -> bytes:
    """Encode through the system's ffmpeg."""
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", "-",
         "-b:a", "128k", "-f", "mp3", "-"],
        input=samples.T.astype("<f4").tobytes(), capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


def side(title: str, samples: np.ndarray, facts: dict[str, float], tilt: float, mp3: bytes) -> Side:
    steps = 1200
    edges = np.arange(steps) * samples.shape[1] // steps
    mono = samples.mean(axis=0)
    hop = RATE_HZ // 10
    count = samples.shape[1] // hop
    power = (samples[:, : count * hop] ** 2).sum(axis=0).reshape(count, hop).mean(axis=1)
    term = np.convolve(power, np.ones(30) / 30)[:count]
    bands = np.arange(30)
    hump = 4.5 * tilt * np.exp(-(((bands - 10) / 3.0) ** 2))
    dull = -tilt * 0.45 * np.maximum(bands - 17, 0)
    ripple = 0.8 * np.sin(bands * 1.7 + tilt)
    return Side(
        title=title,
        facts=facts,
        low=np.minimum.reduceat(mono, edges).tolist(),
        high=np.maximum.reduceat(mono, edges).tolist(),
        spectrum_db=(middle_db() + hump + dull + ripple).tolist(),
        short_term_lufs=(-0.7 + 10 * np.log10(np.maximum(term, 1e-9))).tolist(),
        mp3=mp3,
        mp3_lufs=facts["loudness_lufs"],
    )


def middle_db() -> np.ndarray:
    bands = np.arange(30)
    rise = -16.0 * np.exp(-bands / 1.6)
    return -9.5 + rise - 0.42 * np.maximum(bands - 4, 0) - 0.06 * np.maximum(bands - 20, 0) ** 2


def told(
    number: int, check: str, strip: str, where: Span, sentence: str, **facts: float | str
) -> Told:
    weight = facts.pop("weight", "note")
    share = (
        {"bass": 0.46, "piano": 0.24, "gtr L": 0.17, "kick": 0.08} if "masked" in check else None
    )
    finding = Finding(
        id=f"{check}/{strip}/{number}", check=check, strip=strip, where=where, facts=facts,
        weight=weight, confidence=0.86, share=share,
    )  # fmt: skip
    return Told(finding=finding, sentence=sentence, bars=song().bars(where))


def findings() -> tuple[list[Told], list[Told]]:
    form = [s.where for s in sections()]
    whole = Span(0.0, LENGTH_S)
    before = [
        told(1, "vocal/under", "lead vocal", form[2],
             "From 0:55 to 1:32 the lead vocal lies 3.1 dB under where rock keeps it (measured on "
             "64 records).", under_db=3.1, above_db=-2.6, source="measured on 64 records"),
        told(2, "vocal/under", "lead vocal", form[4],
             "From 2:09 to 2:46 the lead vocal lies 2.7 dB under where rock keeps it (measured on "
             "64 records).", under_db=2.7, above_db=-2.2, source="measured on 64 records"),
        told(3, "tone/muddy", "bass", form[1],
             "Around 250 Hz the mix is 4.4 dB fuller than the genre keeps it; the bass has nearly "
             "half of it.", over_db=4.4, centre_hz=250.0),
        told(4, "vocal/masked", "lead vocal", form[2],
             "In the chorus the lead vocal is masked between 1.6 kHz and 4.0 kHz, most of all by "
             "the bass and the piano.", masked_db=5.2, low_hz=1600.0, high_hz=4000.0),
        told(5, "low/not_mono", "OH R", whole,
             "The right overhead runs against the left one: flipped, the snare gains 4.8 dB.",
             gain_db=4.8, weight="fault"),
        told(6, "recording/hum", "gtr L", whole,
             "A hum at 50.0 Hz with six harmonics lies -52.0 dBFS under the guitar.",
             hum_hz=50.0, hum_db=-52.0, weight="fault"),
        told(7, "recording/clipped", "lead vocal", Span(form[4].start_s + 3, form[4].start_s + 4.2),
             "The singer's take clips 14 times around 2:13.", clipped_count=14.0, weight="fault"),
        told(8, "vocal/sibilant", "lead vocal", form[6],
             "Sibilance at 6.8 kHz sticks out by 5.0 dB in the last chorus.",
             over_db=5.0, centre_hz=6800.0),
        told(9, "dynamics/spread", "bass", form[3],
             "The bass moves by 9.2 LU inside the verse, where 4.0 LU would sit.", range_lu=9.2),
        told(10, "stereo/narrow", "mix", whole,
             "The sides lie -18.0 dB under the middle; rock keeps them between -12.0 dB and "
             "-7.0 dB.", side_mid_db=-18.0, weight="note"),
        told(11, "bleed", "tom 1", Span(form[1].start_s, form[5].end_s),
             "Between its hits the tom microphone hears the snare, 11.0 dB under the toms.",
             bleed_db=-11.0),
        told(12, "balance/level", "lead vocal", whole, "As it came, the lead vocal lies -6.2 LU "
             "against the mix while it plays; rock keeps a part like it at -3.5 LU.",
             in_mix_lu=-6.2, usual_lu=-3.5, weight="info"),
        told(13, "balance/level", "bass", whole, "As it came, the bass lies -4.1 LU against the "
             "mix while it plays; rock keeps a part like it at -7.3 LU.",
             in_mix_lu=-4.1, usual_lu=-7.3, weight="info"),
    ]  # fmt: skip
    after = [
        told(8, "vocal/sibilant", "lead vocal", form[6],
             "Sibilance at 6.8 kHz still sticks out by 0.9 dB in the last chorus.", over_db=0.9),
        told(20, "tone/bright", "overheads", Span(form[6].start_s + 8, form[6].end_s),
             "In the last chorus the cymbals reach 1.2 dB over the band above 8.0 kHz.",
             over_db=1.2),
    ]  # fmt: skip
    return before, after


TRACKS = (
    ("kick", "kick", "Drums", -21.4, 2.1), ("snare", "snare", "Drums", -20.2, 1.4),
    ("hi-hat", "hi-hat", "Drums", -33.0, -3.8), ("tom 1", "tom", "Drums", -35.2, -1.0),
    ("OH L", "overheads", "Drums", -28.3, -2.2), ("OH R", "overheads", "Drums", -28.1, -2.0),
    ("bass", "bass", "Bass", -19.8, -2.6), ("gtr L", "electric guitar", "Guitars", -23.5, -1.7),
    ("gtr R", "electric guitar", "Guitars", -23.9, -1.9),
    ("piano", "piano", "Keys", -27.0, -4.4), ("strings", "strings", "Orchestra", -31.5, 0.02),
    ("lead vocal", "lead vocal", "Lead Vocals", -17.0, 4.3),
    ("bv <script>alert(1)</script>", "backing vocal", "Backing Vocals", -26.8, 0.8),
    ("Grüße & Küsse «räumlich»", "lead instrument", "Music", -29.9, None),
)  # fmt: skip


def _d(strip: str, stage: str, effect: str, n: int, reason: str, **more: object) -> Decision:
    extra = {k: more.pop(k) for k in list(more)
             if k in ("because", "curves", "key", "hold", "bypass", "amount_percent",
                      "predicted", "measured")}  # fmt: skip
    extra.setdefault("because", (f"level/{strip}",))
    return Decision(
        id=f"{strip}/{stage}/{n}", stage=stage, effect=effect, settings=more,  # type: ignore[arg-type]
        rule=f"{stage}/{effect}", reason=reason, **extra,  # type: ignore[arg-type]
    )  # fmt: skip


def strips() -> tuple[Strip, ...]:
    made = []
    for name, role, group, _, change in TRACKS:
        moves = [
            _d(name, "filter", "highpass", 1, f"Nothing the {role} plays lies under 60 Hz, so I cut"
               " what rumbles there.", frequency_hz=60.0, slope_db=24.0),
            _d(name, "balance", "fader", 1, f"The {role} stands where rock keeps it against the "
               "band.", gain_db=float(change or -1.2)),
        ]  # fmt: skip
        if role == "lead vocal":
            moves = _vocal(name)
        elif role == "bass":
            moves.insert(1, _d(name, "eq", "bell", 1, "The bass has nearly half of what is too full"
                         " around 250 Hz, so I cut it there by 3.2 dB and leave the others alone.",
                         frequency_hz=252.0, gain_db=-3.2, width_q=1.4,
                         because=("tone/muddy/bass/3", "vocal/masked/lead vocal/4"),
                         predicted={"over_db": 0.8}, measured={"over_db": 0.6}))  # fmt: skip
            moves.insert(2, _d(name, "duck", "ducker", 1, "The kick needs the low end for itself "
                         "while it sounds.", key="kick", because=("dynamics/spread/bass/9",),
                         low_hz=40.0, high_hz=120.0, threshold_db=-30.0, depth_db=-4.0,
                         ratio=4.0, attack_ms=5.0, release_ms=120.0))  # fmt: skip
        elif name == "OH R":
            moves.insert(
                0,
                _d(
                    name,
                    "repair",
                    "trim",
                    1,
                    "The right overhead runs against the left"
                    " one, so I flip it; the snare gains 4.8 dB.",
                    flip_polarity=True,
                    shift_ms=0.0,
                    gain_db=0.0,
                    because=("low/not_mono/OH R/5",),
                ),
            )
        elif role in ("electric guitar", "piano"):
            moves.append(_d(name, "pan", "pan", 1, "The two guitars hold the sides.",
                            position_percent=-85.0 if name.endswith("L") else 70.0))  # fmt: skip
        made.append(Strip(name=name, kind="track", track=name, role=role, output=group,
                          decisions=tuple(moves)))  # fmt: skip
    made.append(Strip(name="Plate", kind="return", output="master", decisions=(
        _d("Plate", "space", "plate", 1, "One plate for the voices, a beat and a half long.",
           decay_s=1.7, predelay_ms=38.0, damping_hz=7000.0, highpass_hz=220.0,
           mix_percent=100.0),)))  # fmt: skip
    made.append(Strip(name="Master", kind="master", output="", decisions=(
        _d("Master", "mixbus", "compressor", 1, "Two decibels of glue in the choruses.",
           threshold_db=-14.0, ratio=2.0, attack_ms=30.0, release_ms=180.0, knee_db=6.0,
           makeup_db=1.5, lookahead_ms=0.0, key_highpass_hz=90.0, mix_percent=100.0),
        _d("Master", "master", "limiter", 1, "Up to the loudness that was asked for, and never over"
           " the ceiling.", gain_db=5.4, ceiling_dbtp=-1.0, release_ms=90.0,
           lookahead_ms=2.0),)))  # fmt: skip
    return tuple(made)


def _vocal(name: str) -> list[Decision]:
    under = ("vocal/under/lead vocal/1", "vocal/under/lead vocal/2")
    rides = tuple((s.where.start_s, {"verse": -0.8, "chorus": 1.9}.get(s.name, 0.0))
                  for s in sections())  # fmt: skip
    steps = tuple(p for a, v in rides for p in ((max(0.0, a - 0.4), v - 1.0), (a, v)))
    return [
        _d(name, "filter", "highpass", 1, "The lowest note sung is 147 Hz, so I cut what is under "
           "95 Hz.", frequency_hz=95.0, slope_db=24.0),
        _d(name, "compress", "compressor", 1, "From 0:55 to 1:32 the lead vocal lies 3.1 dB under "
           "where rock keeps it (measured on 64 records). So I compress it 3.0:1 from -24.0 dB and "
           "bring it up 3.1 dB.", because=under, threshold_db=-24.0, ratio=3.0, attack_ms=8.0,
           release_ms=110.0, knee_db=6.0, makeup_db=3.1, lookahead_ms=0.0, key_highpass_hz=120.0,
           mix_percent=100.0, predicted={"under_db": 0.4}, measured={"under_db": 0.3}),
        _d(name, "deess", "deesser", 1, "Sibilance at 6.8 kHz sticks out by 5.0 dB in the last "
           "chorus, so I turn only that down, at most 6.0 dB.", frequency_hz=6800.0,
           threshold_db=-31.0, range_db=-6.0, attack_ms=1.0, release_ms=60.0, hold=True,
           because=("vocal/sibilant/lead vocal/8",)),
        _d(name, "space", "send", 1, "The plate stands 17.0 dB under the voice.", to="Plate",
           level_db=-17.0, pre_fader=False, amount_percent=70.0),
        _d(name, "balance", "fader", 1, "The voice leads the band by 2.4 LU.", gain_db=4.3,
           because=under),
        _d(name, "ride", "fader", 1, "It sinks in the choruses, so I ride it up there rather than "
           "push it everywhere.", curves={"gain_db": steps}, gain_db=4.3, because=under,
           predicted={"under_db": 0.3}, measured={"under_db": 0.2}),
    ]  # fmt: skip


@cache
def example(*, sound: bool = False) -> ReportData:
    """Return the whole report; with ``sound``, two real MP3 files are in it."""
    raw, done = sounds()
    before, after = findings()
    taken = _d("piano", "eq", "bell", 2, "", frequency_hz=2500.0, gain_db=-2.0, width_q=1.0)
    target = Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0)
    return ReportData(
        sheet=RecallSheet(
            song="Salt & Harbour Lights", rate_hz=44100, length_s=LENGTH_S, genre="rock",
            target=target, strips=strips(), tempo_bpm=BPM, revision=3,
            taken_back=(TakenBack(decision=taken, strip="piano", reason="It was meant to unmask the"
                        " voice by 1.0 dB; measured, it gave 0.1 dB, so the piano keeps its tone"
                        "."),),
            notes=("The room on the drums stays as it was played: nothing in it lies over what "
                   "rock keeps.",
                   "The strings are 0.4 dB darker than the band profile; under what anyone hears, "
                   "so nothing was done.",
                   "The clipped take of the singer was not repaired: there is no way to do that "
                   "without guessing what was sung."),
        ),
        song=song(),
        before=side("Raw tracks", raw, {"loudness_lufs": -23.6, "true_peak_dbtp": -6.3,
                    "lra_lu": 9.8}, 1.0, mp3_of(raw) if sound else b""),
        after=side("Master", done, {"loudness_lufs": -14.1, "true_peak_dbtp": -1.0,
                   "lra_lu": 6.2}, 0.1, mp3_of(done) if sound else b""),
        genre_title="Rock",
        findings_before=before,
        findings_after=after,
        band=TargetBand(low_db=(middle_db() - 2.6).tolist(), middle_db=middle_db().tolist(),
                        high_db=(middle_db() + 2.6).tolist(),
                        source="Rock: 10th to 90th percentile of 64 records (measured)."),
        expected={"lra_lu": Expected(low=4.0, high=9.0, grade="measured", source="64 records"),
                  "plr_db": Expected(low=9.0, high=14.0, grade="guess", source="house")},
        balance=[Bar(strip=n, group=g, loudness_lufs=v, change_db=c) for n, _, g, v, c in TRACKS],
        problems=("old/gtr take 3.wav: the file ends in its header; it holds no sound.",),
        files=(
            DeliveredFile(path="delivery/Salt & Harbour Lights - Master 44.1k-24.wav",
                          what="Master", size_bytes=61_200_000),
            DeliveredFile(path="delivery/Salt & Harbour Lights - Mix 44.1k-24.wav", what="Mix",
                          size_bytes=61_200_000),
            DeliveredFile(path="delivery/Salt & Harbour Lights.mp3", what="MP3 320 kbit/s",
                          size_bytes=9_300_000),
            DeliveredFile(path="delivery/stems/1 Drums.wav", what="Stem", size_bytes=61_200_000),
        ),
        versions={"tonmeister": "0.1.0"},
        made_on="22 November 2026",
        summary="The voice now leads the choruses, the low end is the kick's while it sounds, and "
        "the right overhead no longer fights the left.",
    )  # fmt: skip
