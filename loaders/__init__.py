"""How facts come in: one package for each kind of source, yielding records with evidence."""
