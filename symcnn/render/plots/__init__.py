"""Pictures of quantities: curves over a symbol, and bars of shares, drawn by matplotlib."""
