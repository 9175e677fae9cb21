"""One question of the office, asked on a visit.

`texts` has it in further languages, `{"zh": {"text": …, "choices": …}}`, each with as many choices in the same order;
what is answered is always a line of `choices`. A device that knows nothing of `texts` shows `text`.
"""

from sync.fields import Choice, Day, Integer, Payload, Text, Words, options
from sync.kind import NAMED, OFFICE, Kind

QUESTION = Kind(
    name="question",
    group="reference",
    title=Words("Question", "问题"),
    purpose=Words("What the office asks on a visit.", "办公室在拜访时提出的问题。"),
    identity=NAMED,
    scope="company",
    merge="fields",
    authors=OFFICE,
    fields=(
        Text(name="text", max_length=300, title=Words("Question", "问题"), required=True),
        Choice(
            name="form",
            title=Words("Form of the answer", "回答方式"),
            options=options(
                choice=("choose", "选择"), number=("number", "数字"), text=("text", "文字"), photo=("photo", "照片")
            ),
        ),
        Text(name="choices", max_length=1_000, title=Words("Choices, one a line", "选项，每行一个")),
        Payload(name="texts", title=Words("In other languages", "其他语言")),
        Integer(name="seconds", max=600, unit="s", title=Words("Seconds it takes", "所需秒数")),
        Day(name="from_on", title=Words("From", "开始日期")),
        Day(name="until_on", title=Words("Until", "结束日期")),
    ),
)
