from __future__ import annotations

import unicodedata

import pytest

from tonmeister.knowledge.roles import (
    group_of,
    priority_of,
    role_from_name,
    role_names,
    roles,
    without_title,
)

SAID = {
    "VOX LEAD": "lead vocal", "LdVox": "lead vocal", "LV": "lead vocal", "Gesang": "lead vocal",
    "Voix principale": "lead vocal", "ボーカル": "lead vocal", "voz": "lead vocal",
    "vocals_1": "lead vocal", "male singer": "lead vocal", "final vox": "lead vocal",
    "BGVOX HIGH": "backing vocal", "BGV 3": "backing vocal", "BVs": "backing vocal",
    "Hintergrundgesang": "backing vocal", "コーラス": "backing vocal", "Adlibs": "backing vocal",
    "Chœurs": "choir", "coro": "choir", "Kik": "kick", "BD": "kick", "bass drum": "kick",
    "KickIn": "kick", "Grosse Caisse": "kick", "キック": "kick", "bombo": "kick",
    "Sn Top": "snare", "SN_B": "snare", "caisse claire": "snare", "snare_bot": "snare",
    "ALT HATS": "hi-hat", "SCRATCH HATS": "hi-hat", "Hi-Hat": "hi-hat", "hh": "hi-hat",
    "Floor Tom": "tom", "OH L": "overheads", "OHs": "overheads", "Becken": "overheads",
    "Drum Room": "drum room", "Room L": "drum room", "Shkr": "percussion", "Tamb": "percussion",
    "Clap": "percussion", "タンバリン": "percussion", "GARAGE BEAT": "drums", "BREAK": "drums",
    "Schlagzeug": "drums", "batería": "drums", "FILL SCRATCH": "drums", "ドラム": "drums",
    "bassguitar": "bass", "Bass DI": "bass", "Kontrabass": "bass", "bajo": "bass", "808": "bass",
    "Synth Bass": "bass", "contrebasse": "bass", "baixo": "bass", "gui_ac": "acoustic guitar",
    "AcGtr": "acoustic guitar", "guitarra acústica": "acoustic guitar", "アコギ": "acoustic guitar",
    "Akustikgitarre": "acoustic guitar", "EGTR2": "electric guitar", "Gtr.L": "electric guitar",
    "E-Gitarre": "electric guitar", "gui_el": "electric guitar", "DI": "electric guitar",
    "leadguitar": "lead guitar", "リードギター": "lead guitar", "Gtr Solo": "lead guitar",
    "Klavier": "piano", "ピアノ": "piano", "Rhds": "keys", "clav": "keys", "E Piano": "keys",
    "Organ B3": "organ", "Orgel": "organ", "MINILOGUE_SYNTH_mobile": "synth", "Syn 3": "synth",
    "Synth Pad": "pad", "Fläche": "pad", "Str": "strings", "04 Vln2": "strings",
    "cordes": "strings", "Brs": "brass", "horns": "brass", "Bläser": "brass", "Sax": "woodwind",
    "Flûte": "woodwind", "Tenor Sax": "woodwind", "Lead Synth": "lead instrument",
    "MICROCOSM_EFFECT": "effects", "FX Riser": "effects", "SFX": "effects", "BUILD": "effects",
    "Vocal FX": "effects", "2mix": "rough mix", "Mixdown": "rough mix", "Master": "rough mix",
    "Ref": "rough mix", "Rohmix": "rough mix", "Click": "click", "Metronom": "click",
    "クリック": "click", "Guide": "guide", "Scratch vocal": "guide", "Pilot": "guide",
    "仮歌": "guide", "Guide Vox": "guide",
}  # fmt: skip


@pytest.mark.parametrize(("name", "role"), SAID.items())
def test_a_name_says_its_role(name: str, role: str) -> None:
    guess = role_from_name(name)
    assert guess is not None
    assert guess.role == role


@pytest.mark.parametrize("name", ["Audio 3", "12-Audio", "song", "RAW_01_01", "Untitled", ""])
def test_a_name_that_says_nothing_is_not_guessed_at(name: str) -> None:
    assert role_from_name(name) is None


@pytest.mark.parametrize("name", ["Flûte", "batería", "Bläser", "リードギター", "Fläche"])
def test_both_unicode_forms_of_a_name_say_the_same(name: str) -> None:
    assert role_from_name(unicodedata.normalize("NFD", name)) == role_from_name(name)


def test_the_song_title_says_nothing_about_the_tracks() -> None:
    names = [f"6.Organ Grinder_Stem_{part}" for part in ("KICK", "VOX LEAD", "XYZ", "HATS")]
    guesses = role_names(names)
    assert guesses["6.Organ Grinder_Stem_XYZ"] is None
    assert [guesses[n].role for n in names if guesses[n]] == ["kick", "lead vocal", "hi-hat"]


def test_the_title_is_cut_off_though_one_file_lacks_it() -> None:
    names = ["Bass Song - Kick", "Bass Song - Vox", "Bass Song - Piano", "click"]
    assert without_title(names)["Bass Song - Piano"] == "Piano"
    assert [g.role for g in role_names(names).values() if g] == [
        "kick", "lead vocal", "piano", "click",
    ]  # fmt: skip


def test_names_that_differ_in_a_number_only_keep_their_word() -> None:
    assert {g.role for g in role_names(["Gtr 1", "Gtr 2"]).values() if g} == {"electric guitar"}
    assert without_title(["vocals_1", "vocals_2"])["vocals_2"] == "vocals_2"
    assert without_title(["Gtr", "Gtr clean", "Gtr dirty"])["Gtr dirty"] == "Gtr dirty"


def test_a_second_nameless_vocal_is_less_sure() -> None:
    one, two = role_from_name("vocals_1"), role_from_name("vocals_2")
    assert one is not None
    assert two is not None
    assert two.confidence < 0.6 < one.confidence


def test_every_role_has_a_group_or_is_kept_out() -> None:
    for role in roles():
        assert (group_of(role) == "") == (role in ("click", "guide", "rough mix"))
    assert priority_of("lead vocal") == max(priority_of(role) for role in roles())
    assert len(roles()) == 29
