"""Lines of Keras' functional interface under way: a layer is made and called on one line, and its output has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.forward import Forward
from symcnn.code.source_lines import CodeLine, PythonCall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.code.flow import CodeFlow
    from symcnn.code.keras_windows import KerasStep
    from symcnn.code.source_lines import CodeRow


class KerasForward(Forward):
    """What has been computed is a variable, and goes to a variable.

    >>> from symcnn.code.keras_windows import KerasStep
    >>> rows = []
    >>> forward = KerasForward(rows, "inputs")
    >>> forward.run([KerasStep(PythonCall("layers.ReLU"), takes_name=True)], 'name="first"')
    >>> str(rows[0])
    'x = layers.ReLU(name="first")(inputs)'
    """

    def run(self, steps: Iterable[KerasStep], name: str = "") -> None:
        """Call layers and functions one after another; a label's name goes to the layer that takes it."""
        for step in steps:
            made = step.made
            if step.is_function:
                made = made._replace(args=(self.expr, *(_reading(arg, self.expr) for arg in made.args)))
                self.rows.append(CodeLine(f"{self.variable} = ", made))
            else:
                more = (name,) if step.takes_name and name else ()
                made = made._replace(args=(*made.args, *more))
                self.rows.append(CodeLine(f"{self.variable} = ", made, f"({self.expr})"))
            self.join(self.variable, is_one=True)

    def branch(self, variable: str) -> KerasForward:
        """What starts from the same variable, and goes to another one."""
        return KerasForward(self.rows, self.expr, variable)

    def inside(self, rows: list[CodeRow]) -> KerasForward:
        """The same in the rows of a group."""
        return KerasForward(rows, self.expr, self.variable)


def _reading(arg: str | PythonCall, variable: str) -> str | PythonCall:
    """The argument, with the variable put in where it reads the layer's input."""
    return arg.replace("hanging(x, ", f"hanging({variable}, ") if isinstance(arg, str) else arg


def forward_of(flow: CodeFlow) -> KerasForward:
    """The lines under way."""
    assert isinstance(flow.forward, KerasForward)
    return flow.forward


def inside(flow: CodeFlow, rows: list[CodeRow]) -> CodeFlow:
    """A group of statements below a heading."""
    return flow.inside(rows=rows, forward=forward_of(flow).inside(rows))
