"""OpenAPI of the whole: the endpoints as they are declared, and every kind as a schema."""

from typing import Any

from apiflask import APIFlask

from server.wire.schema import schema_of
from sync.kind import Catalogue


def describe(app: APIFlask, catalogue: Catalogue) -> None:
    """Add the kinds, the problem and the ways to sign in to the specification."""

    @app.spec_processor
    def complete(spec: Any) -> Any:
        for kind in catalogue:
            name = schema_of(kind).__name__.removesuffix("Schema")
            if name not in spec.components.schemas:
                spec.components.schema(name, schema=schema_of(kind))
        if "Problem" not in spec.components.schemas:
            spec.components.schema("Problem", PROBLEM)
        if "bearer" not in spec.components.security_schemes:
            spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
        return spec


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
