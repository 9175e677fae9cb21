"""A bar that moves while an import works, on a terminal and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """Shows steps on standard error; `quiet` shows none."""

    def __init__(self, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)

    @contextmanager
    def steps(self, title: str, total: int) -> Iterator[Callable[..., None]]:
        """A bar of so many steps; calling what it gives moves it by one, or by the number given."""
        if not self._console.is_terminal:
            yield lambda count=1: None
            return
        columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bars(*columns, console=self._console, transient=True) as bars:
            task = bars.add_task(title, total=total)
            yield lambda count=1: bars.advance(task, count)
