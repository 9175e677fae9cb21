"""What a row is called beside its bar."""

from server.office.labels import labels_of


def labelled(*columns: list[str]) -> list[str]:
    return labels_of([column.__getitem__ for column in columns], len(columns[0]))


def test_names_that_differ_stand_alone() -> None:
    assert labelled(["Kiosk", "Bakery"], ["north", "south"]) == ["Kiosk", "Bakery"]


def test_a_shared_name_goes_on_until_the_rows_are_told_apart() -> None:
    fees = labelled(["Fees", "Fees", "Gifts"], ["display", "display", "display"], ["north", "south", "north"])

    assert fees == ["Fees · north", "Fees · south", "Gifts · north"]


def test_a_row_without_words_has_a_dash() -> None:
    assert labelled(["", "Kiosk"], ["", ""]) == ["–", "Kiosk"]


def test_rows_that_no_word_tells_apart_share_their_label() -> None:
    assert labelled(["Fees", "Fees"], ["north", "north"]) == ["Fees", "Fees"]
