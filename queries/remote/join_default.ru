# Triples that wait join the default graph.
INSERT { ?subject ?predicate ?object }
WHERE { GRAPH <urn:x-convenor:stage/joins/default> { ?subject ?predicate ?object } }
