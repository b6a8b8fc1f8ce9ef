"""How an answer is sent and described."""

from typing import Any

import msgspec
from fastapi import Response


def as_json(value: object, status: int = 200) -> Response:
    body = msgspec.json.encode(value, enc_hook=str)
    return Response(body, status_code=status, media_type="application/json")


def schema(kind: type[msgspec.Struct]) -> dict[int | str, dict[str, Any]]:
    """Describe an answer for the OpenAPI page, from the struct that is sent."""
    (top,), components = msgspec.json.schema_components(
        [kind], ref_template="#/definitions/{name}", schema_hook=lambda _: {"type": "string"}
    )
    found = components.get(kind.__name__, top)
    return {
        200: {"content": {"application/json": {"schema": {"definitions": components, **found}}}}
    }
