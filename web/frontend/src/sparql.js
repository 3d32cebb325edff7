// The SPARQL page: its form becomes an editor, and answers are shown without leaving the page.
import { read } from "./answer.js";
import { given, make, put } from "./dom.js";
import { complete, editorIn } from "./editor.js";
import "./sparql.css"; // after the editor's own

const LONGEST = 4000; // characters of a query that an address holds, as in the form
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const words = given("words");
const form = document.getElementById("ask");
const text = document.getElementById("query");
const format = document.getElementById("format");
const answer = document.getElementById("answer"); // not on a page that tells an error
let vocabulary = { classes: [], properties: [], prefixes: {}, pages: {}, queries: [] };
let asking; // the AbortController of the query that runs

const place = make("div");
text.after(place);
text.hidden = true;
const editor = editorIn(place, text.value, words.query, () => form.requestSubmit());
document.querySelector("label[for=query]").addEventListener("click", () => editor.focus());

const status = make("span", { role: "status" });
const clock = make("span", { class: "soft" });
const stop = make("button", { type: "button", click: () => asking.abort() }, words.stop);
stop.hidden = true;
format.closest("p").append(" ", stop, " ", status, " ", clock);
form.append(make("p", { class: "soft" }, words.keys));

form.addEventListener("submit", (event) => {
  text.value = editor.getValue();
  form.method = text.value.length > LONGEST ? "post" : "get";
  if (format.value === "html" && answer) {
    event.preventDefault();
    ask(text.value);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") asking?.abort();
});
window.addEventListener("popstate", () => location.reload());
help();

async function ask(query) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const begun = performance.now();
  const seconds = (digits) => ({ seconds: +((performance.now() - begun) / 1000).toFixed(digits) });
  const tick = () => (clock.textContent = put(words.seconds, seconds(1)));
  const ticking = setInterval(tick, 100);
  remember(query);
  answer.replaceChildren();
  status.textContent = words.running;
  stop.hidden = false;
  let ended = "";
  try {
    const body = new URLSearchParams({ query });
    const asked = { method: "POST", headers: { Accept: ACCEPT }, body, signal: mine.signal };
    const response = await fetch(form.action, asked);
    const told = await response.text();
    ended = put(words.told, seconds(2));
    if (response.ok) show(read(response.headers.get("content-type"), told, words, vocabulary));
    else fail(told);
  } catch (error) {
    if (mine.signal.aborted) ended = put(words.stopped, seconds(1));
    else fail(words.failed);
  }
  clearInterval(ticking);
  if (mine !== asking) return; // another was asked meanwhile
  asking = undefined;
  stop.hidden = true;
  clock.textContent = "";
  status.textContent = ended;
}

function show({ formats, nodes }) {
  const options = [...format.options].filter((option) => formats.includes(option.value));
  const buttons = options.map((option) =>
    make("button", { type: "button", click: () => get(option.value) }, option.text),
  );
  const data = make("p", { class: "data" }, `${words.data}: `, ...buttons);
  answer.replaceChildren(make("h2", {}, words.answer), ...nodes, data);
}

function fail(message) {
  answer.replaceChildren(make("pre", { class: "message", role: "alert" }, message));
}

// The answer to what is written, as a file.
function get(name) {
  format.value = name;
  form.requestSubmit();
  format.value = "html";
}

// The address of the page is that of the query, also in the other language.
function remember(query) {
  const here = new URL(location.href);
  for (const address of [here, ...document.querySelectorAll("a[hreflang]")]) {
    const changed = new URL(address.href);
    changed.searchParams.delete("format");
    if (query.length > LONGEST) changed.searchParams.delete("query");
    else changed.searchParams.set("query", query);
    address.href = changed.href;
  }
  if (here.href !== location.href) history.pushState(null, "", here);
}

// Completions and queries to begin with; the page works without them.
async function help() {
  const response = await fetch(form.dataset.vocabulary);
  if (!response.ok) return;
  vocabulary = await response.json();
  complete(editor, vocabulary);
  const options = vocabulary.queries.map(({ name, summary }) =>
    make("option", { value: name, lang: "en" }, summary),
  );
  const choice = make("select", { id: "begin", change: begin }, make("option", { value: "" }, words.choose), ...options);
  form.prepend(make("p", {}, make("label", { for: "begin" }, words.begin), " ", choice));
}

function begin(event) {
  const chosen = vocabulary.queries.find(({ name }) => name === event.target.value);
  if (chosen) editor.setValue(chosen.sparql);
}
