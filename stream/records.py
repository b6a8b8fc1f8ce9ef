"""The index's record of an understood posting (pure)."""

from typing import Protocol

from contracts.events import PostingFound
from contracts.identity import version
from contracts.index import Indexed
from stream.facts import identity
from understanding.posting import Understood


class Speaking(Protocol):
    """An understood posting, or the index's record of one."""

    @property
    def title(self) -> str: ...

    @property
    def requirements(self) -> str: ...

    @property
    def description(self) -> str: ...


def text_to_embed(understood: Speaking) -> str:
    """Return what the vector shall speak of: the title's line, then what the job asks for.

    The skills stand in these words. An ad that asks for nothing is known by all that it says.
    """
    return f"{understood.title}\n{understood.requirements or understood.description}"


def indexed(event: PostingFound, understood: Understood, vector: bytes, cluster: str) -> Indexed:
    posting = event.posting
    return Indexed(
        id=identity(event),
        version=version(event.fetched_at, event.generation),
        space=event.space,
        source=event.source,
        external_id=posting.external_id,
        url=posting.url,
        title=understood.title,
        company=understood.company,
        places=understood.places,
        remote=understood.remote,
        salary=understood.salary,
        employment=understood.employment,
        language=understood.language,
        posted_at=understood.posted_at,
        fetched_at=event.fetched_at,
        description=understood.description,
        requirements=understood.requirements,
        skills=understood.skills,
        professions=understood.professions,
        tokens=understood.tokens,
        vector=vector,
        cluster=cluster,
        blob=event.blob,
        watch=event.watch,
    )
