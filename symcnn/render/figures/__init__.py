"""Drawings of a network, in vectors: a derivation becomes a graph, the graph shapes, the shapes SVG or TikZ."""
