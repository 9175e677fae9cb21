"""Every reason for which a change is kept aside, with the sentence its author reads. Codes are for ever."""

from dataclasses import dataclass
from typing import Any

from sync.fields import Words

REASONS: dict[str, Words] = {
    "change.differs": Words(
        "This number was already used for another change. Both are kept.", "该编号已用于另一更改，两者均已保留。"
    ),
    "change.malformed": Words(
        "The change could not be read. It is kept as it was sent.", "无法读取该更改，已按原样保留。"
    ),
    "change.too_large": Words("The change holds too many parts.", "该更改包含的内容过多。"),
    "record.unknown_kind": Words("The server does not know this kind of record.", "服务器不认识此类记录。"),
    "record.kind_differs": Words("A record of another kind already bears this name.", "已有另一类记录使用此名称。"),
    "record.wrong_name": Words("The record's name does not fit its kind.", "记录名称与其类别不符。"),
    "record.wrong_scope": Words("This kind of record does not belong there.", "此类记录不属于该范围。"),
    "record.not_yours": Words(
        "Somebody else recorded this. Record your own observation instead.", "此记录由他人所作，请另行记录。"
    ),
    "record.is_entry": Words(
        "Money and goods already booked are not changed. Book a correction.", "已入账的款项与货物不可更改，请另作更正。"
    ),
    "record.unknown": Words("There is no such record.", "没有此记录。"),
    "access.role": Words("Your role does not record this.", "您的角色不能记录此内容。"),
    "access.scope": Words("You are not on this route any more, or never were.", "您已不在或从未在此路线上。"),
    "field.unknown": Words("“{field}” is not a field of this record.", "“{field}”不是此记录的字段。"),
    "field.required": Words("“{field}” is missing.", "缺少“{field}”。"),
    "field.wrong_type": Words("“{field}” has the wrong form.", "“{field}”的格式不正确。"),
    "field.out_of_range": Words("“{field}” is outside of what is possible.", "“{field}”超出允许范围。"),
    "field.too_long": Words("“{field}” is too long.", "“{field}”过长。"),
    "field.not_an_option": Words("“{field}” is none of the answers offered.", "“{field}”不在可选项中。"),
    "field.not_normal": Words("“{field}” holds characters that cannot be stored.", "“{field}”含有无法保存的字符。"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one part of a change was not taken."""

    code: str
    op: int | None = None
    field: str | None = None
    title: Words | None = None

    def message(self, language: str = "en") -> str:
        """The sentence for the person, with the field under its own label."""
        sentence = getattr(REASONS[self.code], language)
        label = getattr(self.title, language) if self.title else self.field or ""
        return sentence.replace("{field}", label)

    def plain(self, language: str = "en") -> dict[str, Any]:
        """As it travels."""
        said: dict[str, Any] = {"code": self.code, "message": self.message(language)}
        if self.op is not None:
            said["op"] = self.op
        if self.field is not None:
            said["field"] = self.field
        return said
