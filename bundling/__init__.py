"""How the wheel is made: first the bundle of what runs in a browser, then all files."""
