"""The routes of documents: their search, and the series of their mentions."""

from typing import Annotated

from fastapi import FastAPI, Query, Response
from pydantic import BaseModel, Field

from console.answers import DocumentAnswer, MentionsAnswer
from console.api.answers import as_json, schema
from console.platform import Platform
from contracts.documents import DocumentFilters


class DocumentParameters(BaseModel, extra="forbid"):
    q: str = Field("", max_length=400, description="words, in any language")
    limit: int = Field(10, ge=0, le=100)
    offset: int = Field(0, ge=0, le=10_000)
    source: list[str] = []
    language: list[str] = []
    subject: list[str] = Field([], description="such as profession:nurse or skill:python")

    @property
    def filters(self) -> DocumentFilters:
        return DocumentFilters(
            sources=tuple(self.source),
            languages=tuple(self.language),
            subjects=tuple(self.subject),
        )


class MentionsParameters(BaseModel, extra="forbid"):
    weeks: int = Field(52, ge=1, le=520, description="weeks back from now")


def add(app: FastAPI, platform: Platform) -> None:
    @app.get("/api/v1/documents", responses=schema(DocumentAnswer), summary="Search the documents")
    def documents(asked: Annotated[DocumentParameters, Query()]) -> Response:
        answer = platform.search_documents(
            asked.q, limit=asked.limit, offset=asked.offset, filters=asked.filters
        )
        return as_json(answer)

    @app.get(
        "/api/v1/mentions/{name:path}",
        responses=schema(MentionsAnswer),
        summary="Mentions and sentiment of a subject, by week and source",
    )
    def mentions(name: str, asked: Annotated[MentionsParameters, Query()]) -> Response:
        return as_json(platform.mentions(name, asked.weeks))
