"""The verb ``code``: a network as code of a framework, or its formulas as a function in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import OUTPUT, NetworkRequest, choosing, split_pair
from symcnn.cli.output import show, show_bytes
from symcnn.code.framework_rows import FILES, FRAMEWORKS
from symcnn.compiled.language_rows import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path


@cli.command()
@choosing()
@click.option(
    "--to",
    "target",
    default="torch",
    show_default=True,
    metavar="TARGET",
    shell_complete=completing("targets"),
    help=f"What to write: {', '.join((*FRAMEWORKS, *FILES, *LANGUAGES))}.",
)
@click.option("--of", "of", metavar="LIST", help="Of a function: params,macs (the default); C1.W; macs/params.")
@click.option(
    "--over", "over", multiple=True, metavar="W=32..512", help="Of a function: the values that a symbol will have."
)
@OUTPUT
def code(network: NetworkRequest, target: str, of: str | None, over: tuple[str, ...], output: Path | None) -> None:
    """Write a network as code of a framework, or its formulas as a function: exact, with their conditions."""
    if target in LANGUAGES:
        ranges = dict(split_pair(span, "--over") for span in over)
        show(network.load().function(of or "params, macs", target, ranges).source, output)
        return
    if of or over:
        raise click.UsageError(f"--of and --over go with --to {', '.join(LANGUAGES)}.")
    if target not in FILES:
        show(network.load().code(target), output)
    elif output is None:
        raise click.UsageError("--to onnx writes a file: give -o FILE.")
    else:
        show_bytes(network.load().onnx(), output)
