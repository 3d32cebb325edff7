"""Which bodies co-organized which years? From a release, with DuckDB alone.

python with_duckdb.py RELEASE
"""

import sys

import duckdb

QUESTION = """
WITH organized AS (
  SELECT iri AS edition, year, unnest(organizer) AS body
  FROM read_parquet($folder || '/parquet/edition.parquet')
),
bodies AS (
  SELECT iri, prefLabel_en AS name FROM read_parquet($folder || '/parquet/organization.parquet')
)
SELECT DISTINCT a.year, one.name, other.name
FROM organized a
JOIN organized b ON a.edition = b.edition AND a.body < b.body
JOIN bodies one ON one.iri = a.body
JOIN bodies other ON other.iri = b.body
WHERE a.year IS NOT NULL
"""

rows = duckdb.execute(QUESTION, {"folder": sys.argv[1]}).fetchall()
sys.stdout.writelines(sorted("\t".join(map(str, row)) + "\n" for row in rows))
