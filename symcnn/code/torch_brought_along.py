"""Layers that texts made of models bring along, in PyTorch: rows from a layer to its module, and their helpers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.layer_call import LayerCall
    from symcnn.code.source_lines import PythonCall


def _over_maps(function: str) -> Callable[[LayerCall], PythonCall]:
    return lambda call: call.helper("OverMaps", function)


def _each_value(function: str) -> Callable[[LayerCall], PythonCall]:
    return lambda call: call.helper("EachValue", function)


BROUGHT_ALONG: Mapping[str, Callable[[LayerCall], PythonCall]] = {
    "mean_of_maps": _over_maps("torch.mean"),
    "sum_of_maps": _over_maps("torch.sum"),
    "max_of_maps": _over_maps("torch.amax"),
    "min_of_maps": _over_maps("torch.amin"),
    "norm_of_maps": _over_maps("torch.linalg.vector_norm"),
    "exponential": _each_value("torch.exp"),
    "logarithm": _each_value("torch.log"),
    "absolute": _each_value("torch.abs"),
    "square": _each_value("torch.square"),
    "reciprocal": _each_value("torch.reciprocal"),
    "error_function": _each_value("torch.erf"),
    "shift": lambda call: call.helper("Shift", call.depth),
    "one_token": lambda call: call.helper("FirstToken"),
    "without_tokens": lambda call: call.helper("WithoutTokens", call.whole("count")),
}
"""Layer to the module that it is; those whose definition leaves open what they compute have none."""

OVER_MAPS = '''
class OverMaps(nn.Module):
    """What a function makes of all channels, at every position."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x, dim=1, keepdim=True)
'''

EACH_VALUE = '''
class EachValue(nn.Module):
    """A function of every value."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)
'''

SHIFT = '''
class Shift(nn.Module):
    """Every channel plus a trained number."""

    def __init__(self, channels):
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return x + self.shift.view(-1, *[1] * (x.dim() - 2))
'''

WITHOUT_TOKENS = '''
class WithoutTokens(nn.Module):
    """The tokens behind the first ones."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def forward(self, x):
        return x[:, :, self.count :]
'''
