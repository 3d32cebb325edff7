"""Tables and documents: rows become records with evidence, broken rows a report.

Walked once, from bytes to records::

    text                      encoding, lines of bounded length
    formats                   which reader takes which file:
      delimited documents yamls workbooks columnar  ->  tables (name, columns, rows of cells)
    mapping_file -> mapping   which column of which table is which field (columns, fields)
    intake                    one table being read: rows -> values (dates, languages) -> checks,
                              keys, references (what rows may refer to)
    reading                   all tables in the order in which they may refer to each other
    report, rules             what became of each row, and why
"""
