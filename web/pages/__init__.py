"""Pages: what a worker makes for people to read, one module a page."""
