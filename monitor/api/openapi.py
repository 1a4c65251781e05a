"""The OpenAPI 3.1 description, made of the same declarations that requests are checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitor import __version__
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.problem import MEDIA_TYPE, harmless_json
from monitor.store import Store

_PROBLEMS = {
    "400": "A parameter is missing, unknown, or has a value that it can't have.",
    "404": "A code that this store doesn't hold; `nearest` is the one most like it.",
    "413": "The question is too large.",
    "429": "This client asks too much at once; Retry-After says when to try again.",
    "503": "The data can't be read, or the server is busy.",
}


def description(operations: Sequence[Operation]) -> Operation:
    """The Operation that serves the description of all operations, itself included."""

    def answer(asked: Asked) -> Answer:
        title = asked.store.codebook.say(asked.store.codebook.survey.title, asked.language)
        described = document([*operations, own], title, _examples(asked.store))
        return Answer(harmless_json(described), "application/json")

    own = Operation("/api/v1/openapi.json", "openapi", "This description.", (), answer)
    return own


def _examples(store: Store) -> dict[str, str]:
    """What parameters may be, by name, in this survey's own codes and words."""
    book = store.codebook
    codes = {
        "i": store.indicator_ids[0],
        "g": book.groups[0].id,
        "by": next(iter(store.breakdown_ids), ""),
        "w": book.wave_ids[-1],
        "q": book.say(
            book.survey.example or book.indicator[store.indicator_ids[0]].label, store.languages[0]
        ),
    }
    return {name: code for name, code in codes.items() if code}


def document(operations: Sequence[Operation], title: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": (
                "Protected survey estimates and figures, without keys or cookies; the parameters are those of"
                " the pages' links. Each answer has an ETag: send it back as If-None-Match, and 304 says that"
                " nothing changed."
            ),
        },
        "servers": [{"url": "/"}],
        "paths": {operation.path: {"get": _operation(operation, examples)} for operation in operations},
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


def _operation(operation: Operation, examples: Mapping[str, str]) -> dict[str, Any]:
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            {
                "name": parameter.name,
                "in": "query",
                "required": parameter.required,
                "description": parameter.says,
                "schema": parameter.schema(),
                **({"style": "form", "explode": False} if parameter.several else {}),
                **(
                    {"example": example}
                    if (example := examples.get(parameter.name, parameter.example))
                    else {}
                ),
            }
            for parameter in operation.parameters
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {
                    "ETag": {
                        "schema": {"type": "string"},
                        "description": "Changes with the build, the program and the question.",
                    }
                },
                "content": {media_type.split(";")[0]: {} for media_type in operation.media_types},
            },
            "304": {"description": "Nothing changed since the ETag that was sent."},
            **{
                status: {
                    "description": said,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, said in _PROBLEMS.items()
            },
        },
    }


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "value": {"type": "string", "description": "What was asked."},
        "nearest": {"type": "string", "description": "What it is most like."},
    },
}
