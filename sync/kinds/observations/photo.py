"""What a photo shows and where it was taken; the picture itself travels apart."""

from sync.fields import Choice, Instant, Integer, Position, Ref, Text, Words, options
from sync.kind import FIELD_FORCE, HASH, OFFICE, Kind

PHOTO = Kind(
    name="photo",
    group="observations",
    title=Words("Photo", "照片"),
    purpose=Words("The proof behind an observation.", "观察记录的凭证。"),
    identity=HASH,
    scope="any",
    merge="fact",
    authors=FIELD_FORCE + OFFICE,
    days_on_device=62,
    fields=(
        Text(name="of", max_length=200, title=Words("Of record", "所属记录"), required=True),
        Ref(name="outlet", of="outlet", title=Words("Outlet", "门店")),
        Ref(name="visit", of="visit", title=Words("Visit", "拜访")),
        Choice(
            name="role",
            title=Words("Role", "用途"),
            options=options(
                before=("before", "之前"),
                after=("after", "之后"),
                proof=("proof", "凭证"),
                receipt=("receipt", "收据"),
                storefront=("storefront", "门头"),
                signature=("signature", "签名"),
                reference=("as it should look", "标准样式"),
            ),
        ),
        Instant(name="taken_at", title=Words("Taken", "拍摄时间")),
        Position(name="position", title=Words("Position", "位置")),
        Integer(name="width", max=20_000, unit="px", title=Words("Width", "宽")),
        Integer(name="height", max=20_000, unit="px", title=Words("Height", "高")),
        Integer(name="bytes", max=50_000_000, unit="byte", title=Words("Size", "大小")),
        Text(name="dhash", max_length=16, title=Words("Likeness hash", "相似哈希")),
    ),
)
