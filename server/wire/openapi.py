"""OpenAPI of the whole: the endpoints as they are declared, the exchange's two bodies, and every kind as a schema."""

from typing import Any

from apiflask import APIFlask

from server.wire.schema import schema_of
from sync.kind import Catalogue

TEXT, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _map(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of}


def _object(required: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


SCHEMAS: dict[str, dict[str, Any]] = {
    "Problem": _object(
        ("type", "title", "status", "code", "detail"), type=TEXT, title=TEXT, status=WHOLE, code=TEXT, detail=TEXT
    ),
    "Op": _object(
        ("op", "record"),
        op={"type": "string", "enum": ["set", "retire", "move"]},
        record=TEXT,
        kind=TEXT,
        scope=TEXT,
        base={"type": "string", "pattern": r"^e\d+\.\d+$"},
        fields={"type": "object", "description": "Those of the kind's own schema; null clears a field."},
    ),
    "Change": _object(
        ("id", "n", "at", "ops"),
        id={"type": "string", "format": "uuid"},
        n={"type": "integer", "minimum": 1},
        at=WHOLE,
        off=WHOLE,
        after=_list(TEXT),
        ops=_list(_named("Op")),
    ),
    "ExchangeRequest": _object(
        device=TEXT,
        request=WHOLE,
        kinds=WHOLE,
        clock=_object(wall=WHOLE, mono=WHOLE, boot=TEXT),
        made=WHOLE,
        unsent=WHOLE,
        photos_unsent=WHOLE,
        storage_persisted=YES,
        snapshots=YES,
        changes=_list(_named("Change")),
        have=_map(TEXT),
        budget=_object(rows=WHOLE, bytes=WHOLE),
        photos_asked=_list(TEXT),
        report=_list({}),
    ),
    "Verdict": _object(
        ("id", "verdict"),
        id=TEXT,
        verdict={"type": "string", "enum": ["accepted", "merged", "held", "quarantined"]},
        at=_map({"type": "array", "description": "scope, place in its feed, revision", "items": {}}),
        problems=_list(_object(("code", "message"), code=TEXT, message=TEXT, op=WHOLE, field=TEXT)),
        attention=TEXT,
    ),
    "Row": _object(("id", "rev"), id=TEXT, kind=TEXT, rev=WHOLE, by=TEXT, fields=_map({}), retired=YES, gone=YES),
    "ScopePage": _object(
        ("id", "out", "rows", "done"),
        id=TEXT,
        out=TEXT,
        rows=_list(_named("Row")),
        done=YES,
        reset=YES,
        snapshot=TEXT,
        n=WHOLE,
        digest=TEXT,
        **{"in": {"type": "string", "nullable": True}},
    ),
    "ExchangeAnswer": _object(
        ("request", "epoch", "now", "verdicts", "through", "gaps", "safe_through", "scopes", "drop", "photos"),
        request=WHOLE,
        epoch=TEXT,
        now=WHOLE,
        verdicts=_list(_named("Verdict")),
        through=WHOLE,
        gaps=_list(_list(WHOLE)),
        safe_through=WHOLE,
        scopes=_list(_named("ScopePage")),
        more={"type": "boolean", "description": "There is more to read: ask again at once."},
        drop=_list(TEXT),
        photos=_object(stored=_list(TEXT), wanted=_list(TEXT)),
        again_s=WHOLE,
    ),
}
OPEN = {"/api/v1/kinds", "/api/v1/session", "/healthz", "/"}


def describe(app: APIFlask, catalogue: Catalogue) -> None:
    """Add bodies, kinds, problems and ways to sign in to the specification."""

    @app.spec_processor
    def complete(spec: Any) -> Any:
        components = spec.components
        for kind in catalogue:
            schema = schema_of(kind)
            if schema.__name__.removesuffix("Schema") not in components.schemas:
                components.schema(schema.__name__.removesuffix("Schema"), schema=schema)
        components.schemas.update(SCHEMAS)
        components.security_schemes["bearer"] = {"type": "http", "scheme": "bearer"}
        components.security_schemes["deposit"] = {"type": "apiKey", "in": "header", "name": "Authorization"}
        for path, methods in spec._paths.items():
            for operation in methods.values():
                _complete(path, operation)
        return spec


def _complete(path: str, operation: dict[str, Any]) -> None:
    problem = {"content": {"application/problem+json": {"schema": _named("Problem")}}}
    operation.setdefault("responses", {})["default"] = {"description": "A problem of the catalogue.", **problem}
    if path not in OPEN:
        operation["security"] = [{"deposit" if path.endswith("/deposit") else "bearer": []}]
    if path == "/api/v1/exchange":
        operation["requestBody"] = {"required": True, "content": _json("ExchangeRequest")}
        operation["responses"]["200"] = {"description": "Verdicts and news.", "content": _json("ExchangeAnswer")}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": _named(schema)}}
