"""Where answers go: standard output, or a file that is never half written."""

from __future__ import annotations

import atexit
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import click

from symcnn import __version__
from symcnn.cli.streams import say
from symcnn.errors import NotFound, SymcnnError, TextError, nearest, printable
from symcnn.render.formula.ascii import in_ascii

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Printing(TypedDict):
    """How a page is printed, as arguments."""

    format: str
    language: str
    notation: str
    width: NotRequired[int | str]


class GridPrinting(TypedDict):
    """How blocks in rows and columns are printed, as arguments."""

    format: str
    language: str
    notation: str
    width: NotRequired[str]
    characters: NotRequired[int]


def terminal_width(format_: str, output: Path | None) -> int | None:
    """The width of the terminal, or what ``COLUMNS`` says; text for a pipe or a file is not folded."""
    folded = (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
    if format_ != "text" or output is not None or not folded:
        return None
    from shutil import get_terminal_size  # it loads every way to compress

    return get_terminal_size().columns


def file_path(written: str) -> Path:
    """The path of an output file; a folder's name, with a separator at its end, is refused: a path would lose it."""
    if written.endswith((os.sep, os.altsep or os.sep)):
        raise NotFound(f"cannot write {written}: {os.strerror(errno.EISDIR)}")
    return Path(written)


def show(text: str, output: Path | None) -> None:
    """Print an answer, or write it to a file."""
    end = "" if text.endswith("\n") else "\r\n" if "\r\n" in text else "\n"
    if output is None or str(output) == "-":
        say(sayable(text + end))
    else:
        write(output, signed(text + end, output.suffix.lower()))


def signed(text: str, suffix: str) -> str:
    """A file of a page, with the version that made it in a comment at its end; CSV, JSON and plain text have none."""
    comment = f"made by symcnn {__version__}"
    if text.startswith(("%", "\\")):
        return f"{text}% {comment}\n"
    return f"{text}<!-- {comment} -->\n" if text.startswith("<") or suffix == ".md" else text


def as_one(pages: Sequence[str], format_: str) -> str:
    """Answers as one page: JSON as a list, CSV with one head, everything else one below the other."""
    if format_ == "json":
        return "[\n" + ",\n".join(pages) + "\n]"
    if format_ == "csv":
        return "\r\n".join(page if not place else page.partition("\r\n")[2] for place, page in enumerate(pages))
    return "\n".join(pages)


def sayable(text: str, stream: str = "stdout") -> str:
    """Text for a stream of this process, which may not have every sign."""
    encoding = getattr(getattr(sys, stream), "encoding", None) or "utf-8"
    if text.startswith(("<", "{", "[")):  # pages that have a way of their own to say any sign
        return _escaped(text, encoding, "xmlcharrefreplace" if text.startswith("<") else "backslashreplace")
    return in_ascii(text, encoding)


def _escaped(text: str, encoding: str, way: str) -> str:
    return text.encode(encoding, way).decode(encoding)


def show_bytes(data: bytes, output: Path) -> None:
    """Write a file that is no text, or print it to standard output as it is."""
    if str(output) == "-":
        say(data)
    else:
        write(output, data)


def show_pieces(pieces: Iterable[str], output: Path | None) -> None:
    """Write text to a stream or a file piece by piece, so that it is never held as a whole."""
    if output is None or str(output) == "-":
        for piece in pieces:
            say(sayable(piece))
    else:
        write_pieces(output, pieces)


def write(path: Path, text: str | bytes) -> None:
    """Write beside the file and rename, so that no half-written file is ever seen; a device or a pipe is written to."""
    write_pieces(path, [text])


def write_pieces(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write text into a file piece by piece."""
    if _is_standard_output(path):
        for piece in pieces:
            say(piece)
        return
    data = (piece.encode("utf-8") if isinstance(piece, str) else piece for piece in pieces)
    try:
        target = _followed(path)
        if not path.exists() or (target.is_file() and target.samefile(path)):
            _replace(target, data)
        else:
            with path.open("wb") as file:
                file.writelines(data)
    except (OSError, ValueError) as failure:
        hint = "" if path.parent.is_dir() else f"there is no folder {path.parent}"
        raise NotFound(f"cannot write {path}: {getattr(failure, 'strerror', None) or failure}", hint) from None


def _followed(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # it leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def _replace(target: Path, data: Iterable[bytes]) -> None:
    """Put a file in place of another, or where none is; what is left when that fails, or ^C is pressed, is removed."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".symcnn.")
    temporary = Path(name)
    atexit.register(temporary.unlink, missing_ok=True)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(data)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
        atexit.unregister(temporary.unlink)


def _is_standard_output(path: Path) -> bool:
    """Whether that is where answers go anyway, as with /dev/stdout."""
    try:
        return os.path.samestat(path.stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):  # closed, or a host's own stream
        return False


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def message(mistake: SymcnnError, language: str = "en") -> str:
    """A mistake as standard error shows it: ``error: …``, in a language."""
    say = teller_of(language)
    return sayable(f"{say('error')}: {mistake.told(say)}", "stderr")


def teller_of(language: str) -> Callable[[str], str]:
    """The function that translates a message into a language; English needs no table."""
    if language in ("", "en"):
        return str
    from symcnn.render.languages.telling import teller

    return teller(language)


def misused(mistake: click.ClickException, language: str = "en") -> str:
    """A mistake in the command line, found by click, as standard error shows it."""
    say = teller_of(language)
    said = mistake.format_message().rstrip(".")
    context = getattr(mistake, "ctx", None)
    hints = [f"{context.command_path} --help lists what there is"] if context is not None else []
    if isinstance(mistake, click.MissingParameter):
        hints = [*_examples_with(mistake), *hints]
    if isinstance(mistake, click.NoSuchOption):
        known = [word for option in (context.command.params if context else ()) for word in option.opts]
        said = f"there is no option {mistake.option_name}"
        hints.insert(0, nearest(mistake.option_name, known))
    plain = f"{said[:1].lower() if said[1:2].islower() else said[:1]}{said[1:]}"
    told = next((say(words) for words in (plain, said, f"{said}.") if say(words) != words), plain)
    shown = [f"{say('error')}: {told}", *map(say, filter(None, hints))]
    return "\n  ".join(map(printable, shown))


def _examples_with(mistake: click.MissingParameter) -> list[str]:
    """The first example of the verb that has what is missing."""
    from symcnn.cli.examples import EXAMPLES

    verb = mistake.ctx.command.name if mistake.ctx else None
    words = mistake.param.opts if isinstance(mistake.param, click.Option) else ()
    shown = [line for line in EXAMPLES.get(verb or "", ()) if not words or any(f" {word} " in line for word in words)]
    return [f"such as {line}" for line in shown[:1]]


def status(mistake: SymcnnError) -> int:
    """The exit status of a mistake."""
    return 2 if isinstance(mistake, TextError) else 1
