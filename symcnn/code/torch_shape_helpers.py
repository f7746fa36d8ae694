"""Classes of PyTorch for layers that move values, as text."""

RESHAPE = '''
class Reshape(nn.Module):
    """The same values in another shape."""

    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(len(x), *self.shape)
'''

AFFINE_GRID = '''
class AffineGrid(nn.Module):
    """A grid of places under an affine map."""

    def __init__(self, *sizes):
        super().__init__()
        self.sizes = sizes

    def forward(self, theta):
        axes = len(self.sizes)
        rows = theta.reshape(-1, axes, axes + 1)
        sizes = (len(rows), 1, *self.sizes)
        grid = functional.affine_grid(rows, sizes, align_corners=False)
        return grid.movedim(-1, 1)
'''

PERMUTE = '''
class Permute(nn.Module):
    """The axes in another order."""

    def __init__(self, *dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        return x.permute(0, *self.dims).contiguous()
'''

PIXEL_SHUFFLE = '''
class AxesShuffle(nn.Module):
    """Channels become positions along each axis: depth to space."""

    def __init__(self, *scales, block_first=False):
        super().__init__()
        self.scales = scales
        self.block_first = block_first

    def forward(self, x):
        axes = len(self.scales)
        if self.block_first:
            y = x.reshape(len(x), *self.scales, -1, *x.shape[2:]).movedim(1 + axes, 1)
        else:
            y = x.reshape(len(x), -1, *self.scales, *x.shape[2:])
        order = [place for axis in range(axes) for place in (2 + axes + axis, 2 + axis)]
        y = y.permute(0, 1, *order)
        sizes = [size * scale for size, scale in zip(x.shape[2:], self.scales)]
        return y.reshape(*y.shape[:2], *sizes)
'''

PIXEL_UNSHUFFLE = '''
class AxesUnshuffle(nn.Module):
    """Positions along each axis become channels: space to depth."""

    def __init__(self, *scales, block_first=False):
        super().__init__()
        self.scales = scales
        self.block_first = block_first

    def forward(self, x):
        axes = len(self.scales)
        for axis, scale in enumerate(self.scales):
            x = x.unflatten(2 + 2 * axis, (-1, scale))
        inner = range(3, 3 + 2 * axes, 2)
        outer = range(2, 2 + 2 * axes, 2)
        order = (*inner, 1) if self.block_first else (1, *inner)
        return x.permute(0, *order, *outer).flatten(1, 1 + axes)
'''

SPLIT = '''
class Split(nn.Module):
    """One of several equal parts of the channels, or along another dimension."""

    def __init__(self, parts, part, dim=1):
        super().__init__()
        self.parts = parts
        self.part = part
        self.dim = dim

    def forward(self, x):
        return x.chunk(self.parts, self.dim)[self.part]
'''

NARROW = '''
class Narrow(nn.Module):
    """Some channels that lie side by side."""

    def __init__(self, start, length):
        super().__init__()
        self.start = start
        self.length = length

    def forward(self, x):
        return x.narrow(1, self.start, self.length)
'''

PAD_MAPS = '''
class PadMaps(nn.Module):
    """Channels of zeros before and behind."""

    def __init__(self, channels, before=0):
        super().__init__()
        self.channels = channels
        self.before = before

    def forward(self, x):
        behind = self.channels - self.before - x.shape[1]
        return functional.pad(x, (*[0] * 2 * (x.dim() - 2), self.before, behind))
'''

REPEAT_VECTOR = '''
class RepeatVector(nn.Module):
    """The same values at every position of a row."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def forward(self, x):
        return x[:, :, None].expand(-1, -1, self.count)
'''
