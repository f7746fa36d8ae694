"""Classes of PyTorch for layers that it has not, as text: those that a network needs stand before its own classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code import torch_attention_helpers as attention
from symcnn.code import torch_brought_along as brought
from symcnn.code import torch_shape_helpers as shapes
from symcnn.code import torch_window_helpers as windows

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNEL_LINEAR = '''
class ChannelLinear(nn.Linear):
    """A linear layer over the channels, at every position."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)
'''

CHANNEL_NORM = '''
class ChannelNorm(nn.LayerNorm):
    """Layer normalisation over the channels, at every position."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)
'''

CHANNEL_RMS_NORM = '''
class ChannelRMSNorm(nn.RMSNorm):
    """Normalisation by the root of the mean square over the channels, at every position."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)
'''

WHOLE_NORM = '''
class WholeNorm(nn.Module):
    """The norm of each map."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return torch.linalg.vector_norm(x.flatten(2), self.p, dim=2)
'''

CLIP = '''
class Clip(nn.Module):
    """Values kept between two bounds; where they cross, all are the upper one."""

    def __init__(self, low, high):
        super().__init__()
        self.low = low
        self.high = high

    def forward(self, x):
        return torch.clamp(x, self.low, self.high)
'''

MATMUL = '''
def matmul(x, other, transpose=False):
    """Product of matrices, whose columns are the channels."""
    left, right = (one.permute(0, *range(one.dim() - 1, 0, -1)) for one in (x, other))
    y = torch.matmul(left, right.mT if transpose else right)
    return y.permute(0, *range(y.dim() - 1, 0, -1))
'''

CLASS_TOKENS = '''
class ClassToken(nn.Module):
    """Trained tokens in front of a sequence."""

    def __init__(self, channels, count=1):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, channels, count))

    def forward(self, x):
        return torch.cat([self.token.expand(len(x), -1, -1), x], 2)
'''

POSITION_EMBEDDING = '''
class PositionEmbedding(nn.Module):
    """A number added to every value that tells the positions apart."""

    def __init__(self, *shape, trained=True):
        super().__init__()
        position = torch.zeros(shape)
        if trained:
            self.position = nn.Parameter(position)
        else:
            self.register_buffer("position", position)

    def forward(self, x):
        return x + self.position
'''

WORD_EMBEDDING = '''
class WordEmbedding(nn.Embedding):
    """A row of a table for the number of a word, which comes as the only channel."""

    def forward(self, x):
        return super().forward(x[:, 0].long()).movedim(-1, 1)
'''

RADIAL_BASIS = '''
class RadialBasis(nn.Module):
    """Squared distances from fixed centres."""

    def __init__(self, values, classes):
        super().__init__()
        self.register_buffer("centres", torch.zeros(classes, values))

    def forward(self, x):
        return ((x.flatten(1)[:, None] - self.centres) ** 2).sum(2)
'''

RESPONSE_NORM = '''
class ResponseNorm(nn.Module):
    """Global response normalisation."""

    def __init__(self, channels, eps=1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.eps = eps

    def forward(self, x):
        wide = (-1, *[1] * (x.dim() - 2))
        norm = torch.linalg.vector_norm(x, dim=tuple(range(2, x.dim())), keepdim=True)
        share = norm / (norm.mean(1, keepdim=True) + self.eps)
        return self.weight.view(wide) * x * share + self.bias.view(wide) + x
'''

LAYER_SCALE = '''
class LayerScale(nn.Module):
    """Every channel times a trained number."""

    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        return x * self.scale.view(-1, *[1] * (x.dim() - 2))
'''

MAXOUT = '''
class Maxout(nn.Module):
    """The largest of neighbouring channels."""

    def __init__(self, pieces):
        super().__init__()
        self.pieces = pieces

    def forward(self, x):
        return x.unflatten(1, (-1, self.pieces)).amax(2)
'''

STOCHASTIC_DEPTH = '''
class StochasticDepth(nn.Module):
    """In training, an example is dropped with a probability."""

    def __init__(self, q):
        super().__init__()
        self.q = q

    def forward(self, x):
        if not self.training:
            return x
        kept = torch.rand(len(x), *[1] * (x.dim() - 1), device=x.device) >= self.q
        return x * kept / (1 - self.q)
'''

SCALE = '''
class Scale(nn.Module):
    """Every value times a fixed number."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor
'''

FIRST_OF_TOKENS = '''
class FirstToken(nn.Module):
    """The first of the tokens."""

    def forward(self, x):
        return x[:, :, 0]
'''

AFFINE_SAMPLE = '''
def affine_sample(x, theta):
    """The input, sampled where an affine map says."""
    axes = x.dim() - 2
    grid = functional.affine_grid(theta.reshape(-1, axes, axes + 1), x.shape, False)
    return functional.grid_sample(x, grid, align_corners=False)
'''

DUELING = '''
def dueling(advantages, value):
    """Advantages around a value."""
    return advantages - advantages.mean(1, keepdim=True) + value
'''

HELPERS: Mapping[str, str] = {
    "SamePad": windows.SAME_PAD,
    "CountedAverage": windows.COUNTED_AVERAGE,
    "PartialConv": windows.PARTIAL_CONV,
    "spread": windows.SPREAD,
    "LocallyConnected": windows.LOCALLY_CONNECTED,
    "Subsample": windows.SUBSAMPLE,
    "StochasticPool": windows.STOCHASTIC_POOL,
    "unpool": windows.UNPOOL,
    "crop": windows.CROP,
    "Crop": windows.CROP_MODULE,
    "Reshape": shapes.RESHAPE,
    "AffineGrid": shapes.AFFINE_GRID,
    "Permute": shapes.PERMUTE,
    "AxesShuffle": shapes.PIXEL_SHUFFLE,
    "AxesUnshuffle": shapes.PIXEL_UNSHUFFLE,
    "Split": shapes.SPLIT,
    "Narrow": shapes.NARROW,
    "ChannelLinear": CHANNEL_LINEAR,
    "ChannelNorm": CHANNEL_NORM,
    "Attention": attention.ATTENTION,
    "CrossAttention": attention.CROSS_ATTENTION,
    "WindowAttention": attention.WINDOW_ATTENTION,
    "ChannelRMSNorm": CHANNEL_RMS_NORM,
    "PadMaps": shapes.PAD_MAPS,
    "RepeatVector": shapes.REPEAT_VECTOR,
    "WholeNorm": WHOLE_NORM,
    "Clip": CLIP,
    "matmul": MATMUL,
    "ClassToken": CLASS_TOKENS,
    "PositionEmbedding": POSITION_EMBEDDING,
    "WordEmbedding": WORD_EMBEDDING,
    "RadialBasis": RADIAL_BASIS,
    "ResponseNorm": RESPONSE_NORM,
    "LayerScale": LAYER_SCALE,
    "Maxout": MAXOUT,
    "StochasticDepth": STOCHASTIC_DEPTH,
    "Scale": SCALE,
    "ZeroShortcut": windows.ZERO_SHORTCUT,
    "FirstToken": FIRST_OF_TOKENS,
    "OverMaps": brought.OVER_MAPS,
    "EachValue": brought.EACH_VALUE,
    "Shift": brought.SHIFT,
    "WithoutTokens": brought.WITHOUT_TOKENS,
    "affine_sample": AFFINE_SAMPLE,
    "dueling": DUELING,
}
"""What a file may hold before its own classes, in the order in which it does."""
