"""Limits on what a text may ask for: every bound that protects a reader of foreign texts stands in this one table."""

from __future__ import annotations

from symcnn.support.record import Record

SHORT = 200_000
"""The characters of a text for which `Limits.work` holds; a text twice as long may take twice the work."""


class Limits(Record):
    """Bounds on one run; pass a changed copy to ``parse`` or ``load``.

    >>> Limits(layers=10).layers
    10
    """

    characters: int = 4_000_000
    """Length of one text, in characters (files: in bytes)."""
    nesting: int = 50
    """Depth of brackets and of prefix or power chains in one expression."""
    digits: int = 1_000
    """Digits of one number as written."""
    bits: int = 12_000
    """Bits of any whole number, numerator or denominator that is computed."""
    exponent: int = 1_000
    """Whole-number exponent of a symbolic power."""
    layers: int = 100_000
    """Layers of one network after blocks and repeats are unrolled."""
    range: int = 300_000
    """Values that all sums and products over ranges gather, and entries of one list."""
    nodes: int = 2_000
    """Numbers, symbols and operations in one symbolic value that the text computes."""
    steps: int = 300_000
    """Statements carried out while a network is unrolled."""
    blocks: int = 50
    """Depth of blocks that call blocks."""
    files: int = 100
    """Files that one text may reach through ``use``."""
    operations: int = 200_000
    """Operations in one closed form."""
    work: int = 6_000_000
    """Steps of algebra and of writing that one question takes, of a text of up to `SHORT` characters."""

    def for_text(self, characters: int) -> Limits:
        """The limits for a text of a length: a long text may take more steps, in proportion.

        >>> Limits().for_text(1_000_000).work
        36000000
        """
        more = characters // SHORT
        return self if not more else self.replaced(work=self.work * (1 + more))


DEFAULT = Limits()
