"""Which section of the Chinese pages is older than the English one that it follows.

    python docs/zh/stamps.py              # lists them
    python docs/zh/stamps.py tutorial.md  # says that this page has been brought up to date

Under each heading of a Chinese page stands a comment with the hash of the English section of the same place. What
commands print is no part of it, since that is made anew whenever the examples run, nor are lists of pages.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
ENGLISH = HERE.parent
LISTS = re.compile(r"^```{toctree}\n.*?^```$", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STAMP = re.compile(r"(^#+ .*\n)(?:<!-- of \w* -->\n)?", re.MULTILINE)


def original(page: Path) -> Path:
    """The English page of a Chinese one.

    >>> original(HERE / "recipes" / "padding.md").relative_to(ENGLISH).as_posix()
    'recipes/padding.md'
    """
    return ENGLISH.parent / "README.md" if page.name == "README.zh.md" else ENGLISH / page.relative_to(HERE)


def _commands(block: re.Match[str]) -> str:
    return "".join(re.findall(r"^\$ (?:.*\\\n)*.*\n", block[1], re.MULTILINE))


def _outside_fences(text: str) -> list[int]:
    """Where headings stand; a ``#`` in a block of code begins a comment."""
    fences = [match.span() for match in re.finditer(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)]
    starts = [match.start() for match in re.finditer(r"^#+ ", text, re.MULTILINE)]
    return [start for start in starts if not any(first <= start < last for first, last in fences)]


def sections(text: str) -> list[str]:
    r"""A page cut before each of its headings.

    >>> sections("# A\n\nx\n\n## B\n")
    ['# A\n\nx\n\n', '## B\n']
    """
    starts = _outside_fences(text)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def stamp(section: str) -> str:
    """The hash of an English section."""
    return hashlib.sha256(OUTPUT.sub(_commands, LISTS.sub("", section)).encode()).hexdigest()[:8]


def pages() -> list[Path]:
    """The Chinese pages."""
    return sorted(HERE.rglob("*.md"))


def older(page: Path) -> list[str]:
    """The headings of a Chinese page that are not of the English text as it stands, or a word on what is amiss."""
    ours, theirs = sections(page.read_text("utf-8")), sections(original(page).read_text("utf-8"))
    if len(ours) != len(theirs):
        return [f"{len(ours)} sections of {len(theirs)}"]
    return [
        section.splitlines()[0]
        for section, english in zip(ours, theirs, strict=True)
        if f"<!-- of {stamp(english)} -->" not in section
    ]


def refresh(page: Path) -> None:
    """Write into a Chinese page the hashes of the English text as it stands."""
    ours, theirs = sections(page.read_text("utf-8")), sections(original(page).read_text("utf-8"))
    stamped = (
        STAMP.sub(rf"\1<!-- of {stamp(english)} -->\n", section, count=1)
        for section, english in zip(ours, theirs, strict=True)
    )
    page.write_text("".join(stamped), "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        refresh(HERE / name)
    for page in pages():
        for heading in older(page):
            sys.stdout.write(f"{page.relative_to(HERE)}: {heading}\n")
