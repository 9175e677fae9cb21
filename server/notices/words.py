"""What a notice says, in the language of its reader; nothing of any record is in it."""

from sync.fields import Words

TITLES = {
    "reply": Words("An answer for you", "您有新的答复"),
    "plan": Words("A new plan", "新的计划"),
    "disagreement": Words("Figures differ", "数据不一致"),
}
ONE = {
    "reply": Words("The office answered something you reported.", "办公室答复了您上报的内容。"),
    "plan": Words("A plan was released for your territory.", "您的区域发布了一项计划。"),
    "disagreement": Words("A disagreement waits for your department.", "有一项不一致等待您的部门处理。"),
}
MANY = {
    "reply": Words("The office answered {n} things you reported.", "办公室答复了您上报的 {n} 项内容。"),
    "plan": Words("{n} plans were released for your territory.", "您的区域发布了 {n} 项计划。"),
    "disagreement": Words("{n} disagreements wait for your department.", "有 {n} 项不一致等待您的部门处理。"),
}


def told(sort: str, n: int, language: str) -> tuple[str, str]:
    """Title and sentence of a notice about `n` things of a sort."""
    body = ONE[sort] if n == 1 else MANY[sort]
    return str(getattr(TITLES[sort], language)), str(getattr(body, language)).format(n=n)
