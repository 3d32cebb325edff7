"""Bytes over HTTP: from an address to a file, within limits of time, size and reach.

From an address to an input::

    addresses   is this an address that may be asked, and where does its name lead
    network     connections to the very address that was checked, cut off when time is over
    fetcher     one request: robots, delay, redirects, retries, size
    cache       what was fetched before, asked for again only if it changed
    naming      what an address is called as an input, by the media type of what it gave
    inputs      addresses among the paths of a load
"""
