"""Plans at the desk: drafted in a form, led through their life, answered, copied; what is refused says why."""

import io
import re

from flask import Flask
from flask.testing import FlaskClient

from server.ledger import the_ledger
from tests.cast import AMINA, AMINAS_PHONE, ROSA
from tests.given import phone, record
from tests.office.given import csrf_in, signed_in, text_of
from tests.plans.given import PLAN, SECRET, act, all_of, drafted
from tests.server.test_photos import jpeg

TYPED = {
    "name": "Glasses & mugs",
    "what": "promotion",
    "horizon": "monthly",
    "from_on": "2026-12-01",
    "until_on": "2026-12-31",
    "budget": "900.00",
    "sku": "product/cola",
    "units": "12",
    "classes": ["A"],
    "elements": ["price", "tag"],
    "item0": "gift/cup",
    "item_units0": "6",
    "card": "Glass first.",
    "question0": "How many?",
    "answer0_0": "two",
    "answer0_2": "four",
    "right0": "2",
}


def posted(client: FlaskClient, page: str, to: str, **form):
    return client.post(to, data={"csrf": csrf_in(text_of(client, page)), **form})


def begun(app: Flask, **other) -> tuple[FlaskClient, str]:
    """Mira at her new draft."""
    mira = signed_in(app, "mira")
    told = posted(mira, "/office/plans/new", "/office/plans/new", **(TYPED | other))
    assert told.status_code == 303, told.get_data(as_text=True)
    return mira, told.headers["Location"]


def test_a_plan_is_drafted_in_the_form_and_found_in_the_list_and_the_calendar(small_app: Flask) -> None:
    mira, place = begun(small_app)

    (plan,) = all_of(small_app, "plan").values()
    assert plan.fields["budget_minor"] == 90_000
    assert plan.fields["rule"] == {"classes": ["A"]}
    assert plan.fields["items"] == [{"gift": "gift/cup", "units": 6}]
    assert plan.fields["quiz"] == [{"question": "How many?", "answers": ["two", "four"], "right": 1}]
    assert plan.fields["elements"] == {"price": "required", "tag": "required"}
    assert plan.id.partition("/")[2] in text_of(mira, "/office/plans")
    assert plan.id.partition("/")[2] in text_of(mira, "/office/plans/calendar")
    page = text_of(mira, place)
    assert "2 outlets are reached." in page
    assert "Glasses &amp; mugs" in page


def test_the_form_of_a_draft_holds_what_was_said_and_saving_it_again_changes_nothing(small_app: Flask) -> None:
    mira, place = begun(small_app)
    (before,) = all_of(small_app, "plan").values()
    page = text_of(mira, f"{place}?edit=1")

    boxes: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="(?:text|date)" name="([a-z_]+)" value="([^"]*)"', page):
        boxes[name] = [value.replace("&amp;", "&")]
    boxes |= {name: TYPED[name] for name in ("what", "horizon", "sku", "classes", "elements", "item0", "item_units0")}
    boxes |= {name: TYPED[name] for name in ("card", "question0", "answer0_0")}
    boxes |= {"answer0_1": "four", "right0": "1"}
    assert mira.post(place, data={"csrf": csrf_in(page), **boxes}).status_code == 303

    assert record(small_app, before.id).rev == before.rev


def test_a_draft_is_given_the_photo_of_how_it_should_look(small_app: Flask) -> None:
    mira, place = begun(small_app)
    csrf = csrf_in(text_of(mira, place))

    def send(data: bytes) -> int:
        form = {"csrf": csrf, "photo": (io.BytesIO(data), "shelf.jpg")}
        return mira.post(f"{place}/photo", data=form, content_type="multipart/form-data").status_code

    assert send(jpeg()) == 303
    assert send(b"no picture") == 422
    page = text_of(mira, place)
    address = re.search(r'src="(/api/v1/photos/[^"]+)"', page)[1].replace("&amp;", "&")
    assert mira.get(address).mimetype == "image/jpeg"
    posted(mira, place, f"{place}/act", act="approve")
    assert send(jpeg()) == 409


def test_a_draft_says_what_it_still_wants_and_who_approves_it(small_app: Flask) -> None:
    mira, place = begun(small_app, sku="", until_on="")
    page = text_of(mira, place)
    assert "it still wants: until, a product<" in page
    assert "act-approve" not in page

    mira, place = begun(small_app, budget="20000")
    page = text_of(mira, place)
    assert "Budgets above €10,000.00 are approved by a manager." in page
    assert "act-submit" in page


def test_what_is_typed_wrong_is_told_and_nothing_is_saved(small_app: Flask) -> None:
    mira = signed_in(small_app, "mira")

    wrong = {"budget": "a lot", "units": "-3", "outlets": "kiosk nowhere", "answer0_2": "", "from_on": "soon"}
    told = posted(mira, "/office/plans/new", "/office/plans/new", **(TYPED | wrong))

    assert told.status_code == 422
    page = told.get_data(as_text=True)
    assert "Nothing was saved yet" in page
    assert "nowhere" in page
    assert 'value="a lot"' in page
    assert all_of(small_app, "plan") == {}


def test_the_form_counts_the_outlets_it_names(small_app: Flask) -> None:
    mira = signed_in(small_app, "mira")

    assert "2 outlets are reached." in text_of(mira, "/office/plans/reach?classes=A")
    assert "1 outlet is reached." in text_of(mira, "/office/plans/reach?outlets=corner")
    assert "0 outlets are reached." in text_of(mira, "/office/plans/reach")


def test_a_plan_goes_its_way_at_the_desk_and_every_step_keeps_who_and_why(small_app: Flask) -> None:
    app = small_app
    mira, place = begun(app, budget="20,000.00")
    acts = f"{place}/act"

    assert posted(mira, place, acts, act="approve").status_code == 403
    assert posted(mira, place, acts, act="release").status_code == 409
    assert posted(mira, place, acts, act="submit").status_code == 303
    mona = signed_in(app, "mona")
    assert "1 plan waits for your approval" in text_of(mona, "/office/plans")
    assert posted(mona, place, acts, act="send_back").status_code == 422
    assert posted(mona, place, acts, act="send_back", why="Half of it <b>is</b> enough").status_code == 303
    assert posted(mira, place, acts, act="submit").status_code == 303
    assert posted(mona, place, acts, act="approve").status_code == 303
    assert posted(mira, place, acts, act="release").status_code == 303

    page = text_of(signed_in(app, "sven"), place)
    assert "Half of it &lt;b&gt;is&lt;/b&gt; enough" in page
    assert page.count('data-testid="step"') == 6
    assert len(all_of(app, "plan_line")) == 4
    assert 'data-testid="stage-released"' in page


def test_sales_reads_and_acknowledges_for_a_region(small_app: Flask) -> None:
    app = small_app
    drafted(app)
    act(app, "mira", "approve")
    act(app, "mira", "release")
    sven, place = signed_in(app, "sven"), "/office/plans/glasses-1"
    assert 'data-testid="acknowledge-Coast"' in text_of(sven, place)

    assert posted(sven, place, f"{place}/act", act="acknowledge", region="Coast").status_code == 303

    page = text_of(sven, place)
    assert 'data-testid="acknowledge-Coast"' not in page
    assert 'data-testid="acknowledge-Hills"' in page
    assert posted(sven, place, f"{place}/act", act="close", why="No").status_code == 403
    assert "new-plan" not in text_of(sven, "/office/plans")
    assert sven.get("/office/plans/new").status_code == 403


def test_who_read_passed_and_acknowledged_is_counted_in_each_territory(small_app: Flask) -> None:
    app = small_app
    drafted(app)
    act(app, "mira", "approve")
    act(app, "mira", "release")
    amina, rosa = phone(app, AMINA, AMINAS_PHONE), phone(app, ROSA, "cccccccc-0000-4000-8000-00000000000c")

    def receipt(who, number: int, **fields):
        name = f"01999999-0000-7000-8000-{number:012d}"
        op = {"op": "set", "record": name, "kind": "plan_receipt", "fields": {"of_plan": PLAN, **fields}}
        return who.verdicts(who.change(op | {"scope": f"person:{'amina' if who is amina else 'rosa'}"}))

    assert receipt(amina, 71, read_at=1, passed=True, answers=[1]) == ["accepted"]
    assert receipt(amina, 72, read_at=2, acknowledged_at=2) == ["accepted"]
    mira, place = signed_in(app, "mira"), "/office/plans/glasses-1"
    page = text_of(mira, place).split("heard-territory/north")[1].split("</tr>")[0]
    assert 'data-testid="read">1 of 3<' in page
    assert 'data-testid="passed">1 of 3<' in page
    assert "not yet" in page

    assert receipt(rosa, 73, read_at=3, acknowledged_at=3) == ["accepted"]
    page = text_of(mira, place).split("heard-territory/north")[1].split("</tr>")[0]
    assert 'data-testid="read">2 of 3<' in page
    assert "Rosa" in page


def test_a_question_of_the_field_is_answered_for_the_whole_territory(small_app: Flask) -> None:
    app = small_app
    drafted(app)
    act(app, "mira", "approve")
    act(app, "mira", "release")
    amina = phone(app, AMINA, AMINAS_PHONE)
    question = "01999999-0000-7000-8000-000000000081"
    asked = {"op": "set", "record": question, "kind": "plan_question", "scope": "person:amina"}
    assert amina.verdicts(amina.change(asked | {"fields": {"of_plan": PLAN, "text": "Both <i>sides</i>?"}})) == [
        "accepted"
    ]
    mira, place = signed_in(app, "mira"), "/office/plans/glasses-1"
    assert "Both &lt;i&gt;sides&lt;/i&gt;?" in text_of(mira, place)

    assert posted(mira, place, f"{place}/say", text="Only the street.", question=question).status_code == 303
    assert posted(mira, place, f"{place}/say", text="Better a picture next time.").status_code == 303
    assert posted(mira, place, f"{place}/say", text=" ").status_code == 400
    assert posted(mira, place, f"{place}/say", text="x", question="nobody").status_code == 404

    page = text_of(signed_in(app, "sven"), place)
    assert "Only the street." in page
    assert "Better a picture next time." in page
    amina.exchange()
    assert amina.rows[f"plan_answer/{question}"]["fields"]["answer"] == "Only the street."
    assert "Better a picture" not in str(amina.rows)


def test_a_plan_is_copied_for_a_region_and_for_the_year_after(small_app: Flask) -> None:
    app = small_app
    drafted(app, what="pr_activity")
    mira, place = signed_in(app, "mira"), "/office/plans/glasses-1"

    posted(mira, place, f"{place}/copy", region="Coast")
    posted(mira, place, f"{place}/copy")

    made = [each for each in all_of(app, "plan").values() if each.id != PLAN]
    child = next(each for each in made if each.fields.get("parent") == PLAN)
    later = next(each for each in made if each.fields.get("last_year") == PLAN)
    assert child.fields["rule"]["regions"] == ["Coast"]
    assert (later.fields["from_on"], later.fields["state"]) == ("2027-12-01", "draft")
    assert child.id.partition("/")[2] in text_of(mira, place)
    assert SECRET in text_of(mira, f"/office/plans/{later.id.partition('/')[2]}").split("last-year")[1]


def test_the_funnel_opens_its_lines_with_the_records_behind_them(small_app: Flask) -> None:
    app = small_app
    drafted(app)
    act(app, "mira", "approve")
    act(app, "mira", "release")
    mira, place = signed_in(app, "mira"), "/office/plans/glasses-1"

    assert text_of(mira, f"{place}/lines?stage=released").count('data-testid="line"') == 4
    assert text_of(mira, f"{place}/lines?stage=seen&short=1").count('data-testid="line"') == 4
    assert 'data-testid="empty"' in text_of(mira, f"{place}/lines?stage=complete")
    assert mira.get(f"{place}/lines?stage=eaten").status_code == 400
    (line, *_) = sorted(all_of(app, "plan_line"))
    assert line in text_of(mira, f"{place}/lines")
    text_of(mira, f"/office/record/{line}")


def test_the_outlets_of_a_released_plan_are_changed_in_a_form(small_app: Flask) -> None:
    app = small_app
    drafted(app, budget_minor=None, items=None)
    act(app, "mira", "approve")
    act(app, "mira", "release")
    mira, place = signed_in(app, "mira"), "/office/plans/glasses-1"

    assert posted(mira, place, f"{place}/act", act="revise", outlets="nowhere", why="Closer").status_code == 400
    assert posted(mira, place, f"{place}/act", act="revise", outlets="corner", why="Closer").status_code == 303

    assert {each.fields["outlet"] for each in all_of(app, "plan_line").values()} == {"outlet/corner"}
    assert "Closer" in text_of(mira, place)


def test_field_force_and_representatives_are_not_let_in(small_app: Flask) -> None:
    drafted(small_app)
    for person in ("rosa", "amina"):
        client = signed_in(small_app, person)
        for place in ("", "/calendar", "/new", "/glasses-1", "/glasses-1/lines", "/reach"):
            assert client.get(f"/office/plans{place}").status_code == 403


def test_every_page_speaks_both_languages_without_a_key_on_it(small_app: Flask) -> None:
    app = small_app
    drafted(app)
    mira = signed_in(app, "mira")
    with app.app_context():
        from server.access import set_language

        set_language("mira", "zh")
        assert the_ledger()
    for place in ("", "/calendar", "/new", "/glasses-1", "/glasses-1?edit=1", "/glasses-1/lines"):
        page = text_of(mira, f"/office/plans{place}")
        assert not re.search(r">[a-z]+_?[a-z]*\.[a-z_]+<", page), place
        assert re.search("计划", page)
