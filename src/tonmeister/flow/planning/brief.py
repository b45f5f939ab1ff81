"""The brief of a song on one page, as Markdown: vision, form, facts, opinions, moves, players."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.flow.planning.song import SongPlan
from tonmeister.listening.planning.facts import SongFacts
from tonmeister.music.scales import note_name
from tonmeister.producer.planning.arc import arc, colour
from tonmeister.producer.planning.opinions import where


def brief(plan: SongPlan) -> str:
    """Return the brief of a song."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: SongPlan) -> Iterator[str]:
    facts = plan.facts
    yield f"# {facts.title}: the plan\n"
    yield "## Vision\n"
    yield plan.vision or 'Not written yet: say it in your own words (`--vision "..."`).'
    yield f"\n{colour(facts)}\n"
    for reference in plan.references:
        yield f"- Take from **{reference.name}**: {'; '.join(reference.takes)}."
    yield "\n## The song\n"
    yield _song(facts)
    yield "\n| section | where | loudness | energy | tension | plays | arc |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for section, words in zip(facts.sections, arc(facts), strict=True):
        yield (
            f"| {section.name} | {where(facts, section)} | {section.loudness_lu:+.1f} LU "
            f"| {section.energy_score:.2f} | {section.tension_score:.2f} "
            f"| {len(section.playing) or '?'} | {words.partition(': ')[2]} |"
        )
    yield "\n## What there is to say\n"
    for opinion in plan.opinions:
        sort = "Opinion" if opinion.worth else "Fact"
        yield f"- {sort}: {opinion.words} ({opinion.grade}: {opinion.source})"
    yield "\n## Moves to try\n"
    if not plan.moves:
        yield "No move that can be played from what is here lifted anything when it was measured."
    for number, played in enumerate(plan.moves, start=1):
        yield f"{number}. {played.move.words} {played.words}"
        yield f"   Hear it: `{played.files[0].name}`, `{played.files[1].name}`"
    for played in plan.taken_back:
        yield f"- Taken back: {played.move.words} {played.words} It did not help enough."
    yield "\n## Parts and players\n"
    yield from _players(plan)


def _song(facts: SongFacts) -> str:
    song = facts.song
    told = [f"{int(song.length_s // 60)}:{song.length_s % 60:02.0f} long"]
    if song.key is not None:
        told.append(f"in {song.key} (or {song.key.runner_up})" if song.key.runner_up else
                    f"in {song.key}")  # fmt: skip
    else:
        told.append("no clear key")
    if song.tempo is not None:
        other = ", ".join(f"{bpm:g}" for bpm in song.tempo.alternatives_bpm)
        told.append(f"{song.tempo.tempo_bpm:g} BPM" + (f" (or {other})" if other else ""))
    else:
        told.append("no clear beat")
    if facts.range_midi is not None and facts.centre_midi is not None:
        low, high = facts.range_midi
        told.append(
            f"the lead sings {note_name(low)} to {note_name(high)}, mostly around "
            f"{note_name(facts.centre_midi)}"
        )
    return ", ".join(told) + "."


def _players(plan: SongPlan) -> Iterator[str]:
    if not plan.facts.parts:
        yield "Only a finished mix is here: parts cannot be told without stems."
        return
    for part in plan.facts.parts:
        at = [s.name for s in plan.facts.sections if part in s.playing]
        all_over = len(at) == len(plan.facts.sections)
        yield (
            f"- {part} ({plan.roles.get(part, 'other')}): "
            + ("throughout" if all_over else ", ".join(at) or "hardly at all")
        )
