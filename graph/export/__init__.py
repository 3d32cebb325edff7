"""Release folders: the graph in the formats of partners, described, with its hashes."""
