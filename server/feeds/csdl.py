"""The feed's metadata document: every entity set with its columns, in OData's schema language."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from server.departments.view import View
from server.feeds.sets import RecordSet
from sync.fields import Words

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
NAMESPACE = "Tallyround"
TYPES = {
    "integer": "Edm.Int64",
    "money": "Edm.Int64",
    "number": "Edm.Double",
    "share": "Edm.Double",
    "index": "Edm.Double",
    "minutes": "Edm.Double",
    "boolean": "Edm.Boolean",
    "instant": "Edm.DateTimeOffset",
    "day": "Edm.Date",
}


def metadata(records: Iterable[RecordSet], views: Iterable[View], language: str) -> bytes:
    """The document; titles are in one language."""
    root = ET.Element(f"{{{EDMX}}}Edmx", Version="4.0")
    services = ET.SubElement(root, f"{{{EDMX}}}DataServices")
    schema = ET.SubElement(services, f"{{{EDM}}}Schema", Namespace=NAMESPACE)
    container = ET.Element(f"{{{EDM}}}EntityContainer", Name="Company")
    for each in records:
        columns = [(column.name, column.type, column.title, column.unit) for column in each.columns]
        _entity(schema, container, each.name, "id", columns, each.kind.title, language)
    for view in views:
        rows = [("row", "integer", Words("Row", "行"), None)]
        columns = [*rows, *((column.name, column.type, column.title, None) for column in view.columns)]
        _entity(schema, container, f"view_{view.name}", "row", columns, view.title, language)
    schema.append(container)
    ET.register_namespace("edmx", EDMX)
    ET.register_namespace("", EDM)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _entity(
    schema: ET.Element,
    container: ET.Element,
    name: str,
    key: str,
    columns: Iterable[tuple[str, str, Words, str | None]],
    title: Words,
    language: str,
) -> None:
    entity = ET.SubElement(schema, f"{{{EDM}}}EntityType", Name=f"{name}_row")
    ET.SubElement(ET.SubElement(entity, f"{{{EDM}}}Key"), f"{{{EDM}}}PropertyRef", Name=key)
    for column, type_, words, unit in columns:
        told = {"Name": column, "Type": TYPES.get(type_, "Edm.String")}
        if column == key:
            told["Nullable"] = "false"
        place = ET.SubElement(entity, f"{{{EDM}}}Property", told)
        said = getattr(words, language) + (f" ({unit})" if unit else "")
        ET.SubElement(place, f"{{{EDM}}}Annotation", Term="Org.OData.Core.V1.Description", String=said)
    entry = ET.SubElement(container, f"{{{EDM}}}EntitySet", Name=name, EntityType=f"{NAMESPACE}.{name}_row")
    ET.SubElement(entry, f"{{{EDM}}}Annotation", Term="Org.OData.Core.V1.Description", String=getattr(title, language))
