"""How a kind and its records look on the wire: as JSON for phones, as a marshmallow schema, in OpenAPI."""
