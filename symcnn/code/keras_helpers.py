"""Functions and layers that Keras has not, as text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PADDED = '''
def padded(x, sides, value=0.0):
    """Values around, so many before and behind those of each axis."""
    return ops.pad(x, ((0, 0), *sides, (0, 0)), constant_values=value)
'''

HANGING = '''
def hanging(x, sides, kernel_size, strides):
    """The padding, with what the last window hangs over; it starts inside the input."""
    found = []
    axes = zip(x.shape[1:-1], sides, kernel_size, strides)
    for size, (near, far), kernel, stride in axes:
        count = -(-(size + near + far - kernel) // stride) + 1
        count = min(count, -(-(size + near) // stride))
        behind = (count - 1) * stride + kernel - size - near
        found.append((near, max(far, behind)))
    return tuple(found)
'''

COUNTED_AVERAGE = '''
def counted_average(x, pool, sides, within):
    """Average pooling over what lies within some of the padding."""
    ones = padded(ops.ones_like(x), within, 1.0)
    pairs = [(b - a, d - c) for (a, c), (b, d) in zip(within, sides)]
    return pool(padded(x, sides)) / pool(padded(ones, pairs))
'''

PARTIAL_CONV = '''
def partial_conv(x, kind, table, kernel_size, **options):
    """A convolution each of whose filters sees its own input maps, as a table lists them."""
    maps = [ops.take(x, list(row), axis=-1) for row in table]
    return layers.Concatenate()([kind(1, kernel_size, **options)(one) for one in maps])
'''

SPREAD = '''
def spread(links, filters):
    """So many links, given to the filters as evenly as it goes."""
    counts = [links // filters + (place < links % filters) for place in range(filters)]
    return [range(count) for count in counts]
'''

SUBSAMPLE = '''
class Subsample(layers.Layer):
    """The sum of a window, given its mean, times a trained coefficient, plus a trained bias."""

    def __init__(self, window, **options):
        super().__init__(**options)
        self.window = window

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones")
        self.bias = self.add_weight(shape=(shape[-1],), initializer="zeros")

    def call(self, x):
        return x * self.window * self.scale + self.bias
'''

RADIAL_BASIS = '''
class RadialBasis(layers.Layer):
    """Squared distances from fixed centres."""

    def __init__(self, classes, **options):
        super().__init__(**options)
        self.classes = classes

    def build(self, shape):
        self.centres = self.add_weight(
            shape=(self.classes, shape[-1]), initializer="zeros", trainable=False
        )

    def call(self, x):
        return ops.sum((x[:, None] - self.centres) ** 2, axis=-1)
'''

ATTENTION = '''
def attention(x, heads, use_bias=True):
    """Self-attention of all positions."""
    *sizes, depth = x.shape[1:]
    tokens = layers.Reshape((-1, depth))(x)
    y = layers.MultiHeadAttention(heads, depth // heads, use_bias=use_bias)(
        tokens, tokens
    )
    return layers.Reshape((*sizes, depth))(y)
'''

CLASS_TOKENS = '''
class ClassToken(layers.Layer):
    """Trained tokens in front of a sequence."""

    def __init__(self, count=1, **options):
        super().__init__(**options)
        self.count = count

    def build(self, shape):
        self.token = self.add_weight(
            shape=(1, self.count, shape[-1]), initializer="zeros"
        )

    def call(self, x):
        token = ops.broadcast_to(self.token, (ops.shape(x)[0], *self.token.shape[1:]))
        return ops.concatenate([token, x], axis=1)

    def compute_output_shape(self, shape):
        return (shape[0], shape[1] + self.count, shape[2])
'''

POSITION_EMBEDDING = '''
class PositionEmbedding(layers.Layer):
    """A number added to every value that tells the positions apart."""

    def build(self, shape):
        self.position = self.add_weight(shape=shape[1:], initializer="zeros")

    def call(self, x):
        return x + self.position
'''

RESPONSE_NORM = '''
def response_norm(x, size, alpha, beta, bias):
    """Local response normalisation: every value by those of channels beside it."""
    around = ((0, 0),) * (len(x.shape) - 1) + ((size // 2, (size - 1) // 2),)
    squares, depth = ops.pad(x * x, around), x.shape[-1]
    total = sum(squares[..., place : place + depth] for place in range(size))
    return x / (bias + alpha / size * total) ** beta
'''

GLOBAL_RESPONSE_NORM = '''
class GlobalResponseNorm(layers.Layer):
    """Global response normalisation."""

    def __init__(self, epsilon=1e-6, **options):
        super().__init__(**options)
        self.epsilon = epsilon

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="zeros")
        self.bias = self.add_weight(shape=(shape[-1],), initializer="zeros")

    def call(self, x):
        axes = tuple(range(1, len(x.shape) - 1))
        norm = ops.sqrt(ops.sum(x * x, axis=axes, keepdims=True))
        share = norm / (ops.mean(norm, axis=-1, keepdims=True) + self.epsilon)
        return self.scale * x * share + self.bias + x
'''

LAYER_SCALE = '''
class LayerScale(layers.Layer):
    """Every channel times a trained number."""

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones")

    def call(self, x):
        return x * self.scale
'''

MAXOUT = '''
def maxout(x, pieces):
    """The largest of neighbouring channels."""
    *sizes, depth = x.shape[1:]
    return ops.max(ops.reshape(x, (-1, *sizes, depth // pieces, pieces)), axis=-1)
'''

CROP = '''
def crop(x, size):
    """As much from both ends of each axis as leaves the size; of an odd number, one more from the far end."""
    kept = [slice((a - b) // 2, (a - b) // 2 + b) for a, b in zip(x.shape[1:-1], size)]
    return x[(slice(None), *kept)]
'''

INTERPOLATED = '''
def interpolated(x, size):
    """Other sizes: every value is the nearest one, rounded down."""
    for axis, wanted in enumerate(size, 1):
        places = [place * x.shape[axis] // wanted for place in range(wanted)]
        x = ops.take(x, places, axis=axis)
    return x
'''

PAD_MAPS = '''
def pad_maps(x, channels, before=0):
    """Channels of zeros before and behind."""
    behind = channels - before - x.shape[-1]
    return ops.pad(x, (*[(0, 0)] * (len(x.shape) - 1), (before, behind)))
'''

RESHAPED = '''
def reshaped(x, shape):
    """The same values in another shape, one channel behind the other."""
    axes, last = len(x.shape) - 2, len(shape) - 1
    x = ops.transpose(x, (0, axes + 1, *range(1, axes + 1)))
    x = ops.reshape(x, (-1, shape[-1], *shape[:-1]))
    return ops.transpose(x, (0, *range(2, last + 2), 1))
'''

PIXEL_SHUFFLE = '''
def pixel_shuffle(x, scales):
    """Channels become positions along each axis: depth to space."""
    axes, (*sizes, depth) = len(scales), x.shape[1:]
    x = ops.reshape(x, (-1, *sizes, depth // prod(scales), *scales))
    pairs = [place for axis in range(axes) for place in (1 + axis, 2 + axes + axis)]
    x = ops.transpose(x, (0, *pairs, 1 + axes))
    wide = [size * scale for size, scale in zip(sizes, scales)]
    return ops.reshape(x, (-1, *wide, depth // prod(scales)))
'''

PIXEL_UNSHUFFLE = '''
def pixel_unshuffle(x, scales):
    """Positions along each axis become channels: space to depth."""
    axes, (*sizes, depth) = len(scales), x.shape[1:]
    small = [size // scale for size, scale in zip(sizes, scales)]
    pairs = [part for pair in zip(small, scales) for part in pair]
    x = ops.reshape(x, (-1, *pairs, depth))
    outer, inner = range(1, 2 * axes, 2), range(2, 2 * axes + 1, 2)
    x = ops.transpose(x, (0, *outer, 1 + 2 * axes, *inner))
    return ops.reshape(x, (-1, *small, depth * prod(scales)))
'''

SPLIT = '''
def split(x, parts, part, axis=-1):
    """One of several equal parts of the channels, or along another axis."""
    return ops.split(x, parts, axis=axis)[part]
'''

LOG_SOFTMAX = '''
def log_softmax(x, axis):
    """The logarithm of a softmax along an axis."""
    return ops.log_softmax(x, axis=axis)
'''

NARROW = '''
def narrow(x, start, length):
    """Some channels that lie side by side."""
    return x[..., start : start + length]
'''

CHANNEL_SHUFFLE = '''
def channel_shuffle(x, groups):
    """Channels of all groups by turns."""
    *sizes, depth = x.shape[1:]
    x = ops.reshape(x, (-1, *sizes, groups, depth // groups))
    return ops.reshape(ops.swapaxes(x, -1, -2), (-1, *sizes, depth))
'''

ZERO_SHORTCUT = '''
def zero_shortcut(x, filters, stride):
    """Every position that the stride meets, with channels of zeros on both sides."""
    axes, lacking = len(x.shape) - 2, filters - x.shape[-1]
    x = x[(slice(None), *[slice(None, None, stride)] * axes)]
    return ops.pad(x, (*[(0, 0)] * (axes + 1), (lacking // 2, lacking - lacking // 2)))
'''

FIRST_OF_TOKENS = '''
def first_token(x):
    """The first of the tokens."""
    return x[:, 0]
'''

DUELING = '''
def dueling(branches):
    """Advantages around a value."""
    advantages, value = branches
    return advantages - ops.mean(advantages, axis=-1, keepdims=True) + value
'''

DISTANCE = '''
def distance(branches):
    """How far two things are apart, value by value."""
    return ops.abs(branches[0] - branches[1])
'''

SHARED = '''
def shared(x, function, *args, **options):
    """What a function makes of such an input, to be called again with the same weights, on other sizes too."""
    entry = keras.Input(x.shape[1:])
    model = keras.Model(entry, function(entry, *args, **options))

    def again(x):
        if x.shape == entry.shape:
            return model(x)
        other = keras.Input(x.shape[1:])
        copy = keras.models.clone_model(model, other, clone_function=lambda one: one)
        return keras.Model(other, copy.output)(x)

    return again
'''

NESTED = '''
def nested(entry, x):
    """What lies between two tensors as one layer: Keras follows some 900 in a row."""
    return x if x is entry else keras.Model(entry, x)(entry)
'''

KERAS_HELPERS: Mapping[str, str] = {
    "padded": PADDED,
    "hanging": HANGING,
    "counted_average": COUNTED_AVERAGE,
    "partial_conv": PARTIAL_CONV,
    "spread": SPREAD,
    "Subsample": SUBSAMPLE,
    "RadialBasis": RADIAL_BASIS,
    "attention": ATTENTION,
    "ClassToken": CLASS_TOKENS,
    "PositionEmbedding": POSITION_EMBEDDING,
    "response_norm": RESPONSE_NORM,
    "GlobalResponseNorm": GLOBAL_RESPONSE_NORM,
    "LayerScale": LAYER_SCALE,
    "maxout": MAXOUT,
    "crop": CROP,
    "interpolated": INTERPOLATED,
    "pad_maps": PAD_MAPS,
    "reshaped": RESHAPED,
    "pixel_shuffle": PIXEL_SHUFFLE,
    "pixel_unshuffle": PIXEL_UNSHUFFLE,
    "split": SPLIT,
    "log_softmax": LOG_SOFTMAX,
    "narrow": NARROW,
    "channel_shuffle": CHANNEL_SHUFFLE,
    "zero_shortcut": ZERO_SHORTCUT,
    "first_token": FIRST_OF_TOKENS,
    "dueling": DUELING,
    "distance": DISTANCE,
    "shared": SHARED,
    "nested": NESTED,
}
"""What a file may hold before its own functions, in the order in which it does."""
