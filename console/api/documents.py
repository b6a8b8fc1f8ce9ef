"""The routes of documents: their search, and the series of their mentions."""

from typing import Annotated

from fastapi import FastAPI, Query, Response
from msgspec.structs import replace
from pydantic import BaseModel, Field

from console import narrowing
from console.answers import DocumentAnswer, MentionsAnswer
from console.api.answers import as_json, schema
from console.platform import Platform
from contracts.documents import DocumentFilters
from contracts.index import Filters
from understanding.mentions import subject_of


class DocumentParameters(BaseModel, extra="forbid"):
    q: str = Field("", max_length=400, description="words, in any language")
    limit: int = Field(10, ge=0, le=100)
    offset: int = Field(0, ge=0, le=10_000)
    source: list[str] = []
    language: list[str] = []
    subject: list[str] = Field([], description="such as profession:nurse or skill:python")

    def filters(self, platform: Platform) -> DocumentFilters:
        asked = Filters(sources=tuple(self.source), languages=tuple(self.language))
        has = narrowing.among_documents(platform.search_documents)
        within = narrowing.of_documents(narrowing.read(asked, has))
        return replace(within, subjects=tuple(map(subject_of, self.subject)))


class MentionsParameters(BaseModel, extra="forbid"):
    weeks: int = Field(52, ge=1, le=520, description="weeks back from now")


def add(app: FastAPI, platform: Platform) -> None:
    @app.get("/api/v1/documents", responses=schema(DocumentAnswer), summary="Search the documents")
    def documents(asked: Annotated[DocumentParameters, Query()]) -> Response:
        answer = platform.search_documents(
            asked.q, limit=asked.limit, offset=asked.offset, filters=asked.filters(platform)
        )
        return as_json(answer)

    @app.get(
        "/api/v1/mentions/{name:path}",
        responses=schema(MentionsAnswer),
        summary="Mentions and sentiment of a subject, by week and source",
    )
    def mentions(name: str, asked: Annotated[MentionsParameters, Query()]) -> Response:
        return as_json(platform.mentions(name, asked.weeks))
