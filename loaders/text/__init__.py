"""Press releases and news: a text in, what it states of editions out, each fact with its words."""
