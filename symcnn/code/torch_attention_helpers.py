"""Classes of PyTorch for attention, as text."""

ATTENTION = '''
class Attention(nn.MultiheadAttention):
    """Self-attention of all positions; channels come first."""

    def __init__(self, channels, heads, bias=True):
        super().__init__(channels, heads, bias=bias, batch_first=True)

    def forward(self, x):
        tokens = x.reshape(*x.shape[:2], -1).transpose(1, 2)
        y, _ = super().forward(tokens, tokens, tokens, need_weights=False)
        return y.transpose(1, 2).reshape(x.shape)
'''

CROSS_ATTENTION = '''
class CrossAttention(nn.MultiheadAttention):
    """Attention in which the first input asks the second; channels come first."""

    def __init__(self, channels, others, heads, bias=True):
        options = {"bias": bias, "kdim": others, "vdim": others, "batch_first": True}
        super().__init__(channels, heads, **options)

    def forward(self, x, other):
        tokens, others = (
            one.reshape(*one.shape[:2], -1).transpose(1, 2) for one in (x, other)
        )
        y, _ = super().forward(tokens, others, others, need_weights=False)
        return y.transpose(1, 2).reshape(x.shape)
'''

WINDOW_ATTENTION = '''
class WindowAttention(nn.Module):
    """Self-attention in windows that a shift moves; channels come first."""

    def __init__(self, channels, heads, window, shift=0, bias=True):
        super().__init__()
        self.heads, self.window, self.shift = heads, window, shift
        self.qkv = nn.Linear(channels, 3 * channels, bias=bias)
        self.proj = nn.Linear(channels, channels, bias=bias)
        places = prod(2 * size - 1 for size in window)
        self.table = nn.Parameter(torch.zeros(places, heads))

    def rows(self, x):
        """Windows, places in a window, channels."""
        axes = len(self.window)
        counts = [n // size for n, size in zip(x.shape[2:], self.window)]
        pairs = [part for pair in zip(counts, self.window) for part in pair]
        x = x.reshape(*x.shape[:2], *pairs)
        x = x.permute(0, *range(2, 2 + 2 * axes, 2), *range(3, 3 + 2 * axes, 2), 1)
        return x.reshape(-1, prod(self.window), x.shape[-1]), x.shape

    def whole(self, rows, shape, sizes):
        """The reverse of it."""
        axes = len(self.window)
        order = [part for axis in range(axes) for part in (1 + axis, 1 + axes + axis)]
        x = rows.reshape(shape).permute(0, 2 * axes + 1, *order)
        return x.reshape(*x.shape[:2], *sizes)

    def apart(self, x):
        """Which places of a window were no neighbours before the shift."""
        region = x.new_zeros(x.shape[2:])
        for axis, size in enumerate(region.shape):
            ends = torch.arange(size, device=x.device) >= size - self.shift
            shape = [-1 if other == axis else 1 for other in range(region.dim())]
            region = 2 * region + ends.reshape(shape)
        rows = self.rows(region[None, None])[0].squeeze(-1)
        return rows[:, :, None] != rows[:, None, :]

    def number(self, device):
        """Which number of the table two places of a window have."""
        sides = [torch.arange(size, device=device) for size in self.window]
        place = torch.stack(torch.meshgrid(*sides, indexing="ij")).flatten(1)
        found = 0
        for size, row in zip(self.window, place):
            found = found * (2 * size - 1) + row[:, None] - row[None] + size - 1
        return found

    def forward(self, x):
        axes = tuple(range(2, x.dim()))
        moved = torch.roll(x, [-self.shift] * len(axes), axes)
        rows, shape = self.rows(moved)
        parts = self.qkv(rows).unflatten(-1, (3, self.heads, -1))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        score = query @ key.mT / query.shape[-1] ** 0.5
        score = score + self.table[self.number(x.device)].movedim(-1, 0)
        apart = self.apart(moved).repeat(len(x), 1, 1)[:, None]
        share = score.masked_fill(apart, float("-inf")).softmax(-1)
        rows = self.proj((share @ value).transpose(1, 2).flatten(2))
        return torch.roll(
            self.whole(rows, shape, x.shape[2:]), [self.shift] * len(axes), axes
        )
'''
