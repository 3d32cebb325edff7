// Asks the endpoint named first the queries on standard input (JSON: one of each kind), and prints
// the answers as JSON, with rows and triples as lists of terms in N-Triples.
import { readFileSync } from 'node:fs'
import toNTriples from '@rdfjs/to-ntriples'
import SparqlClient from 'sparql-http-client/ParsingClient.js'

const { query } = new SparqlClient({ endpointUrl: process.argv[2] })
const { select, ask, construct } = JSON.parse(readFileSync(0, 'utf8'))
const rows = await query.select(select)
const triples = [...await query.construct(construct)]

console.log(JSON.stringify({
  select: rows.map(({ body, start, name }) => [body, start, name].map(toNTriples)),
  ask: await query.ask(ask),
  construct: triples.map(({ subject, predicate, object }) => [subject, predicate, object].map(toNTriples))
}))
