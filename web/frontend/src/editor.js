// The editor: YASGUI's, with completions from the graph's own vocabulary and nothing kept or remote.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { make } from "./dom.js";

const MOST = 50; // completions shown
const TYPES = ["a", "rdf:type", "rdfs:domain", "rdfs:range"]; // after them stands a class
const NAME = /^[A-Za-z][\w-]*$/; // local names that need no escapes

// An editor in an element; `ask` runs what is written. Tab goes on to the next control.
export function editorIn(place, value, label, ask) {
  Yasqe.defaults.autocompleters = [];
  return new Yasqe(place, {
    value,
    autocompleters: ["variables"],
    consumeShareLink: null,
    createShareableLink: null,
    editorHeight: "auto",
    highlightSelectionMatches: false,
    extraKeys: { "Ctrl-Enter": ask, "Cmd-Enter": ask, Esc: false, "Shift-Tab": false, Tab: false },
    persistenceId: null,
    resizeable: false,
    screenReaderLabel: label,
    showQueryButton: false,
    viewportMargin: Infinity,
  });
}

// Let the editor know our prefixes, and complete classes and properties as they are typed.
export function complete(editor, vocabulary) {
  Yasqe.defineMode("sparql-here", (config) => {
    const mode = Yasqe.getMode(config, "sparql11");
    const startState = () => {
      const state = mode.startState();
      Object.assign(state.prefixes, vocabulary.prefixes);
      return state;
    };
    return { ...mode, startState };
  });
  editor.setOption("mode", "sparql-here");
  editor.checkSyntax();
  for (const [position, kind, fits] of [["class", "classes", isClass], ["property", "properties", isProperty]]) {
    const terms = vocabulary[kind].map((term) => ({ ...term, text: written(term.iri, vocabulary) }));
    const byText = new Map(terms.map((term) => [term.text, term]));
    const completer = {
      name: kind,
      autoShow: true,
      isValidCompletionPosition: fits,
      get: (_, token) => fitting(terms, token.string).map((term) => term.text),
      postProcessSuggestion: (_, __, text) => text,
      postprocessHints: (_, hints) =>
        hints.map((hint) => ({ ...hint, render: (line) => line.append(...told(byText.get(hint.text))) })),
    };
    Yasqe.forkAutocompleter(position, completer, false);
    editor.enableCompleter(kind);
  }
}

// Where the cursor is: the token there, and the one before it.
function around(editor) {
  const token = editor.getCompleteToken();
  return [token, editor.getPreviousNonWsToken(editor.getDoc().getCursor().line, token)];
}

function isClass(editor) {
  const [token, before] = around(editor);
  return !/^[?$]/.test(token.string) && TYPES.includes(before.string);
}

function isProperty(editor) {
  const [token, before] = around(editor);
  return /^[^?$]/.test(token.string.trim()) && before.state.possibleNext.includes("a");
}

// An IRI as a query has it, with a prefix where one fits.
export function written(iri, { prefixes }) {
  const short = shortened(iri, prefixes);
  return short === iri ? `<${iri}>` : short;
}

export function shortened(iri, prefixes) {
  for (const [prefix, start] of Object.entries(prefixes)) {
    const name = iri.slice(start.length);
    if (iri.startsWith(start) && NAME.test(name)) return `${prefix}:${name}`;
  }
  return iri;
}

function fitting(terms, typed) {
  const text = typed.trim().replace(/^</, "").toLowerCase();
  const name = text.slice(text.indexOf(":") + 1);
  const fits = ({ iri, label, text: own }) =>
    own.toLowerCase().startsWith(text) ||
    iri.toLowerCase().startsWith(text) ||
    (!text.includes(":") &&
      [own.split(":")[1] ?? "", ...Object.values(label)].some((each) => each.toLowerCase().includes(name)));
  return terms.filter(fits).slice(0, MOST);
}

function told({ text, label, count }) {
  const language = document.documentElement.lang;
  const name = label[language] ?? label.en ?? "";
  return [text, make("span", {}, ` ${name} · ${count.toLocaleString(language)}`)];
}
