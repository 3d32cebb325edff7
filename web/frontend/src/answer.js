// Answers as people read them: rows page by page, yes or no, or triples in Turtle.
import { make, put } from "./dom.js";
import { shortened } from "./editor.js";

const ROWS = 100; // on a page
const SHOWN = 200_000; // characters of Turtle
const PLAIN = /#(?:string|langString|integer|decimal|double|boolean)$/; // types that need no word
const FORMATS = {
  rows: ["csv", "tsv", "json", "xml"],
  truth: ["json", "xml"],
  triples: ["turtle", "nt", "jsonld", "trig"],
};

// The formats in which an answer can be had, and its elements.
export function read(type, body, words, vocabulary) {
  if (!type.includes("json")) return { formats: FORMATS.triples, nodes: triples(body, words) };
  const answer = JSON.parse(body);
  if ("boolean" in answer) {
    const truth = make("p", { class: "truth" }, answer.boolean ? words.yes : words.no);
    return { formats: FORMATS.truth, nodes: [truth] };
  }
  return { formats: FORMATS.rows, nodes: rows(answer, words, vocabulary) };
}

function triples(text, words) {
  const values = { shown: SHOWN, all: text.length };
  const more = text.length > SHOWN ? [make("p", {}, put(words.shortened, values))] : [];
  const shown = { class: "wide", tabindex: "0", role: "region", "aria-label": words.triples };
  return [...more, make("pre", shown, text.slice(0, SHOWN))];
}

function rows({ head, results }, words, vocabulary) {
  const all = results.bindings;
  if (!all.length) return [make("p", { class: "empty" }, words.none)];
  const place = make("span", { role: "status" });
  const body = make("tbody");
  const turn = (by) => () => show(first + by);
  const back = make("button", { type: "button", click: turn(-ROWS) }, words.previous);
  const on = make("button", { type: "button", click: turn(ROWS) }, words.next);
  let first = 0;
  function show(from) {
    first = from;
    const some = all.slice(first, first + ROWS);
    place.textContent = put(words.rows, { first: first + 1, last: first + some.length, all: all.length });
    body.replaceChildren(
      ...some.map((row) => make("tr", {}, ...head.vars.map((name) => cell(row[name], vocabulary)))),
    );
    back.disabled = first === 0;
    on.disabled = first + ROWS >= all.length;
  }
  show(0);
  const names = head.vars.map((name) => make("th", { scope: "col" }, name));
  const table = make("table", { class: "rows" }, make("thead", {}, make("tr", {}, ...names)), body);
  const wide = { class: "wide", tabindex: "0", role: "region", "aria-label": words.table };
  const turning = all.length > ROWS ? [back, on] : [];
  return [make("p", { class: "turning" }, place, ...turning), make("div", wide, table)];
}

function cell(term, vocabulary) {
  if (!term) return make("td");
  if (term.type === "uri") {
    const { value } = term;
    const [href, rest] = pageOf(value, vocabulary.pages);
    const short = shortened(value, vocabulary.prefixes);
    const text = short === value ? rest : short;
    return make("td", {}, href ? make("a", { href, rel: "noreferrer" }, text) : text);
  }
  const type = term.datatype && !PLAIN.test(term.datatype) ? term.datatype : "";
  const kind = type ? [make("span", { class: "soft" }, ` ${shortened(type, vocabulary.prefixes)}`)] : [];
  return make("td", { lang: term["xml:lang"] }, written(term), ...kind);
}

function written({ type, value }) {
  if (type === "bnode") return `_:${value}`;
  if (type !== "triple") return value;
  return `<<( ${[value.subject, value.predicate, value.object].map(written).join(" ")} )>>`;
}

// Where a person can read on (a page here, an address elsewhere, or nothing), and what it is called.
function pageOf(iri, pages) {
  for (const [start, page] of Object.entries(pages)) {
    if (iri.startsWith(start)) return [page + iri.slice(start.length), iri.slice(start.length)];
  }
  return [/^https?:\/\//.test(iri) ? iri : "", iri];
}
