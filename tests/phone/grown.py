"""A server that knows one kind more than the app was built with."""

from server import create_app
from sync.fields import Boolean, Integer, Ref, Words
from sync.kind import FIELD_FORCE, Catalogue, Kind, per_visit
from sync.kinds import CATALOGUE

COOLER_CHECK = Kind(
    name="cooler_check",
    group="observations",
    title=Words("Cooler", "冷柜"),
    purpose=Words("How cold our cooler is.", "冷柜的温度。"),
    identity=per_visit(),
    scope="visits",
    merge="fact",
    authors=FIELD_FORCE,
    card="more",
    photos=("proof",),
    fields=(
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店"), required=True),
        Integer(name="degrees", min=-40, max=40, unit="°C", title=Words("Degrees", "温度")),
        Boolean(name="door_closes", title=Words("Door closes", "门能关严")),
    ),
)

app = create_app(catalogue=Catalogue(CATALOGUE.version + 1, (*CATALOGUE, COOLER_CHECK)))
