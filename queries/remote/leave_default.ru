# Triples that wait leave the default graph.
DELETE { ?subject ?predicate ?object }
WHERE { GRAPH <urn:x-convenor:stage/leaves/default> { ?subject ?predicate ?object } }
