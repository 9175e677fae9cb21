"""The area of one representative."""

from sync.fields import Text, Words
from sync.kind import NAMED, OFFICE, Kind

TERRITORY = Kind(
    name="territory",
    group="reference",
    title=Words("Territory", "辖区"),
    purpose=Words("The area of one representative.", "一名业务代表负责的区域。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="name", title=Words("Name", "名称"), required=True),
        Text(name="region", title=Words("Region", "大区")),
    ),
)
