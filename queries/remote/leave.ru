# Triples that wait leave their graphs. Twice is the same as once, as for all that put a change in use.
DELETE { GRAPH ?graph { ?subject ?predicate ?object } }
WHERE {
  GRAPH <urn:x-convenor:stage> { ?part <urn:x-convenor:leaves> ?graph }
  GRAPH ?part { ?subject ?predicate ?object }
}
