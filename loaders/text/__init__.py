"""Press releases and news: a text in, what it states of editions out, each fact with its words.

Read once, from bytes to records::

    source      the snapshot of a text, its view, its sentences, where and when it was published
    values      what stands in a sentence: numbers, days, names, series, places
    facts       what a sentence states, and of which edition
    output      what was read as records with evidence, as JSON, as marked text

`extract` calls them in turn, `extraction` is what they hand on, and `rules` reads the tables in
`rules/` that say how English and Chinese word a fact. Modules for Chinese alone end in `_zh`.
"""
