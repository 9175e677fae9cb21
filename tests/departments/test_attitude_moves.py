"""How retailers move on the ladder, and after which argument."""

from server.departments.run import run_view
from server.departments.views import find_view
from tests.departments.given import filters


def test_an_argument_is_judged_by_the_next_attitude_of_the_same_outlet(world):
    world.route()
    world.outlets(3)
    told = (
        (1, 9, 1, "margin"),
        (1, 6, 3, "margin"),
        (1, 3, 2, None),
        (2, 8, 2, "margin"),
        (2, 2, 2, "brand"),
        (3, 40, 0, "brand"),
        (3, 4, 4, "brand"),
    )
    for n, ago, level, argument in told:
        world.put("attitude", f"v{n}-{ago}/attitude", ago=ago, outlet=f"outlet/{n}", level=level, argument=argument)

    answer = run_view(world.session, "sales", "attitude_moves", filters()).answer

    rows = {
        row["argument"]: (row["used"], row["followed"], row["up"], row["level"], row["down"]) for row in answer.rows
    }
    assert rows == {"margin": (3, 3, 1, 1, 1), "brand": (2, 0, 0, 0, 0), "": (1, 0, 0, 0, 0)}
    assert {row["argument"]: row["attitude_conversion"] for row in answer.rows} == {
        "margin": 1 / 3,
        "brand": None,
        "": None,
    }
    assert {figure.name: figure.value for figure in answer.figures} == {
        "attitude_net": 1 / 3,
        "attitude_conversion": 1 / 3,
    }
    view = find_view("sales", "attitude_moves")
    behind = world.session.scalars(view.evidence(world.session, filters(), {"argument": ""}, "used"))
    assert list(behind) == ["v1-3/attitude"]
