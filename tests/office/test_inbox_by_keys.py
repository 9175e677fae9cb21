"""The inbox under real keys: no mouse, the next item at once, the last one back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server, desk):
    page = desk(server.url, "mira")
    page.goto(f"{server.url}/office/inbox")
    page.locator(".item.current").wait_for()
    return page


def waiting(page) -> int:
    return int(page.get_by_test_id("count-waiting").inner_text())


def focused(page) -> str:
    return page.evaluate("document.activeElement.dataset.item || document.activeElement.tagName")


def test_j_and_k_move_and_a_number_sorts_and_the_next_item_is_there_already(page) -> None:
    first, second, third = (page.get_by_test_id("item").nth(n) for n in range(3))
    names = [each.get_attribute("data-item") for each in (first, second, third)]
    before = waiting(page)

    page.keyboard.press("j")
    assert focused(page) == names[1]
    page.keyboard.press("k")
    assert focused(page) == names[0]
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.keyboard.press("3")
        assert focused(page) == names[1]

    assert sent.value.status == 204
    expect(first).to_be_hidden()
    expect(page.get_by_test_id("told")).to_contain_text("Sorted")
    assert waiting(page) == before - 1
    page.reload()
    assert waiting(page) == before - 1


def test_u_takes_the_last_one_back(page) -> None:
    first = page.get_by_test_id("item").first
    before = waiting(page)
    page.keyboard.press("4")
    expect(first).to_be_hidden()

    with page.expect_response(lambda answer: "undo" in (answer.request.post_data or "")):
        page.keyboard.press("u")

    expect(first).to_be_visible()
    assert focused(page) == first.get_attribute("data-item")
    expect(page.get_by_test_id("told")).to_contain_text("Taken back")
    page.reload()
    assert waiting(page) == before


def test_r_writes_one_answer_for_every_reporter(page, server) -> None:
    page.goto(f"{server.url}/office/inbox?sort=sighting")
    page.locator(".item.current").wait_for()
    text = "Seen. The region answers it."

    page.keyboard.press("r")
    page.keyboard.type(text)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.keyboard.press("Control+Enter")
    assert sent.value.status == 204
    page.goto(f"{server.url}/office/inbox?pile=decided&sort=sighting")

    expect(page.get_by_test_id("answered").filter(has_text=text)).to_have_count(1)


def test_what_the_server_refuses_comes_back_to_its_pile(page) -> None:
    before = waiting(page)
    page.route(
        "**/office/inbox/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )

    page.keyboard.press("1")

    expect(page.get_by_test_id("told")).to_contain_text("back on its pile")
    expect(page.get_by_test_id("item").first).to_be_visible()
    assert waiting(page) == before


def test_the_feed_tells_a_screen_reader_where_it_is(page) -> None:
    item = page.get_by_test_id("item").first

    assert page.get_by_role("feed").get_attribute("aria-label")
    assert item.get_attribute("aria-posinset") == "1"
    assert int(item.get_attribute("aria-setsize")) >= page.get_by_test_id("item").count()
    assert page.locator(f"#{item.get_attribute('aria-labelledby')}").inner_text()
    assert page.get_by_test_id("told").get_attribute("aria-live") == "polite"


def test_an_item_takes_one_key_and_the_next_lies_open_with_its_photos(page) -> None:
    keys = []
    for sort in ("1", "2", "3", "4", "3", "2"):
        item = page.locator(".item.current")
        name = item.get_attribute("data-item")
        with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            page.keyboard.press(sort)
            keys.append(sort)
            following = page.locator(".item.current")
            assert focused(page) == following.get_attribute("data-item") != name
            assert following.locator(".body").is_visible()
        assert sent.value.status == 204

    assert len(keys) == 6
    pictures = page.locator(".item.current img")
    assert all(each.evaluate("image => image.decode().then(() => true)") for each in pictures.all())
