"""A text as it was found: snapshot, view, sentences, and what its head says of its origin."""
