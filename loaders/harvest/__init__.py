"""Harvest: what a SPARQL endpoint knows, page by page into a file that can be loaded.

::

    endpoint    one query and its answer, within the limits of fetching
    answers     an answer as lines of the file: N-Quads of a CONSTRUCT, JSON of a SELECT
    pages       page after page, smaller where the endpoint is slow
    journal     how far it is, so that it goes on after any interruption
"""
