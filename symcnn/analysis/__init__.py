"""Questions about networks: solve, sizes, compare, memory, reconcile, sweep, plot."""
