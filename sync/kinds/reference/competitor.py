"""A company whose goods stand beside ours."""

from sync.fields import Text, Words
from sync.kind import NAMED, OFFICE, Kind

COMPETITOR = Kind(
    name="competitor",
    group="reference",
    title=Words("Competitor", "竞争对手"),
    purpose=Words("A company whose goods stand beside ours.", "产品与我方同场竞争的公司。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(Text(name="name", title=Words("Name", "名称"), required=True),),
)
