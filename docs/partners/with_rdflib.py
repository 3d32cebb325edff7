"""Which bodies co-organized which years? From a release, with rdflib alone.

python with_rdflib.py RELEASE
"""

import sys
from pathlib import Path
from typing import cast

import rdflib

QUESTION = """
PREFIX cvn: <https://w3id.org/convenor/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?year ?one ?other WHERE {
  ?edition cvn:year ?year ; schema:organizer ?a , ?b .
  FILTER(STR(?a) < STR(?b))
  ?a skos:prefLabel ?one FILTER(LANG(?one) = "en")
  ?b skos:prefLabel ?other FILTER(LANG(?other) = "en")
}
"""

graph = rdflib.Graph().parse(Path(sys.argv[1]) / "graph.ttl")
rows = cast("list[tuple[str, ...]]", list(graph.query(QUESTION)))
sys.stdout.writelines(sorted("\t".join(row) + "\n" for row in rows))
