// The graph page: its picture is drawn and its links act in place. The server writes every word;
// what is shown is what the address says, so it can be opened again, sent and gone back from.
import { Picture } from "./graph-picture.js";
import "./graph.css";

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const PARTS = ["top", "choices", "panel", "tables"]; // written by the server for each address
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let picture = null;
let asking = null;
let steps = 0;

const tell = (text) => ($("told").textContent = text);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(document.documentElement.lang));
const fields = () => new URL(location.href).searchParams;

/** The address of this page with other fields; null takes one away. */
function address(changes) {
  const url = new URL(location.href);
  url.hash = "";
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url;
}
const remember = (url) => history.replaceState(null, "", url);

/** Ask the server; what was asked before is given up. Null if it was given up or failed. */
async function ask(url, read) {
  asking?.abort();
  const own = (asking = new AbortController());
  tell(words.loading);
  try {
    const answer = await fetch(url, { signal: own.signal, headers: { Accept: "text/html,application/json;q=0.9" } });
    const found = await read(answer);
    tell("");
    return found;
  } catch (error) {
    tell(error.name === "AbortError" ? (asking === own ? words.cancelled : words.loading) : words.failed);
    return null;
  } finally {
    if (asking === own) asking = null;
  }
}
const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

/** Put parts of a page of the server in the place of ours. */
function take(page, parts) {
  for (const id of parts) {
    const [old, fresh] = [$(id), page.getElementById(id)];
    if (!old || !fresh) continue;
    const held = old.contains(document.activeElement);
    old.replaceWith(document.importNode(fresh, true));
    if (held) $("panel").focus({ preventScroll: true });
  }
}

/** Show what an address says: one request for the picture, the tables and all words. */
async function load(url, enter = true) {
  const here = new URL(url, location.href);
  here.hash = "";
  const kept = fields();
  const same = (kept.get("layout") ?? "") === (here.searchParams.get("layout") ?? "");
  if (enter && same && kept.has("pin")) here.searchParams.set("pin", kept.get("pin"));
  const wanted = new URL(here);
  wanted.searchParams.set("data", "1");
  const page = await ask(wanted, parsed);
  if (!page) return;
  if (!page.getElementById("data")) return void location.assign(here);
  if (enter) history.pushState(null, "", here);
  steps += enter ? 1 : -1;
  take(page, PARTS);
  document.querySelector(".languages")?.replaceWith(document.importNode(page.querySelector(".languages"), true));
  document.title = page.title;
  show(JSON.parse(page.getElementById("data").textContent));
}

function show(data) {
  if (picture) picture.show(data);
  else {
    $("picture").replaceChildren();
    $("picture").classList.add("live");
    picture = new Picture($("picture"), data, {
      node: (node) => choose({ node, tie: null }),
      tie: (tie) => choose({ tie, node: null }),
      nothing: () => choose({ node: null, tie: null }),
      moved: pin,
    });
  }
  $("picture").hidden = !data.nodes.length;
  set_slider();
  mark();
  tell(say(words.drawn, { nodes: data.nodes.length, ties: data.ties.length }));
  $("picture").dataset.drawn = data.nodes.length;
}

/** Mark what the address says is chosen, in the picture and in the tables. */
function mark() {
  const key = fields().get("tie") ?? fields().get("node");
  picture.choose(key);
  for (const row of document.querySelectorAll("tr[data-key]")) {
    const own = row.dataset.key === key;
    if (own) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    const table = row.closest(".wide");
    if (own && !row.contains(document.activeElement)) table.scrollTop = row.offsetTop - table.clientHeight / 2;
  }
  const node = fields().get("node");
  const pinned = pins().has(node);
  const button = document.querySelector("[data-do=pin]");
  button.disabled = !node || !picture.graph.hasNode(node);
  button.textContent = pinned ? words.unpin : words.pin;
  document.querySelector("[data-do=undo]").disabled = steps < 1;
}

/** Choose a node or a tie: its facts and words are asked for. */
async function choose(changes) {
  const url = address(changes);
  remember(url);
  mark();
  const page = await ask(url, parsed);
  if (page) take(page, ["panel", "choices"]);
}

// Years ----------------------------------------------------------------------------------------

const ends = () => [$("from"), $("to")];

function set_slider() {
  const [from, to] = ends();
  if (!from) return;
  from.value = fields().get("from") ?? from.min;
  to.value = fields().get("to") ?? to.max;
  for (const each of [from, to]) each.nextElementSibling.textContent = each.value;
}

/** While a year is moved: hide what is not of these years. */
function narrow(moved) {
  const [from, to] = ends();
  if (Number(from.value) > Number(to.value)) (moved === from ? to : from).value = moved.value;
  for (const each of [from, to]) each.nextElementSibling.textContent = each.value;
  const hidden = picture.limit(Number(from.value), Number(to.value));
  for (const row of document.querySelectorAll("tr[data-key]")) {
    const reverse = row.dataset.key.split(" ").reverse().join(" ");
    row.hidden = hidden.has(row.dataset.key) || hidden.has(reverse);
  }
}

/** When it is let go: the server counts and draws what is of these years. */
function settle_years() {
  const [from, to] = ends();
  load(address({ from: from.value === from.min ? null : from.value, to: to.value === to.max ? null : to.value, page: null }));
}

// Places ---------------------------------------------------------------------------------------

const pins = () => new Map((fields().get("pin") ?? "").split(" ").filter(Boolean).map((each) => each.split("@")));

function pin(node, place = picture.place(node).join(",")) {
  const all = pins();
  if (place) all.set(node, place);
  else all.delete(node);
  remember(address({ pin: [...all].map((each) => each.join("@")).join(" ") }));
  mark();
}

async function settle() {
  asking?.abort();
  const own = (asking = new AbortController());
  tell(words.settling);
  await picture.settle(pins(), own.signal);
  if (asking === own) asking = null;
  tell("");
}

const ACTS = {
  in: () => picture.zoom("in"),
  out: () => picture.zoom("out"),
  fit: () => picture.zoom("fit"),
  settle,
  pin: () => pin(fields().get("node"), pins().has(fields().get("node")) ? "" : undefined),
  undo: () => history.back(),
  png: () => picture.png(document.title),
};

// Acts -----------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest?.("a[data-load], a[data-node], a[data-tie]");
  const act = event.target.closest?.("[data-do]")?.dataset.do;
  if (act) ACTS[act]();
  if (!link || !picture) return;
  event.preventDefault();
  if (link.dataset.node) choose({ node: link.dataset.node, tie: null });
  else if (link.dataset.tie) choose({ tie: link.dataset.tie, node: null });
  else load(link.href);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (asking) asking.abort();
    else if (fields().has("node") || fields().has("tie")) choose({ node: null, tie: null });
  } else if (event.target === $("picture") && picture) {
    if (event.key in ARROWS) picture.pan(...ARROWS[event.key]);
    else if (event.key === "+" || event.key === "-") picture.zoom(event.key === "+" ? "in" : "out");
    else return;
    event.preventDefault();
  }
});
document.addEventListener("input", (event) => ends().includes(event.target) && narrow(event.target));
document.addEventListener("change", (event) => ends().includes(event.target) && settle_years());
addEventListener("popstate", () => load(location.href, false));

const whole = address({ format: "json", node: null, tie: null, page: null });
const data = await ask(whole, (answer) => (answer.ok ? answer.json() : Promise.reject(answer)));
if (data) {
  $("controls").hidden = false;
  show(data);
}
