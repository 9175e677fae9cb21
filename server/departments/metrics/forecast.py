"""How far a forecast was from what came."""

from collections.abc import Sequence
from statistics import fmean

from server.departments.metrics.figure import Figure, metric, ratio
from sync.fields import Words


@metric(
    Words("Forecast error", "预测误差 (WAPE)"),
    Words("Σ|actual − forecast| ÷ Σ actual.", "Σ|实际 − 预测| ÷ Σ 实际。"),
)
def wape(actual: Sequence[float], forecast: Sequence[float]) -> Figure:
    return ratio(sum(abs(a - f) for a, f in zip(actual, forecast, strict=True)), sum(actual))


@metric(
    Words("Forecast bias", "预测偏差"),
    Words("Σ(forecast − actual) ÷ Σ actual.", "Σ（预测 − 实际）÷ Σ 实际。"),
)
def bias(actual: Sequence[float], forecast: Sequence[float]) -> Figure:
    return ratio(sum(f - a for a, f in zip(actual, forecast, strict=True)), sum(actual))


@metric(
    Words("Scaled error", "标准化误差 (MASE)"),
    Words(
        "Mean |actual − forecast| ÷ mean absolute error of the seasonal naive forecast on the history.",
        "平均 |实际 − 预测| ÷ 历史上季节性朴素预测的平均绝对误差。",
    ),
    unit="index",
)
def mase(actual: Sequence[float], forecast: Sequence[float], history: Sequence[float], season: int = 1) -> Figure:
    steps = [abs(now - before) for before, now in zip(history, history[season:], strict=False)]
    if not steps or not actual:
        return Figure(None)
    return ratio(fmean(abs(a - f) for a, f in zip(actual, forecast, strict=True)), fmean(steps))


@metric(
    Words("Forecast value added", "预测增值"),
    Words("Error of the seasonal naive forecast − error of the model.", "季节性朴素预测误差 − 模型误差。"),
)
def forecast_value_added(naive_wape: float | None, model_wape: float | None) -> Figure:
    if naive_wape is None or model_wape is None:
        return Figure(None)
    return Figure(naive_wape - model_wape)
