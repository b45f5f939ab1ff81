from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonmeister.effects import OutOfRange, effects, knobs_of, recall
from tonmeister.model import (
    STAGES,
    Decision,
    Finding,
    RecallSheet,
    Span,
    Strip,
    TakenBack,
    Target,
)
from tonmeister.studio import (
    Project,
    SheetError,
    read_check,
    read_findings,
    read_proposal,
    read_sheet,
    write_check,
    write_proposal,
    write_sheet,
)
from tonmeister.studio.sheets import sheet_text

OLD = Path(__file__).parent / "old_sheets"

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
facts = st.dictionaries(st.sampled_from(["under_db", "at_hz", "odd key_s"]), numbers, max_size=2)


@st.composite
def decisions(draw: st.DrawFn, number: int) -> Decision:
    effect = draw(st.sampled_from(sorted(effects())))
    knobs = knobs_of(effects()[effect])
    chosen = {}
    for knob in knobs:
        if knob.is_number:
            chosen[knob.name] = draw(st.floats(knob.low, knob.high))
        elif isinstance(knob.default, bool):
            chosen[knob.name] = draw(st.booleans())
        else:
            chosen[knob.name] = draw(st.sampled_from(knob.choices) if knob.choices else words)
    try:
        recall(effect, chosen)
    except OutOfRange:  # knobs that do not go together
        chosen = {knob.name: knob.default for knob in knobs}
    curves = {}
    for knob in knobs:
        if knob.automatable and draw(st.booleans()):
            times = sorted(draw(st.lists(st.floats(0, 300), min_size=1, max_size=40)))
            curves[knob.name] = tuple((t, draw(st.floats(knob.low, knob.high))) for t in times)
    return Decision(
        id=f"{draw(names)}/{number}",
        stage=draw(st.sampled_from(STAGES)),
        effect=effect,
        settings=chosen,
        rule=draw(words),
        because=tuple(draw(st.lists(words, max_size=3))),
        reason=draw(words),
        curves=curves,
        amount_percent=draw(st.sampled_from([100.0, 50.0, 0.0])),
        bypass=draw(st.booleans()),
        hold=draw(st.booleans()),
        predicted=draw(facts),
        measured=draw(facts),
        author=draw(words),
    )


@st.composite
def sheets(draw: st.DrawFn) -> RecallSheet:
    strips = [Strip(name="Master", kind="master", output="")]
    strips[0] = Strip(name="Master", kind="master")
    number = 0
    for name in draw(st.lists(names.filter(lambda n: n != "Master"), unique=True, max_size=3)):
        moves = []
        for _ in range(draw(st.integers(0, 3))):
            number += 1
            moves.append(draw(decisions(number)))
        strips.append(
            Strip(name=name, kind="track", track=name, role=draw(words), decisions=tuple(moves))
        )
    return RecallSheet(
        song=draw(words),
        rate_hz=draw(st.sampled_from([44100, 48000, 192000])),
        length_s=draw(st.floats(0, 5400)),
        genre=draw(words),
        target=Target(loudness_lufs=draw(st.floats(-30, -5)), ceiling_dbtp=-1.0),
        strips=tuple(strips),
        tempo_bpm=draw(st.floats(0, 300)),
        revision=draw(st.integers(1, 99)),
        reference=draw(words),
        amounts=draw(st.dictionaries(st.sampled_from(STAGES), st.floats(0, 100), max_size=3)),
        taken_back=tuple(
            TakenBack(decision=draw(decisions(1000)), strip="Master", reason=draw(words))
            for _ in range(draw(st.integers(0, 1)))
        ),
        notes=tuple(draw(st.lists(words, max_size=2))),
    )


@settings(max_examples=60, deadline=None)
@given(sheet=sheets())
def test_any_sheet_is_read_as_it_was_written(
    sheet: RecallSheet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = Project.open(tmp_path_factory.mktemp("song"))
    write_sheet(project, sheet)
    assert read_sheet(project.recall_file) == sheet
    write_proposal(project, sheet)
    assert read_proposal(project) == sheet


@settings(max_examples=40, deadline=None)
@given(old=sheets(), new=sheets())
def test_any_sheet_can_be_changed_into_any_other_in_place(
    old: RecallSheet, new: RecallSheet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = Project.open(tmp_path_factory.mktemp("song"))
    write_sheet(project, old)
    touched = "# mine\n" + project.recall_file.read_text("utf-8")
    project.recall_file.write_text(touched, "utf-8", newline="\n")
    write_sheet(project, new)
    assert project.recall_file.read_text("utf-8").startswith("# mine\n")
    assert read_sheet(project.recall_file) == new
    assert not (project.folder / "recall.before.toml").exists()


def move(number: int, **more: object) -> Decision:
    return Decision(
        **{
            "id": f"Anna/eq/{number}",
            "stage": "eq",
            "effect": "bell",
            "settings": {"frequency_hz": 320.0, "gain_db": -2.5, "width_q": 1.4},
            "rule": "eq/mud",
            "because": ("f1",),
            "reason": 'From 0:48 to 1:01 the lead vocal is "muddy".',
            **more,
        }  # type: ignore[arg-type]
    )


@pytest.fixture
def sheet() -> RecallSheet:
    ride = {"gain_db": tuple((0.5 * i, float(i % 3)) for i in range(40))}
    return RecallSheet(
        song="Anna's Song",
        rate_hz=48000,
        length_s=180.0,
        genre="country",
        target=Target(loudness_lufs=-12.0, ceiling_dbtp=-1.0),
        strips=(
            Strip(
                name="Anna",
                kind="track",
                track="Anna",
                role="lead vocal",
                output="Lead Vocals",
                decisions=(move(1), move(2), move(3, curves=ride)),
            ),
            Strip(name="Lead Vocals", kind="bus", output="Master"),
            Strip(name="Master", kind="master"),
        ),
        amounts={"eq": 80.0},
        notes=("The bass was left alone.",),
    )


def changed(sheet: RecallSheet, *moves: Decision) -> RecallSheet:
    return replace(sheet, strips=(replace(sheet.strips[0], decisions=moves), *sheet.strips[1:]))


def edit(project: Project, old: str, new: str) -> None:
    text = project.recall_file.read_text("utf-8")
    assert old in text
    project.recall_file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_sheet_reads_like_a_letter(sheet: RecallSheet) -> None:
    text = sheet_text(sheet)
    assert text.startswith("# Every move of this mix.")
    assert 'schema = "recall/1"' in text
    assert (
        '[[strip.decision]]\nid = "Anna/eq/1"\nstage = "eq"\neffect = "bell"\n'
        "settings = { frequency_hz = 320.0, gain_db = -2.5, width_q = 1.4 }\n"
        'reason = "From 0:48 to 1:01 the lead vocal is \\"muddy\\"."\n'
        'rule = "eq/mud"\nbecause = ["f1"]\n'
    ) in text
    assert "amount_percent" not in text.split("schema")[1]  # what is as usual is not said
    assert max(len(row) for row in text.splitlines()) <= 100


def test_comments_order_and_form_survive_a_machine_edit(
    project: Project, sheet: RecallSheet
) -> None:
    write_sheet(project, sheet)
    second = '[[strip.decision]]\nid = "Anna/eq/2"'
    edit(project, second, f"# do not lose this\n{second}")
    edit(project, "ceiling_dbtp = -1.0", "ceiling_dbtp = -1.0  # the label wants it")
    edit(project, 'rule = "eq/mud"\n', '    rule = "eq/mud"   # odd form\n')
    before = project.recall_file.read_text("utf-8")
    louder = {"frequency_hz": 320.0, "gain_db": -4.0, "width_q": 1.4}
    new = replace(
        changed(sheet, move(1, settings=louder), *sheet.strips[0].decisions[1:]), revision=2
    )
    write_sheet(project, new)
    after = project.recall_file.read_text("utf-8")
    gone = [r for r in before.splitlines() if r not in after.splitlines()]
    assert gone == [
        "revision = 1", "settings = { frequency_hz = 320.0, gain_db = -2.5, width_q = 1.4 }",
    ] or gone == ["revision = 1"]  # fmt: skip
    assert len(after.splitlines()) == len(before.splitlines())
    for kept in ("# do not lose this\n[[strip.decision]]", "# the label wants it", "# odd form"):
        assert kept in after
    assert read_sheet(project.recall_file) == new


def test_new_decisions_come_in_at_their_place_and_old_ones_go(
    project: Project, sheet: RecallSheet
) -> None:
    write_sheet(project, sheet)
    edit(project, 'id = "Anna/eq/3"', 'id = "Anna/eq/3" # hers')
    first, _, third = sheet.strips[0].decisions
    new = changed(sheet, move(9), first, third)
    write_sheet(project, new)
    assert read_sheet(project.recall_file) == new
    text = project.recall_file.read_text("utf-8")
    assert "# hers" in text
    assert "Anna/eq/2" not in text
    assert text.index("Anna/eq/9") < text.index("Anna/eq/1")


def test_what_a_person_writes_is_read(project: Project, sheet: RecallSheet) -> None:
    write_sheet(project, sheet)
    edit(project, "gain_db = -2.5", "gain_db = -3")
    edit(project, 'because = ["f1"]\n', 'because = ["f1"]\nhold = true\namount_percent = 50\n')
    first = read_sheet(project.recall_file).strips[0].decisions[0]
    assert first.settings["gain_db"] == -3.0
    assert first.hold
    assert first.amount_percent == 50.0


def test_settings_written_as_a_table_are_read_and_changed(
    project: Project, sheet: RecallSheet
) -> None:
    write_sheet(project, sheet)
    inline = "settings = { frequency_hz = 320.0, gain_db = -2.5, width_q = 1.4 }\n"
    edit(project, inline, "")
    edit(
        project,
        'because = ["f1"]\n',
        'because = ["f1"]\n[strip.decision.settings]\nfrequency_hz = 300 # low\ngain_db = -2.5\n'
        "width_q = 1.4\n",
    )
    now = read_sheet(project.recall_file)
    assert now.strips[0].decisions[0].settings["frequency_hz"] == 300.0
    louder = {"frequency_hz": 300.0, "gain_db": -5.0, "width_q": 1.4}
    new = changed(sheet, move(1, settings=louder, hold=True), *sheet.strips[0].decisions[1:])
    write_sheet(project, new)
    assert read_sheet(project.recall_file) == new
    assert "# low" in project.recall_file.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("gain_db = -2.5", "gain_db = 60.0", "gain_db is 60.0 dB, but goes from", "gain_db = 60"),
        ("gain_db = -2.5", 'gain_db = "loud"', "but takes a number", 'gain_db = "loud"'),
        ("width_q = 1.4", "width = 1.4", "there is no knob width", "width = 1.4"),
        ('effect = "bell"', 'effect = "bel"', "there is no effect 'bel'", 'effect = "bel"'),
        ('stage = "eq"', 'stage = "eqq"', "stage is 'eqq', but may be repair", 'stage = "eqq"'),
        ('rule = "eq/mud"', 'hodl = true\nrule = ""', "there is no 'hodl' here", "hodl = true"),
        ('rule = "eq/mud"', 'hold = 1\nrule = ""', "hold is 1, but may be true", "hold = 1"),
        ('rule = "eq/mud"', 'author = 3\nrule = ""', "author is 3, but takes a name", "author ="),
        ('rule = "eq/mud"', 'key = "Kick"\nrule = ""', "the key 'Kick' is no strip", "key ="),
        ('id = "Anna/eq/2"', 'id = "Anna/eq/1"', "two decisions are called", 'id = "Anna/eq/1"'),
        ('name = "Lead Vocals"', 'name = "Anna"', "two strips are called 'Anna'", 'name = "Anna"'),
        ('kind = "bus"', 'kind = "buss"', "kind is 'buss', but may be track", 'kind = "buss"'),
        ("eq = 80.0", "eq = 180.0", "eq is 180 %, but goes from 0 % to 100 %", "eq = 180"),
        ("eq = 80.0", "equ = 80.0", "there is no stage 'equ'", "equ = 80"),
        ("rate_hz = 48000", 'rate_hz = "48k"', "rate_hz is '48k'", "rate_hz ="),
        ("[0.5, 1.0]", "[0.5, 99.0]", "gain_db is 99.0 dB at 0.5 s, but goes", "curves ="),
        ("[0.5, 1.0]", "[-5.0, 1.0]", "must go forward", "curves ="),
        ("[0.5, 1.0]", "[0.5]", "takes [seconds, value] pairs", "curves ="),
        ("curves = { gain_db", "curves = { width_q", "bell cannot automate width_q", "curves ="),
        ("ceiling_dbtp = -1.0\n", "", "ceiling_dbtp is missing", "[target]"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_line_and_range(
    project: Project, sheet: RecallSheet, old: str, new: str, said: str, at: str
) -> None:
    write_sheet(project, sheet)
    edit(project, old, new)
    with pytest.raises(SheetError) as error:
        read_sheet(project.recall_file)
    (line,) = str(error.value).splitlines()
    found = re.fullmatch(r"recall\.toml line (\d+): (.*)", line)
    assert found, line
    assert said in found[2]
    row = project.recall_file.read_text("utf-8").split("\n")[int(found[1]) - 1]
    assert at in row


def test_all_mistakes_are_told_at_once(project: Project, sheet: RecallSheet) -> None:
    write_sheet(project, sheet)
    edit(project, "gain_db = -2.5", "gain_db = 60.0")
    edit(project, 'id = "Anna/eq/3"\nstage = "eq"', 'id = "Anna/eq/3"\nstage = "x"')
    with pytest.raises(SheetError) as error:
        read_sheet(project.recall_file)
    assert len(str(error.value).splitlines()) == 2


def test_broken_toml_names_the_line(project: Project, sheet: RecallSheet) -> None:
    write_sheet(project, sheet)
    edit(project, "gain_db = -2.5", "gain_db = -2,5")
    with pytest.raises(SheetError, match=r"recall\.toml: .*line \d+"):
        read_sheet(project.recall_file)


def test_an_older_sheet_is_brought_up_to_date() -> None:
    sheet = read_sheet(OLD / "recall_0.toml")
    assert sheet.schema == "recall/1"
    assert sheet.target == Target(loudness_lufs=-12.0, ceiling_dbtp=-1.5)
    anna = sheet.strips[0]
    assert [(d.id, d.effect, dict(d.settings)) for d in anna.decisions] == [
        ("Anna/filter/1", "highpass", {"frequency_hz": 90.0, "slope_db": 12.0}),
        ("Anna/eq/1", "bell", {"frequency_hz": 320.0, "gain_db": -3.0}),
        ("Anna/pan/1", "pan", {"position_percent": 10.0}),
        ("Anna/balance/1", "fader", {"gain_db": -2.5}),
    ]
    assert all(d.hold for d in anna.decisions)


def test_every_old_sheet_is_still_read() -> None:
    found = sorted(OLD.glob("*.toml"))
    assert found
    for path in found:
        assert read_sheet(path).strips


def test_a_newer_sheet_is_refused_clearly(project: Project, sheet: RecallSheet) -> None:
    write_sheet(project, sheet)
    edit(project, '"recall/1"', '"recall/7"')
    with pytest.raises(SheetError, match=r"written in 'recall/7'.*update tonmeister"):
        read_sheet(project.recall_file)


def test_a_sheet_that_cannot_be_changed_in_place_is_kept_beside(
    project: Project, sheet: RecallSheet
) -> None:
    write_sheet(project, sheet)
    odd = 'strip = [{ name = "Master", kind = "master" }]\n'
    head = project.recall_file.read_text("utf-8").split("[[strip]]")[0]
    project.recall_file.write_text(odd + head, "utf-8")
    assert [s.name for s in read_sheet(project.recall_file).strips] == ["Master"]
    write_sheet(project, sheet)
    assert read_sheet(project.recall_file) == sheet
    assert (project.folder / "recall.before.toml").read_text("utf-8") == odd + head


def test_a_sheet_is_valid_toml_for_other_programs(sheet: RecallSheet) -> None:
    assert tomllib.loads(sheet_text(sheet))["strip"][0]["decision"][2]["curves"]["gain_db"][1] == [
        0.5, 1.0,
    ]  # fmt: skip


def test_findings_are_read_as_they_were_written(project: Project, sheet: RecallSheet) -> None:
    findings = (
        Finding(
            id="f1", check="vocal/under", strip="Anna", where=Span(48.0, 61.5),
            facts={"under_db": 2.4, "source": "practice\u2028ü"}, weight="fault",
            confidence=0.7, share={"Gtr": 0.5, "Bass": 0.25},
        ),
        Finding(id="f2", check="a/b", strip="", where=Span(0.0, 1.0), facts={}),
    )  # fmt: skip
    write_sheet(project, sheet, findings)
    assert read_findings(project) == findings
    write_check(project, 2, findings[:1])
    assert read_check(project, 2) == findings[:1]
    project.findings_file.write_text('{"id": 1}\n')
    with pytest.raises(ValueError, match=r"findings\.jsonl line 1"):
        read_findings(project)
