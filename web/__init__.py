"""How it is served: reads only."""
