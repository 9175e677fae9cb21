"""What a caller can do wrong: every problem with its code, status and sentence, and the one shape of a reply."""

from dataclasses import dataclass
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from sync.fields import Words

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem of the catalogue."""

    status: int
    title: Words
    detail: Words


CATALOGUE: dict[str, Entry] = {
    "request.not_json": Entry(
        400,
        Words("Not JSON", "不是 JSON"),
        Words("The body is not JSON that can be read.", "请求内容不是可读的 JSON。"),
    ),
    "request.malformed": Entry(
        400,
        Words("Malformed request", "请求格式错误"),
        Words("The request lacks something or has the wrong form.", "请求缺少内容或格式不正确。"),
    ),
    "request.bad_encoding": Entry(
        400, Words("Cannot be unpacked", "无法解压"), Words("The body could not be unpacked.", "无法解压请求内容。")
    ),
    "request.unknown_version": Entry(
        400,
        Words("Unknown version", "未知版本"),
        Words("The request speaks of a version that this server does not know.", "请求所用版本不为本服务器所知。"),
    ),
    "request.unsupported_type": Entry(
        415,
        Words("Unsupported content type", "不支持的内容类型"),
        Words("Send application/json.", "请发送 application/json。"),
    ),
    "request.too_large": Entry(
        413, Words("Too large", "内容过大"), Words("Send it in smaller parts.", "请分成较小的部分发送。")
    ),
    "request.cross_site": Entry(
        403,
        Words("Not from this site", "非本站请求"),
        Words("The request did not come from this site's own pages.", "请求并非来自本站页面。"),
    ),
    "request.method": Entry(
        405, Words("Not done this way", "方法不允许"), Words("This address does not do that.", "该地址不支持此操作。")
    ),
    "request.unknown_address": Entry(
        404,
        Words("Not found", "未找到"),
        Words("There is nothing here, or nothing that you may see.", "此处没有内容，或您无权查看。"),
    ),
    "session.missing": Entry(
        401,
        Words("Not signed in", "未登录"),
        Words("Sign in. What was recorded is kept and will be sent then.", "请登录。已记录的内容已保存，登录后发送。"),
    ),
    "session.wrong_credentials": Entry(
        401,
        Words("Cannot sign in", "无法登录"),
        Words("Name and password do not match. Try again.", "姓名与密码不匹配，请重试。"),
    ),
    "session.slow_down": Entry(
        429, Words("Too many attempts", "尝试过多"), Words("Wait a little, then try again.", "请稍候再试。")
    ),
    "session.other_device": Entry(
        403,
        Words("Another device", "设备不符"),
        Words("This sign-in belongs to another device.", "此登录属于另一台设备。"),
    ),
    "enrolment.unknown": Entry(
        404,
        Words("Unknown link", "链接无效"),
        Words(
            "This link sets up no phone. Ask the office for a new one.",
            "该链接无法设置手机，请向办公室索取新链接。",
        ),
    ),
    "enrolment.used": Entry(
        410,
        Words("Link used", "链接已使用"),
        Words(
            "This link has set up a phone already. Ask the office for a new one.",
            "该链接已用于设置一部手机，请向办公室索取新链接。",
        ),
    ),
    "enrolment.expired": Entry(
        410,
        Words("Link too old", "链接已过期"),
        Words("This link is too old. Ask the office for a new one.", "该链接已过期，请向办公室索取新链接。"),
    ),
    "enrolment.password": Entry(
        422,
        Words("Choose a password", "请设置密码"),
        Words("Choose a password of at least eight characters.", "请设置至少八个字符的密码。"),
    ),
    "push.unknown_service": Entry(
        422,
        Words("Unknown push service", "未知的推送服务"),
        Words(
            "Notices cannot be sent to where this browser gets them. In the app everything is shown all the same.",
            "无法向该浏览器的推送服务发送通知。应用内仍会显示全部内容。",
        ),
    ),
    "feed.not_offered": Entry(
        501,
        Words("Not offered", "不支持"),
        Words("The feed does not do that. Leave the option out.", "数据源不支持此选项，请去掉。"),
    ),
    "feed.bad_query": Entry(
        400,
        Words("Cannot be asked", "查询有误"),
        Words("The query cannot be understood.", "无法理解该查询。"),
    ),
    "access.role": Entry(
        403,
        Words("Not for your role", "角色无权"),
        Words("Your role does not open this page.", "您的角色不能打开此页。"),
    ),
    "server.busy": Entry(
        503,
        Words("Busy", "繁忙"),
        Words("The server is busy. Nothing was lost; try again shortly.", "服务器繁忙，内容未丢失，请稍后再试。"),
    ),
    "server.storage": Entry(
        503,
        Words("Cannot write", "无法写入"),
        Words(
            "The server cannot write to its disk. Nothing was taken; send it again later.",
            "服务器无法写入磁盘，未接收任何内容，请稍后重发。",
        ),
    ),
    "server.bug": Entry(
        500,
        Words("Our mistake", "服务器错误"),
        Words("Something went wrong here. It was noted; try again later.", "服务器出错，已记录，请稍后再试。"),
    ),
    "rescue.unreadable": Entry(
        422,
        Words("Not a rescue file", "不是救援文件"),
        Words("The file was not made by the app to hand over work.", "该文件并非应用导出的移交文件。"),
    ),
    "rescue.wrong_code": Entry(
        422,
        Words("Wrong code", "代码错误"),
        Words("The code does not open this file. Nothing was changed.", "代码无法打开该文件，未作任何更改。"),
    ),
    "rescue.not_genuine": Entry(
        422,
        Words("Not taken in", "未导入"),
        Words(
            "The file was not made on a phone of your team, or it was altered.",
            "该文件并非由您团队的手机生成，或已被改动。",
        ),
    ),
    "plan.not_now": Entry(
        409,
        Words("Not now", "当前不可"),
        Words("The plan is at another stage. Look at it again.", "计划处于其他阶段，请重新查看。"),
    ),
    "plan.incomplete": Entry(
        422,
        Words("Not complete", "不完整"),
        Words(
            "The plan lacks something: dates, outlets, a product, material, or a fair quiz. Nothing was changed.",
            "计划缺少内容：日期、门店、产品、物料或有效的测验。未作任何更改。",
        ),
    ),
    "plan.above_limit": Entry(
        403,
        Words("Above your limit", "超出权限"),
        Words(
            "The budget is above what you may approve. Ask a manager. Nothing was changed.",
            "预算超出您的批准权限，请由经理批准。未作任何更改。",
        ),
    ),
    "plan.embargoed": Entry(
        409,
        Words("Embargoed", "尚未解禁"),
        Words(
            "The plan may not be heard of yet. It is released by itself on its day.", "计划尚不可公开，到期将自动发布。"
        ),
    ),
    "plan.over": Entry(
        409,
        Words("Over", "已过期"),
        Words("The last day of the plan has passed. Nothing was released.", "计划的最后一天已过，未作发布。"),
    ),
    "plan.why": Entry(
        422,
        Words("A reason is missing", "缺少原因"),
        Words("Say why; it is kept with the step.", "请说明原因，将随步骤保存。"),
    ),
    "photo.not_an_image": Entry(
        422,
        Words("Not a picture", "不是图片"),
        Words("The file is not a JPEG, PNG or WebP picture.", "文件不是 JPEG、PNG 或 WebP 图片。"),
    ),
    "photo.hash_differs": Entry(
        422,
        Words("Not the announced picture", "与声明不符"),
        Words("What arrived is not what was announced.", "收到的内容与声明不一致。"),
    ),
    "photo.too_large": Entry(
        422,
        Words("Picture too large", "图片过大"),
        Words("The picture is larger than is allowed.", "图片超出允许大小。"),
    ),
    "photo.wrong_offset": Entry(
        409,
        Words("Wrong place", "位置不符"),
        Words("Ask where the upload stands and go on from there.", "请查询上传进度并从该处继续。"),
    ),
    "photo.checksum": Entry(
        460,
        Words("Damaged on the way", "传输损坏"),
        Words("The part arrived damaged. Send it again.", "该部分在途中损坏，请重发。"),
    ),
    "photo.tus_version": Entry(
        412, Words("Unknown upload version", "未知上传版本"), Words("Uploads speak tus 1.0.0.", "上传使用 tus 1.0.0。")
    ),
}


class Problem(Exception):
    """Something the caller did; `details` are told along with the catalogue's words."""

    def __init__(
        self, code: str, *, detail: str | None = None, headers: dict[str, str] | None = None, **details: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.entry = CATALOGUE[code]
        self.status = self.entry.status
        self.headers = headers or {}
        self.details = details
        self._detail = detail

    def title(self, language: str) -> str:
        """The problem's name."""
        return getattr(self.entry.title, language)

    def detail(self, language: str) -> str:
        """What happened and what to do."""
        return self._detail or getattr(self.entry.detail, language)


def reply_to(problem: Problem) -> Response:
    """The problem as RFC 9457 tells it."""
    language = spoken_language()
    body = {
        "type": f"/problems/{problem.code}",
        "title": problem.title(language),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail(language),
        **problem.details,
    }
    return Response(orjson.dumps(body), problem.status, problem.headers, content_type=PROBLEM_TYPE)


def spoken_language() -> str:
    """The language of a reply: the person's, else the browser's, else English."""
    person = g.get("person")
    if person is not None:
        return person.language
    return "zh" if (request.accept_languages.best_match(["en", "zh"]) or "en") == "zh" else "en"


def _from_http(error: HTTPException) -> Problem:
    codes = {
        404: "request.unknown_address",
        405: "request.method",
        413: "request.too_large",
        415: "request.unsupported_type",
    }
    codes |= {429: "session.slow_down"}
    code = error.code or 500
    return Problem(codes.get(code, "server.bug" if code >= 500 else "request.malformed"))


def answer(problem: Problem) -> Any:
    """The reply to a problem; pages of the desk get a page (`app.extensions["problem_page"]`)."""
    page = current_app.extensions.get("problem_page")
    if page is not None and request.path.startswith("/office"):
        return page(problem)
    return reply_to(problem)


def answer_bug(error: Exception) -> Any:
    """The reply to what nobody foresaw, which is noted."""
    current_app.logger.error("request %s failed", g.get("request_id", "-"), exc_info=error)
    return answer(Problem("server.bug", request_id=g.get("request_id")))


def handle_problems(app: Flask) -> None:
    """Answer every problem in one shape."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, lambda error: answer(_from_http(error)))
    app.register_error_handler(Exception, answer_bug)
