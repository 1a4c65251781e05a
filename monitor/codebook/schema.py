"""The JSON Schema of the codebook, for editors that complete and check YAML: `make docs` writes it."""

from __future__ import annotations

import json

from monitor.codebook.models import Codebook


def schema_text() -> str:
    """The schema of one codebook file as JSON: every section may stand in a file of its own, so none is
    required."""
    schema = Codebook.model_json_schema(by_alias=True)
    schema.pop("required", None)
    schema["title"] = "Codebook of the Monitor explorer"
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
