# Throw away what waits; what tells of it goes last.
DELETE { GRAPH ?part { ?subject ?predicate ?object } }
WHERE {
  GRAPH <urn:x-convenor:stage> { ?part <urn:x-convenor:leaves>|<urn:x-convenor:joins> ?graph }
  GRAPH ?part { ?subject ?predicate ?object }
}
