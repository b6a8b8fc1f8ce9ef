"""An ad's words: what the job asks for, wrapped in what every ad of the company says."""

from enum import StrEnum
from random import Random
from typing import Final

from msgspec import Struct

from demo.ads import Ad, Origin
from demo.chance import between, pick, stream
from demo.jobs import Job
from demo.vocabulary.companies import CONTACTS, DESCRIBED
from demo.vocabulary.english import ENGLISH
from demo.vocabulary.russian import RUSSIAN
from demo.vocabulary.shapes import LEVELS, Language, Sentences, Skill
from demo.vocabulary.ukrainian import UKRAINIAN

SENTENCES: Final = {
    Language.UK: UKRAINIAN,
    Language.RU: RUSSIAN,
    Language.EN: ENGLISH,
}
_CORE: Final = 41
_WRAPPING: Final = 42
_TITLE: Final = 43
_PROSE: Final = 0.3
_EDITED: Final = 0.7
_CAPITALS: Final = 0.02
_NOISY: Final = 0.35
_WITH_SKILLS: Final = 0.15
_LEVEL_FIRST: Final = 0.7


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"


class Line(Struct, frozen=True):
    """One paragraph of the ad; a board shows items as a list."""

    text: str
    kind: Kind
    relevant: bool
    """It says what the job is or asks for; the rest is boilerplate."""


class Text(Struct, frozen=True):
    title: str
    lines: tuple[Line, ...]

    @property
    def description(self) -> str:
        return "\n".join(line.text for line in self.lines)


def compose(seed: int, ad: Ad) -> Text:
    """The relevant part is the job's own and shared by its ads; the wrapping is the ad's."""
    job = ad.job
    words = SENTENCES[job.language]
    core = _core(stream(seed, _CORE, job.number), job, words)
    wrapping = stream(seed, _WRAPPING, ad.serial)
    if ad.origin is not Origin.ORIGINAL and wrapping.random() < _EDITED:
        core = _edited(wrapping, core, words)
    before, after = _wrapping(wrapping, job, words)
    return Text(_title(stream(seed, _TITLE, ad.serial), job, words), (*before, *core, *after))


def _core(random: Random, job: Job, words: Sentences) -> tuple[Line, ...]:
    tails = words.tails_technical if job.profession.builds else words.tails_general
    tasks = random.sample(job.profession.tasks[job.language], between(random, 5, 6))
    duties = [f"{task} {_filled(random, pick(random, tails), words)}".rstrip() for task in tasks]
    needs = _needs(random, job, words)
    project = [_filled(random, told, words) for told in random.sample(words.project, 2)]
    prose = random.random() < _PROSE
    return (
        Line(" ".join(project), Kind.PARAGRAPH, relevant=True),
        Line(pick(random, words.duties_heading), Kind.HEADING, relevant=True),
        *_section(duties, prose=prose),
        Line(pick(random, words.needs_heading), Kind.HEADING, relevant=True),
        *_section(needs, prose=prose),
    )


def _section(sentences: list[str], *, prose: bool) -> list[Line]:
    if prose:
        return [Line(f"{'. '.join(sentences)}.", Kind.PARAGRAPH, relevant=True)]
    return [Line(sentence, Kind.ITEM, relevant=True) for sentence in sentences]


def _needs(random: Random, job: Job, words: Sentences) -> list[str]:
    title = job.profession.titles[job.language].usual[0]
    names = [_name(skill, job.language) for skill in job.skills]
    third = max(2, len(names) // 3)
    must, have, plus = names[:third], names[third : 2 * third], names[2 * third :]
    needs = []
    if job.years:
        sentence = pick(random, words.experience)
        needs.append(_filled(random, sentence, words, y=str(job.years), title=title))
    for sentences, skills in ((words.must, must), (words.have, have), (words.plus, plus)):
        if skills:
            needs.append(pick(random, sentences).format(skills=", ".join(skills)))
    soft = random.sample(words.soft, between(random, 3, 4))
    return needs + [_filled(random, sentence, words) for sentence in soft]


def _edited(random: Random, core: tuple[Line, ...], words: Sentences) -> tuple[Line, ...]:
    """One wish more, as the one who copied the ad thought of it."""
    wish = Line(_filled(random, pick(random, words.soft), words), Kind.ITEM, relevant=True)
    return (*core, wish)


def _wrapping(random: Random, job: Job, words: Sentences) -> tuple[list[Line], list[Line]]:
    company = job.company
    about = pick(random, words.about).format(
        company=company.name,
        sector=DESCRIBED[job.language][company.sector],
        year=company.founded,
        staff=company.staff,
        offices=company.offices,
    )
    benefits = random.sample(words.benefits, between(random, 3, 5))
    apply = pick(random, words.apply).format(
        mail=f"jobs@{company.slug}",
        phone=f"+380 44 000 {between(random, 10, 99)} {between(random, 10, 99)}",
        contact=pick(random, CONTACTS),
        n=between(random, 5, 9),
    )
    after = [
        Line(pick(random, words.offer_heading), Kind.HEADING, relevant=False),
        *(Line(benefit, Kind.ITEM, relevant=False) for benefit in benefits),
        Line(apply, Kind.PARAGRAPH, relevant=False),
    ]
    return [Line(about, Kind.PARAGRAPH, relevant=False)], after


def _title(random: Random, job: Job, words: Sentences) -> str:
    title = _with_level(random, job)
    chance = random.random()
    if chance < _CAPITALS:
        return title.upper()
    if chance < _NOISY:
        noise = _filled(random, pick(random, words.title_noise), words, job=job)
        return f"{title}{noise}"
    if job.profession.technical and chance > 1 - _WITH_SKILLS:
        return f"{title} ({', '.join(_name(skill, job.language) for skill in job.skills[:2])})"
    return title


def _with_level(random: Random, job: Job) -> str:
    titles = job.profession.titles[job.language]
    if not job.profession.technical:
        by_level = (titles.junior, titles.usual, titles.senior, titles.senior)
        return pick(random, by_level[job.level] or titles.usual)
    title, level = pick(random, titles.usual), LEVELS[job.level]
    if level == "Middle":
        return title
    return f"{level} {title}" if random.random() < _LEVEL_FIRST else f"{title} ({level})"


def _name(skill: Skill, language: Language) -> str:
    return skill.names[language]


def _filled(
    random: Random,
    sentence: str,
    words: Sentences,
    *,
    y: str = "",
    title: str = "",
    job: Job | None = None,
) -> str:
    if "{" not in sentence:
        return sentence
    return sentence.format(
        # From five to twenty, Slavic nouns keep one form after a number.
        n=between(random, 5, 20),
        k=between(random, 2, 40) * 10,
        q=between(random, 1, 12) * 5,
        p=between(random, 950, 999) / 10,
        team=pick(random, words.teams),
        field=pick(random, words.fields),
        other=pick(random, words.fields),
        y=y,
        title=title,
        company=job.company.name if job else "",
        city=job.city if job else "",
    )
