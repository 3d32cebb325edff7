"""Which body or series a name means: exact matches, candidates for people, their judgements."""
