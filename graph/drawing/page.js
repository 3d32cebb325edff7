// The page of a network. All that comes from sources is put on the page as text (textContent, or
// fillText on the canvas), never as markup.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const { nodes, edges, things, sources, proofs, groups } = data;
  const $ = (id) => document.getElementById(id);
  const state = { language: data.language, from: 0, to: 0, off: new Set(), shown: {}, path: [] };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // Texts ----------------------------------------------------------------------------------------

  // Marks of direction and control characters would turn around or hide what stands beside them.
  const unseen = /[\0-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
  const plain = (text) => String(text).replace(/\r\n?/g, "\n").replace(unseen, "\uFFFD");
  const line = (text) => plain(text).replace(/\s+/g, " ").trim();
  const formats = Object.fromEntries(
    Object.keys(data.texts).map((name) => [name, new Intl.NumberFormat(name, { maximumFractionDigits: 4 })]),
  );
  const number = (value) => formats[state.language].format(value);

  /** A text of the page in the reader's language, with its {places} filled. */
  function say(key, values = {}) {
    const text = data.texts[state.language][key];
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  /** "3 ties"; `shown` stands in for the number if given. */
  function count(n, key, shown = number(n)) {
    return `${shown} ${form(key, n)}`;
  }
  function form(key, n) {
    const forms = data.texts[state.language][key] ?? data.texts[state.language].things;
    return forms[n === 1 ? 0 : 1];
  }
  /** A word of the vocabulary, such as a kind or a role. */
  function word(name) {
    const own = data.texts[state.language].words;
    if (Object.hasOwn(own, name)) return own[name];
    if (state.language === "zh" && Object.hasOwn(data.words, name)) return data.words[name];
    return line(name);
  }
  const named = (thing) => line((state.language === "zh" && thing.zh) || thing.en);
  const noun = nodes.length && nodes.every((node) => node.type === "organization") ? "body" : "node";
  const kindOf = (node) => word(node.kind ?? node.type);

  /** [2019, 2021, 2022] as "2019, 2021–2022". */
  function spans(years) {
    const found = [];
    for (const year of years) {
      const last = found.at(-1);
      if (last && year === last[1] + 1) last[1] = year;
      else found.push([year, year]);
    }
    return found.map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`)).join(say("joint"));
  }
  const join = (...parts) => parts.filter(Boolean).join(" · ");

  /** An element with attributes (`on…` are listeners) and children; strings become text. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== "" && child != null));
    return element;
  }
  const text = (value, tag = "span", kind = "") => make(tag, { class: `text ${kind}` }, value);
  function link(label, action) {
    return make("button", { type: "button", class: "link text", onclick: action }, label);
  }

  // What is shown -------------------------------------------------------------------------------

  const ties = nodes.map(() => []); // places of the ties of each node, the heaviest first
  edges.forEach((edge, place) => {
    ties[edge.ends[0]].unshift(place);
    if (edge.ends[0] !== edge.ends[1]) ties[edge.ends[1]].unshift(place);
  });
  const ranked = nodes.map((_, place) => place);
  ranked.sort((a, b) => nodes[b].value - nodes[a].value || a - b);

  const dated = [...nodes, ...edges].flatMap((thing) => thing.years);
  const years = dated.length ? dated : things.flatMap((thing) => thing.years);
  const first = years.reduce((a, b) => Math.min(a, b), Infinity);
  const last = years.reduce((a, b) => Math.max(a, b), -Infinity);
  state.from = first;
  state.to = last;
  const narrowed = () => state.from > first || state.to < last;
  const inRange = (some) => some.some((year) => year >= state.from && year <= state.to);
  const heaviest = edges.reduce((most, edge) => Math.max(most, edge.weight), 1);

  /** The weight of a tie in the chosen years: 0 outside, null if its years are not known. */
  function weightOf(edge) {
    if (!narrowed()) return edge.weight;
    const known = edge.things.filter((place) => things[place].years.length);
    if (known.length) return known.filter((place) => inRange(things[place].years)).length;
    if (!edge.years.length) return null;
    return inRange(edge.years) ? edge.weight : 0;
  }

  /** Find out which nodes and ties are to be seen. */
  function choose() {
    const weights = edges.map(weightOf);
    const on = (place) => !state.off.has(nodes[place].group);
    const seen = edges.map((edge, place) => Boolean(weights[place]) && edge.ends.every(on));
    const tied = new Set(edges.flatMap((edge, place) => (weights[place] ? edge.ends : [])));
    const present = nodes.map(
      (node, place) => on(place) && (!narrowed() || tied.has(place) || inRange(node.years)),
    );
    const undated = weights.filter((weight) => weight === null).length;
    state.shown = { nodes: present, edges: seen, weights, undated };
  }
  const total = (some) => some.reduce((sum, each) => sum + (each ? 1 : 0), 0);

  // Picture --------------------------------------------------------------------------------------

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const options = { ...data.network.options };
  options.interaction = { ...options.interaction, hideEdgesOnDrag: edges.length > 2500 };
  const visNodes = new vis.DataSet(data.network.nodes);
  const visEdges = new vis.DataSet(data.network.edges);
  const network = new vis.Network($("canvas"), { nodes: visNodes, edges: visEdges }, options);
  let theme = {};
  // How much larger nodes and wider ties are drawn where the whole picture is small.
  let large = 1;
  let wide = 1;
  const sizeOf = (place) => data.network.nodes[place].size * large;
  let hovered = null;
  let before = { nodes: [], edges: [] };

  function paint() {
    theme = { ink: color("--ink"), paper: color("--paper"), soft: color("--soft") };
    const outline = color("--outline");
    const mark = color("--mark");
    const opacity = edges.length > 1500 ? 0.3 : edges.length > 400 ? 0.4 : 0.55;
    const tie = { color: color("--tie"), opacity, highlight: mark, hover: mark };
    visNodes.update(
      nodes.map((node, id) => {
        const background = groups[node.group].color;
        const chosen = { background, border: mark };
        const own = { background, border: outline, highlight: chosen, hover: chosen };
        return { id, color: own, size: sizeOf(id) };
      }),
    );
    visEdges.update(edges.map((_, id) => ({ id, color: tie })));
  }

  /** Hide what is not to be seen and set the widths of the rest. */
  function filter() {
    choose();
    const root = Math.sqrt(Math.max(1, heaviest - 1));
    const width = (weight) => wide * (1 + 6 * (Math.sqrt(Math.max(0, weight - 1)) / root));
    const now = {
      nodes: state.shown.nodes.map((seen) => (seen ? 1 : 0)),
      edges: state.shown.edges.map((seen, id) => (seen ? width(state.shown.weights[id]) : 0)),
    };
    // Only what is other than before: an update takes vis-network longer than a drawing.
    const other = (kind) =>
      now[kind].map((value, id) => ({ value, id })).filter(({ value, id }) => value !== before[kind][id]);
    const nodesNow = other("nodes").map(({ value, id }) => ({ id, hidden: !value }));
    const edgesNow = other("edges").map(({ value, id }) =>
      value ? { id, hidden: false, width: value } : { id, hidden: true },
    );
    if (nodesNow.length) visNodes.update(nodesNow);
    if (edgesNow.length) visEdges.update(edgesNow);
    before = now;
    report();
  }

  function report() {
    const seen = [total(state.shown.nodes), total(state.shown.edges)];
    const part = (n, all, key) => count(all, key, n === all ? number(n) : say("of", { n: number(n), all: number(all) }));
    const { undated } = state.shown;
    $("status").textContent = [
      part(seen[0], nodes.length, noun),
      part(seen[1], edges.length, "tie"),
      undated ? say("undated", { n: count(undated, "tie") }) : "",
    ].filter(Boolean).join(say("joint"));
    let empty = "";
    if (!nodes.length) empty = say("no_graph");
    else if (state.off.size && !seen[0]) empty = say("none_left");
    else if (edges.length && narrowed() && !seen[1]) empty = say("no_ties");
    $("empty").textContent = empty;
    $("empty").hidden = !empty;
  }

  const cjk = "\\u2E80-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\uFF00-\\uFFEF";
  const pieces = new RegExp(`[${cjk}]|[^\\s${cjk}]+\\s?|\\s`, "gu");
  const wrapped = new Map();

  /** A label in at most two lines of the room that there is. */
  function wrap(context, place, label, room) {
    const key = `${place} ${state.language}`;
    if (wrapped.has(key)) return wrapped.get(key);
    const fits = (some) => context.measureText(some).width <= room;
    const lines = [""];
    for (const piece of label.slice(0, 200).match(pieces) ?? []) {
      if (lines.at(-1) && !fits(lines.at(-1) + piece.trimEnd())) lines.push("");
      lines[lines.length - 1] += piece;
    }
    const shown = lines.slice(0, 2).map((some) => some.trim());
    if (lines.length > 2) shown[1] += "…";
    const found = shown.map((some) => {
      if (fits(some)) return some;
      let cut = [...some];
      while (cut.length > 1 && !fits(`${cut.join("")}…`)) cut = cut.slice(0, -1);
      return `${cut.join("")}…`;
    });
    const width = found.reduce((most, some) => Math.max(most, context.measureText(some).width), 0);
    wrapped.set(key, { lines: found, width });
    return wrapped.get(key);
  }

  /** Nodes by the order in which they get labels, those that must have one, and how many may. */
  function wanted(inView) {
    const focus = state.path.at(-1);
    const chosen = focus ? (focus.tie === undefined ? [focus.node] : edges[focus.tie].ends) : [];
    const first = new Set(hovered === null ? chosen : [hovered, ...chosen]);
    const own = focus && focus.tie === undefined ? ties[focus.node] : [];
    const near = new Set(own.filter((tie) => state.shown.edges[tie]).flatMap((tie) => edges[tie].ends));
    const rank = (place) => (first.has(place) ? 0 : near.has(place) ? 1 : 2);
    const room = inView.length <= 300 ? inView.length : Math.max(24, 9000 / inView.length);
    return [inView.slice().sort((a, b) => rank(a) - rank(b)), first, room + first.size];
  }

  /** Labels at one size on the screen, none over another: largest nodes first, more on zooming in. */
  function drawLabels(context) {
    const frame = context.canvas;
    const ratio = frame.width / frame.clientWidth;
    const scale = network.getScale();
    const spots = new Map();
    const inView = ranked.filter((place) => {
      if (!state.shown.nodes[place]) return false;
      const { x, y } = network.canvasToDOM(network.getPosition(place));
      spots.set(place, { x, y, r: sizeOf(place) * scale });
      return x > -20 && y > -20 && x < frame.clientWidth + 20 && y < frame.clientHeight + 20;
    });
    const [tried, first, room] = wanted(inView);
    const labels = [];
    const dots = inView.length > 400 ? [] : inView.map((place) => {
      const { x, y, r } = spots.get(place);
      return [x - r * 0.8, y - r * 0.8, x + r * 0.8, y + r * 0.8];
    });
    const free = ([a, b, c, d], among) =>
      !among.some((each) => each[0] < c && each[2] > a && each[1] < d && each[3] > b);
    // The largest nodes may have their label over the dots of smaller ones.
    const barred = (row, r) => {
      const least = row < 8 ? 1.4 * r : r;
      return row < 25 ? dots.filter((each) => each[2] - each[0] > least) : dots;
    };
    const inside = (x, w) => Math.max(w + 2, Math.min(x, frame.clientWidth - w - 2));
    const family = getComputedStyle(document.body).fontFamily;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = theme.paper;
    context.fillStyle = theme.ink;
    for (const [row, place] of tried.entries()) {
      if (labels.length >= room) break;
      const size = Math.round(11.5 + (3 * (data.network.nodes[place].size - 8)) / 16);
      context.font = `${first.has(place) ? 600 : 400} ${size}px ${family}`;
      const { lines, width } = wrap(context, place, named(nodes[place]), 11 * size);
      const { x, y, r } = spots.get(place);
      const [w, h] = [width / 2 + 2, lines.length * size * 1.15];
      const [side, above, below] = [r + w + 4, y - r - h - 3, y + r + 3];
      const ways = [
        ...[[x, below], [x, above], [x + side, y - h / 2], [x - side, y - h / 2]],
        ...[[x + w, below - 4], [x - w, below - 4], [x + w, above + 4], [x - w, above + 4]],
      ].map(([across, top]) => [inside(across, w), top]);
      const box = ([mx, top]) => [mx - w, top, mx + w, top + h];
      const apart = ways.filter((each) => free(box(each), labels));
      const way = apart.find((each) => free(box(each), dots))
        ?? apart.find((each) => free(box(each), barred(row, r)))
        ?? (first.has(place) ? ways[0] : null);
      if (!way) continue;
      labels.push(box(way));
      lines.forEach((some, step) => {
        const top = way[1] + step * size * 1.15;
        context.strokeText(some, way[0], top);
        context.fillText(some, way[0], top);
      });
    }
    context.restore();
  }

  /** Bring some nodes, or all that are shown, into the picture. */
  function fit(some) {
    const seen = some ?? nodes.map((_, place) => place).filter((place) => state.shown.nodes[place]);
    if (!seen.length) return;
    network.fit({ nodes: seen, maxZoomLevel: 1.3, animation: false });
    network.moveTo({ scale: network.getScale() * 0.9 });
  }
  const moved = () => (still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" });
  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor, animation: moved() });
  }

  // Tooltip --------------------------------------------------------------------------------------

  function sourcesOf(some) {
    const found = [...new Set(some.flatMap((edge) => edge.sources))].map((place) => named(sources[place]));
    const more = found.length > 3 ? say("more", { n: number(found.length - 3) }) : "";
    return found.length ? `${say("sources")}: ${[...found.slice(0, 3), more].filter(Boolean).join("; ")}` : "";
  }
  function measure(edge, place) {
    const weight = state.shown.weights[place] || edge.weight;
    if (data.through) return count(weight, data.through);
    return edge.relation ? word(edge.relation) : "";
  }
  function arrow(edge) {
    return edge.ends.map((end) => named(nodes[end])).join(data.directed ? " → " : " — ");
  }
  function about(edge, place) {
    return join(measure(edge, place), edge.roles.map(word).join(say("joint")), spans(edge.years));
  }

  function tip(lines, { x, y }) {
    $("tip").replaceChildren(...lines.filter(Boolean).map((some) => text(some, "p")));
    $("tip").hidden = false;
    const { offsetWidth: width, offsetHeight: height } = $("tip");
    const { clientWidth, clientHeight } = $("picture");
    $("tip").style.left = `${Math.max(4, Math.min(x + 14, clientWidth - width - 4))}px`;
    $("tip").style.top = `${y + 18 + height > clientHeight ? Math.max(4, y - height - 12) : y + 18}px`;
  }
  function untip() {
    $("tip").hidden = true;
    hovered = null;
  }
  network.on("hoverNode", ({ node: place, pointer }) => {
    hovered = place;
    const node = nodes[place];
    const own = ties[place].filter((tie) => state.shown.edges[tie]);
    tip(
      [
        named(node),
        join(kindOf(node), spans(node.years), count(own.length, "tie")),
        sourcesOf(own.map((tie) => edges[tie])),
      ],
      pointer.DOM,
    );
  });
  network.on("hoverEdge", ({ edge: place, pointer }) => {
    const edge = edges[place];
    const behind = edge.things.map((thing) => named(things[thing]));
    const more = behind.length > 4 ? say("more", { n: number(behind.length - 4) }) : "";
    const list = [...behind.slice(0, 4), more].filter(Boolean).join("; ");
    tip([arrow(edge), about(edge, place), list, sourcesOf([edge])], pointer.DOM);
  });
  for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, untip);

  // Panel ----------------------------------------------------------------------------------------

  const dot = (place) => {
    const found = make("span", { class: `dot ${data.network.nodes[place].shape}`, "aria-hidden": "true" });
    found.style.background = groups[nodes[place].group].color;
    return found;
  };

  /** Show a node ({node}) or a tie ({tie}) in picture and panel; without one the list of all. */
  function open(focus, { move = false, back = false } = {}) {
    const root = focus === null || (focus.tie === undefined && !state.path.some((step) => step.tie !== undefined));
    if (focus === null) state.path = [];
    else if (back) state.path.pop();
    else state.path = root ? [focus] : [...state.path, focus].slice(-20);
    const now = state.path.at(-1);
    network.setSelection(
      !now ? { nodes: [], edges: [] } : now.tie === undefined ? { nodes: [now.node] }
        : { nodes: edges[now.tie].ends, edges: [now.tie] },
      { highlightEdges: now?.tie === undefined },
    );
    if (move && now && now.tie === undefined && state.shown.nodes[now.node]) approach(now.node);
    panel();
    $("panel").scrollTop = 0;
    network.redraw();
  }
  /** Move the picture so that a node can be seen well; one that can already be stays. */
  function approach(place) {
    const { x, y } = network.canvasToDOM(network.getPosition(place));
    const { clientWidth, clientHeight } = $("canvas");
    const inside = x > 60 && y > 40 && x < clientWidth - 60 && y < clientHeight - 40;
    if (inside && network.getScale() > 0.6) return;
    network.focus(place, { scale: Math.max(network.getScale(), 0.9), animation: moved() });
  }
  function show(focus, how) {
    open(focus, how);
    $("panel").querySelector("h2").focus({ preventScroll: true });
    if ($("panel").getBoundingClientRect().top > innerHeight * 0.7) {
      $("panel").scrollIntoView({ behavior: still.matches ? "auto" : "smooth" });
    }
  }

  function panel() {
    const now = state.path.at(-1);
    const parts = !now ? listPanel() : now.tie === undefined ? nodePanel(now.node) : tiePanel(now.tie);
    const before = state.path.at(-2);
    const back = make(
      "button",
      { type: "button", class: "back", onclick: () => show(before ?? null, { back: Boolean(before) }) },
      `← ${before ? titleOf(before) : say("all")}`,
    );
    $("panel").replaceChildren(...(now ? [back] : []), ...parts);
  }
  const titleOf = (focus) => (focus.tie === undefined ? named(nodes[focus.node]) : arrow(edges[focus.tie]));
  const entry = (place, ...parts) => make("div", { class: "entry" }, dot(place), ...parts);
  const heading = (value) => make("h2", { tabindex: "-1", class: "text" }, value);

  function rows(names, list) {
    const head = names.map((name, column) =>
      make("th", { scope: "col", class: column === names.length - 1 ? "number" : "" }, name),
    );
    return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...list));
  }

  function listPanel() {
    const own = ties.map((some) => total(some.map((tie) => state.shown.edges[tie])));
    const seen = ranked.filter((place) => state.shown.nodes[place]).sort((a, b) => own[b] - own[a]);
    const list = seen.map((place) =>
      make("tr", {},
        make("td", {}, entry(place, link(named(nodes[place]), () => show({ node: place }, { move: true })))),
        make("td", { class: "soft text" }, kindOf(nodes[place])),
        make("td", { class: "number" }, number(own[place])),
      ),
    );
    return [
      heading(say("list")),
      make("p", { class: "soft" }, say("hint")),
      rows([say("name"), say("kind"), say("ties_column")], list),
    ];
  }

  function nodePanel(place) {
    const node = nodes[place];
    const other = state.language === "zh" ? node.en : node.zh;
    const own = ties[place].filter((tie) => state.shown.edges[tie]);
    const size = data.size === "strength" ? say("strength") : line(data.size);
    const list = own.map((tie) => {
      const [a, b] = edges[tie].ends;
      const end = a === place ? b : a;
      const direction = data.directed ? (a === place ? "→ " : "← ") : "";
      return make("li", {},
        entry(end, link(direction + named(nodes[end]), () => show({ tie }))),
        text(about(edges[tie], tie), "p", "soft"),
      );
    });
    return [
      heading(named(node)),
      other && line(other) !== named(node) ? text(line(other), "p", "soft") : null,
      text(join(kindOf(node), spans(node.years), `${size} ${number(node.value)}`), "p", "soft"),
      text(`${say("identifier")} ${line(node.name)}`, "p", "soft"),
      make("h3", {}, count(own.length, "tie")),
      make("ul", { class: "ties" }, ...list),
    ].filter(Boolean);
  }

  function tiePanel(place) {
    const edge = edges[place];
    const behind = edge.things.map((thing) => {
      const { years: own } = things[thing];
      return make("li", {}, text(named(things[thing])), own.length ? text(` (${spans(own)})`, "span", "soft") : "");
    });
    const ends = edge.ends.map((end) =>
      entry(end, link(named(nodes[end]), () => show({ node: end }, { move: true }))),
    );
    const facts = (edge.proofs ?? []).map((proof) => article(proofs[proof]));
    const none = edge.proofs === null ? say("cut") : say("no_facts");
    return [
      heading(arrow(edge)),
      text(about(edge, place), "p", "soft"),
      ...ends,
      behind.length
        ? make("details", behind.length > 3 ? {} : { open: "" },
            make("summary", {}, count(behind.length, data.through)),
            make("ul", {}, ...behind))
        : "",
      make("h3", {}, say("facts")),
      ...(facts.length ? facts : [make("p", { class: "soft" }, none)]),
    ];
  }

  function article(proof) {
    return make("article", {}, text(line(proof.text), "p"), ...proof.statements.map((statement) =>
      make("div", { class: "statement" },
        ...statement.passages.map(passage).flat(),
        text(join(line(statement.publisher), line(statement.title), line(statement.published)), "p", "soft"),
        statement.url ? make("p", { class: "soft" }, address(statement.url)) : "",
      ),
    ));
  }
  function passage({ place, quote, cells }) {
    const names = Object.keys(cells).filter((name) => cells[name] !== "");
    const shown = quote
      ? text(plain(quote), "blockquote")
      : make("dl", { class: "cells" }, ...names.flatMap((name) => [text(line(name), "dt"), text(plain(cells[name]), "dd")]));
    return [...(quote || names.length ? [shown] : []), text(`${say("in_file")} ${line(place)}`, "p", "soft")];
  }
  /** A link if the address is one of the web, else its text. */
  function address(url) {
    let found = null;
    try {
      found = new URL(url);
    } catch {
      return text(line(url));
    }
    if (!["http:", "https:"].includes(found.protocol)) return text(line(url));
    return make("a", { href: found.href, rel: "noopener noreferrer", target: "_blank", class: "text" }, line(url));
  }

  // Search ---------------------------------------------------------------------------------------

  const fold = (some) => some.normalize("NFKC").toLowerCase();
  const names = nodes.map((node) => fold(line(`${node.en}\n${node.zh ?? ""}\n${node.name}`)));
  let hits = [];
  let at = -1;

  function search() {
    const query = fold(line($("search").value));
    hits = query ? ranked.filter((place) => names[place].includes(query)).slice(0, 12) : [];
    at = hits.length ? 0 : -1;
    const items = hits.map((place, row) =>
      make("li", { role: "option", id: `found-${row}`, onmousedown: (event) => { event.preventDefault(); pick(row); } },
        entry(place, text(named(nodes[place])),
          state.shown.nodes[place] ? "" : text(say("hidden_now"), "span", "soft"))),
    );
    if (query && !hits.length) items.push(make("li", { class: "soft" }, say("not_found")));
    $("found").replaceChildren(...items);
    $("found").hidden = !query;
    $("search").setAttribute("aria-expanded", String(Boolean(hits.length)));
    mark();
  }
  function mark() {
    [...$("found").children].forEach((item, row) => item.setAttribute("aria-selected", String(row === at)));
    if (at >= 0) $("search").setAttribute("aria-activedescendant", `found-${at}`);
    else $("search").removeAttribute("aria-activedescendant");
  }
  function pick(row) {
    const place = hits[row];
    if (place === undefined) return;
    closeSearch();
    show({ node: place }, { move: true });
  }
  function closeSearch() {
    $("found").hidden = true;
    $("search").setAttribute("aria-expanded", "false");
  }
  $("search").addEventListener("input", search);
  $("search").addEventListener("focus", search);
  $("search").addEventListener("blur", closeSearch);
  $("search").addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) at = (at + step + hits.length) % hits.length;
    else if (event.key === "Enter") pick(at);
    else if (event.key === "Escape") { $("search").value = ""; search(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
    mark();
  });

  // Years, legend, language ---------------------------------------------------------------------

  const ends = [$("from"), $("to")];
  function span() {
    $("span").textContent = state.from === state.to ? `${state.from}` : `${state.from}–${state.to}`;
    const share = (year) => `${(100 * (year - first)) / Math.max(1, last - first)}%`;
    $("track").style.setProperty("--low", share(state.from));
    $("track").style.setProperty("--high", share(state.to));
    // Where both handles lie at the end, the lower one must be on top to be moved back.
    $("from").style.zIndex = state.from > (first + last) / 2 ? 1 : 0;
  }
  let waiting = false;
  let later = 0;
  function changed() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      filter();
      legend();
      // A long list is slow to lay out: it follows when the handle rests.
      clearTimeout(later);
      later = setTimeout(panel, 100);
    });
  }
  for (const end of ends) {
    Object.assign(end, { min: first, max: last });
    end.value = state[end.id];
    end.addEventListener("input", () => {
      const value = Number(end.value);
      state[end.id] = end.id === "from" ? Math.min(value, state.to) : Math.max(value, state.from);
      end.value = state[end.id];
      span();
      changed();
    });
  }
  $("years").hidden = !(last > first);

  function legend() {
    const counts = groups.map(() => 0);
    nodes.forEach((node, place) => {
      if (state.shown.nodes[place]) counts[node.group] += 1;
    });
    const focus = [...$("legend").children].indexOf(document.activeElement);
    const entries = groups.map((group, place) => {
      const on = !state.off.has(place);
      const toggle = () => {
        if (!state.off.delete(place)) state.off.add(place);
        changed();
      };
      return make("button", { type: "button", "aria-pressed": String(on), onclick: toggle },
        dot(nodes.findIndex((node) => node.group === place)),
        text(word(group.name)), make("span", { class: "number" }, number(counts[place])));
    });
    $("legend").replaceChildren(...entries);
    if (focus >= 0) entries[focus].focus();
  }

  function label(id, key) {
    $(id).setAttribute("aria-label", say(key));
    if ($(id).tagName === "BUTTON") $(id).title = say(key);
  }
  function translate() {
    document.documentElement.lang = state.language;
    const title = data.title[state.language] ?? data.title.en;
    $("title").textContent = line(title) || say("untitled");
    document.title = $("title").textContent;
    $("summary").textContent = [
      [count(nodes.length, noun), count(edges.length, "tie"),
        !years.length ? "" : first === last ? `${first}` : `${first}–${last}`].filter(Boolean).join(say("joint")),
      data.left_out[state.language],
    ].filter(Boolean).join(state.language === "zh" ? "。" : ". ");
    $("unproven").textContent = say("unproven", { n: number(data.unproven) });
    $("unproven").hidden = !data.unproven;
    $("language").textContent = say("switch");
    $("language").lang = say("switch_to");
    $("search").placeholder = say("search");
    for (const key of ["search", "from", "to", "closer", "farther", "whole", "legend"]) label(key, key);
    label("found", "search");
    label("canvas", "picture");
    report();
    legend();
    panel();
    network.redraw();
  }

  // Start ----------------------------------------------------------------------------------------

  $("language").addEventListener("click", () => {
    state.language = say("switch_to");
    translate();
  });
  $("closer").addEventListener("click", () => zoom(1.4));
  $("farther").addEventListener("click", () => zoom(1 / 1.4));
  $("whole").addEventListener("click", () => fit());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.path.length) show(null);
  });
  network.on("click", ({ nodes: [node], edges: [tie] }) => {
    untip();
    if (node !== undefined) show({ node });
    else if (tie !== undefined) show({ tie });
    else if (state.path.length) open(null);
  });
  dark.addEventListener("change", paint);
  // What can be done in the picture can be done in the list, which the keyboard reaches.
  $("canvas").querySelectorAll("[tabindex]").forEach((frame) => frame.setAttribute("tabindex", "-1"));

  /** The place of a point of the picture on the page. */
  function onPage(x, y) {
    const spot = network.canvasToDOM({ x, y });
    const box = $("canvas").getBoundingClientRect();
    return { x: spot.x + box.left, y: spot.y + box.top };
  }
  const placeOf = (iri) => nodes.findIndex((node) => node.iri === iri);
  // For tests: what is to be seen, and where.
  window.convenor = Object.freeze({
    shown: () => ({ nodes: total(state.shown.nodes), edges: total(state.shown.edges) }),
    node(iri) {
      const { x, y } = network.getPosition(placeOf(iri));
      return onPage(x, y);
    },
    tie(one, other) {
      const [a, b] = [one, other].map((iri) => network.getPosition(placeOf(iri)));
      return onPage((a.x + b.x) / 2, (a.y + b.y) / 2);
    },
    width: (one, other) => visEdges.get(edges.findIndex(({ ends: [a, b] }) =>
      [nodes[a].iri, nodes[b].iri].sort().join() === [one, other].sort().join())).width,
  });

  choose();
  translate();
  span();
  fit();
  large = Math.min(2.2, Math.max(1, 0.4 / network.getScale()));
  wide = Math.min(2, Math.max(1, 0.4 / network.getScale()));
  paint();
  filter();
  network.on("afterDrawing", drawLabels);
  network.once("afterDrawing", () =>
    requestAnimationFrame(() => { document.documentElement.dataset.ready = "true"; }),
  );
  network.redraw();
})();
