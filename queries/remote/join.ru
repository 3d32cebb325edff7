# Triples that wait join their graphs.
INSERT { GRAPH ?graph { ?subject ?predicate ?object } }
WHERE {
  GRAPH <urn:x-convenor:stage> { ?part <urn:x-convenor:joins> ?graph }
  GRAPH ?part { ?subject ?predicate ?object }
}
