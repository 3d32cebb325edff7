# Throw away what waits for the default graph, and what tells of a change.
DROP SILENT GRAPH <urn:x-convenor:stage/leaves/default> ;
DROP SILENT GRAPH <urn:x-convenor:stage/joins/default> ;
DROP SILENT GRAPH <urn:x-convenor:stage>
