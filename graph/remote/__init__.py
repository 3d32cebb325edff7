"""SPARQL endpoints of others as stores."""
