"""Classes of PyTorch for layers with windows that it has not, as text."""

SAME_PAD = '''
class SamePad(nn.Module):
    """Padding that leaves a stride's share of the sizes, rounded up; an odd value lies behind, or in front."""

    def __init__(self, kernel_size, stride, dilation=1, value=0.0, lower=False):
        super().__init__()
        self.window = kernel_size, stride, dilation
        self.lower = lower
        self.value = value

    def forward(self, x):
        sides = []
        for axis in range(x.dim() - 3, -1, -1):
            one = [
                part[axis] if isinstance(part, tuple) else part for part in self.window
            ]
            kernel_size, stride, dilation = one
            size = x.shape[axis + 2]
            needed = (
                (-(-size // stride) - 1) * stride + dilation * (kernel_size - 1) + 1
            )
            lacking = max(0, needed - size)
            near = (lacking + self.lower) // 2
            sides += [near, lacking - near]
        return functional.pad(x, sides, value=self.value)
'''

COUNTED_AVERAGE = '''
class CountedAverage(nn.Module):
    """Average pooling over what is no padding."""

    def __init__(self, pad, pool):
        super().__init__()
        self.pad = pad
        self.pool = pool

    def forward(self, x):
        return self.pool(self.pad(x)) / self.pool(self.pad(torch.ones_like(x)))
'''

PARTIAL_CONV = '''
class PartialConv(nn.Module):
    """A convolution each of whose filters sees its own input maps, as a table lists them."""

    def __init__(self, kind, table, kernel_size, bias=True, **options):
        super().__init__()
        self.table = [list(row) for row in table]
        self.filters = nn.ModuleList(
            kind(len(row), 1, kernel_size, bias=bias, **options)
            for row in self.table
            if row
        )
        blind = len(self.table) - len(self.filters)
        self.blind = nn.Parameter(torch.zeros(blind)) if bias and blind else None

    def forward(self, x):
        rows = [row for row in self.table if row]
        maps = [conv(x[:, row]) for conv, row in zip(self.filters, rows)]
        blind = len(self.table) - len(rows)
        return torch.cat([*maps, *[torch.zeros_like(maps[0])] * blind], 1)
'''

SPREAD = '''
def spread(links, filters):
    """So many links, given to the filters as evenly as it goes."""
    counts = [links // filters + (place < links % filters) for place in range(filters)]
    return [range(count) for count in counts]
'''

LOCALLY_CONNECTED = '''
class LocallyConnected(nn.Module):
    """A convolution with weights of its own at every position."""

    def __init__(
        self, channels, kernel_size, stride, positions, bias=True, shared=False
    ):
        super().__init__()
        in_channels, out_channels = channels
        self.window = kernel_size, stride
        taps = prod(kernel_size)
        places = prod(positions)
        self.weight = nn.Parameter(
            torch.zeros(places, in_channels * taps, out_channels)
        )
        wide = [1] * len(positions) if shared else positions
        self.bias = nn.Parameter(torch.zeros(out_channels, *wide)) if bias else None
        self.positions = positions

    def forward(self, x):
        for axis, (size, step) in enumerate(zip(*self.window), 2):
            x = x.unfold(axis, size, step)
        axes = len(self.positions)
        x = x.flatten(2 + axes).flatten(2, 1 + axes).permute(2, 0, 1, 3).flatten(2)
        y = torch.bmm(x, self.weight).permute(1, 2, 0).unflatten(2, self.positions)
        return y if self.bias is None else y + self.bias
'''

SUBSAMPLE = '''
class Subsample(nn.Module):
    """The sum of a window times a trained coefficient, plus a trained bias."""

    def __init__(self, channels, pool, window):
        super().__init__()
        self.pool = pool
        self.window = window
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        wide = (-1, *[1] * (x.dim() - 2))
        return self.pool(x) * self.window * self.weight.view(wide) + self.bias.view(
            wide
        )
'''

STOCHASTIC_POOL = '''
class StochasticPool(nn.Module):
    """The mean of a window's values, each weighted with its share."""

    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def forward(self, x):
        return self.pool(x * x) / self.pool(x)
'''

CROP = '''
def crop(x, size, offset=None):
    """A part of each axis, from an offset on or from the middle; of an odd number, one more goes from the far end."""
    sizes = size if isinstance(size, tuple) else (size,) * (x.dim() - 2)
    for axis, kept in enumerate(sizes, 2):
        start = (x.shape[axis] - kept) // 2 if offset is None else offset[axis - 2]
        x = x.narrow(axis, start, kept)
    return x
'''

CROP_MODULE = '''
class Crop(nn.Module):
    """A crop to a size that is given."""

    def __init__(self, size, offset=None):
        super().__init__()
        self.size = size
        self.offset = offset

    def forward(self, x):
        return crop(x, self.size, self.offset)
'''

ZERO_SHORTCUT = '''
class ZeroShortcut(nn.Module):
    """Every position that the stride meets, with channels of zeros on both sides."""

    def __init__(self, in_channels, out_channels, stride):
        super().__init__()
        lacking = out_channels - in_channels
        self.sides = lacking // 2, lacking - lacking // 2
        self.stride = stride

    def forward(self, x):
        places = (slice(None, None, self.stride) for _ in range(x.dim() - 2))
        x = x[(..., *places)]
        return functional.pad(x, (*[0] * 2 * (x.dim() - 2), *self.sides))
'''

UNPOOL = '''
def unpool(module, x, places, size):
    """Maxima back where they came from, in what the pooling took; what it hung over is 0."""
    y = module(x, places, output_size=size)
    wide = [s - 2 * p + k for s, p, k in _windows(module, x.shape[2:])]
    behind = [w - s for w, s in zip(wide, size)]
    return functional.pad(y, [side for one in reversed(behind) for side in (0, one)])


def _windows(module, sizes):
    """The place of the last window, the padding and the kernel of each axis."""
    axes = len(sizes)
    parts = module.stride, module.padding, module.kernel_size
    each = [part if isinstance(part, tuple) else (part,) * axes for part in parts]
    return [((n - 1) * s, p, k) for n, s, p, k in zip(sizes, *each)]
'''
