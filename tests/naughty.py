"""Values that some field does not take, or that only look as if it did."""

import math

NAUGHTY = [
    "", " ", "null", "undefined", "true", "0", "-1", "1e3", "１２", "\0", "\x7f", "\ufeff", "\u202eabc", "e\u0301", "\u0958",
    "<script>alert(1)</script>", "' OR 1=1 --", "=1+1", "../../x", "😀" * 60, "田中さん", "x" * 501, "\ud800", "2026-02-30",
    "2026-11-24", "2026-1-2", "２０２６-11-24", "product/cola", "a b", "on_shelf", "shelf",
    0, 1, -1, 4, 2**31, 2**53 - 1, 2**53, -(2**53), 2**70, True, False, None, 0.0, 1.0, 1.5, math.inf, math.nan,
    [], [1], [8], [0], [True], ["1"], [1] * 101, {}, {"lat_e6": 1}, {"lat_e6": 1, "lon_e6": 2}, {"price": "ok"},
    {"lat_e6": 90_000_001, "lon_e6": 0}, {"lat_e6": 1, "lon_e6": 2, "accuracy_m": -1}, {"lat_e6": True, "lon_e6": 2},
    {"price": "maybe"}, {"weather": "ok"}, {"price": None}, {"__proto__": "ok"}, b"x",
]  # fmt: skip
