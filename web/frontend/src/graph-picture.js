// The picture: nodes and ties on a canvas, what of them is seen, and where they lie.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import ForceWorker from "graphology-layout-forceatlas2/worker";
import Sigma from "sigma";
import { animateNodes } from "sigma/utils";
import { Labels, theme } from "./graph-labels.js";
import { ShapeProgram } from "./graph-shapes.js";

const MANY = 2_000; // nodes that are not moved one by one before the eye, nor ties to be pointed at
const WIDE = 700; // pixels of a picture in which nodes have their full size
const LONGEST = 5_000; // milliseconds of rearranging
const LOOKING = 250; // between two looks whether it still moves
const STILL = 0.004; // of the picture's width, on average

/** A color thinned by the paper behind it; what is half transparent sigma draws too light. */
const faint = (hex, paper, part) => {
  const parts = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const under = parts(paper);
  const mixed = parts(hex).map((each, at) => Math.round(part * each + (1 - part) * under[at]));
  return `#${mixed.map((each) => each.toString(16).padStart(2, "0")).join("")}`;
};
const wait = (time) => new Promise((done) => setTimeout(done, time));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Picture {
  /** Draws into a box; `told` has functions for a node or tie that is clicked, and for a move. */
  constructor(box, data, told) {
    this.told = told;
    this.chosen = null;
    this.hidden = new Set();
    this.labels = new Labels(theme());
    this.room = Math.min(1, box.clientWidth / WIDE);
    this.graph = this.made(data);
    this.renderer = new Sigma(this.graph, box, this.settings());
    this.labels.on(this.renderer);
    this.listen();
    dark.addEventListener("change", () => this.recolor());
  }

  settings() {
    const many = this.graph.size > MANY;
    return {
      allowInvalidContainer: true,
      defaultNodeType: "shape",
      nodeProgramClasses: { shape: ShapeProgram },
      nodeHoverProgramClasses: { shape: ShapeProgram },
      defaultDrawNodeLabel: this.labels.ask,
      defaultDrawNodeHover: this.labels.hover,
      enableEdgeEvents: !many,
      hideEdgesOnMove: this.graph.size > 4 * MANY,
      labelFont: getComputedStyle(document.body).fontFamily,
      labelSize: 13,
      labelDensity: this.graph.order > 300 ? 2 : 100,
      labelGridCellSize: 70,
      labelRenderedSizeThreshold: this.graph.order > MANY ? 2.5 : 0,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      nodeReducer: (node, data) => this.seen(node, data),
      edgeReducer: (tie, data) => this.seenTie(tie, data),
      stagePadding: 50,
      zIndex: true,
      zoomDuration: calm.matches ? 0 : 200,
    };
  }

  /** The graph of what the server told; the heaviest ties and nodes are drawn last. */
  made(data) {
    const graph = new Graph({ type: "undirected" });
    const scale = Math.max(0.25, Math.min(1, Math.sqrt(250 / (data.nodes.length + 1)))) * this.room;
    const groups = Object.fromEntries(data.groups.map((group) => [group.name, group]));
    this.start = data.start;
    this.labels.years = data.years;
    for (const node of data.nodes.toReversed()) {
      const { color, shape } = groups[node.group];
      const { id, label, years } = node;
      graph.addNode(id, { label, years, color, shape, size: node.size * scale, x: node.x, y: -node.y });
    }
    const most = Math.max(1, ...data.ties.slice(0, 1).map((tie) => tie.weight));
    for (const { ends, label, years, weight } of data.ties.toReversed()) {
      const [one, other] = ends.map((place) => data.nodes[place].id);
      const size = (0.6 + 4 * Math.sqrt((weight - 1) / most)) * Math.max(0.5, scale);
      graph.addEdgeWithKey(`${one} ${other}`, one, other, { label, years, size, weight });
    }
    return graph;
  }

  listen() {
    const on = (name, act) => this.renderer.on(name, act);
    let dragged = null;
    on("clickNode", ({ node }) => this.told.node(node));
    on("clickEdge", ({ edge }) => this.told.tie(edge));
    on("clickStage", () => this.told.nothing());
    on("enterNode", () => (this.renderer.getContainer().style.cursor = "pointer"));
    on("leaveNode", () => (this.renderer.getContainer().style.cursor = ""));
    on("downNode", ({ node }) => {
      dragged = { node, moved: false };
      this.renderer.setCustomBBox(this.renderer.getBBox());
    });
    on("moveBody", ({ event }) => {
      if (!dragged) return;
      dragged.moved = true;
      this.graph.mergeNodeAttributes(dragged.node, this.renderer.viewportToGraph(event));
      event.preventSigmaDefault();
    });
    const drop = () => {
      if (dragged?.moved) this.told.moved(dragged.node);
      dragged = null;
    };
    on("upNode", drop);
    on("upStage", drop);
  }

  /** What is drawn of a node: nothing, dim beside what is chosen, or as it is. */
  seen(node, data) {
    if (this.hidden.has(node)) return { ...data, hidden: true };
    if (!this.near) return data;
    if (!this.near.has(node)) return { ...data, color: this.colors().dim, label: "", zIndex: 0 };
    return { ...data, forceLabel: this.near.size < 40, highlighted: node === this.chosen, zIndex: 1 };
  }

  seenTie(tie, data) {
    if (this.hidden.has(tie)) return { ...data, hidden: true };
    if (!this.near) return { ...data, color: this.colors().tie };
    const [one, other] = this.graph.extremities(tie);
    const own = tie === this.chosen || one === this.chosen || other === this.chosen;
    return { ...data, color: own ? this.labels.colors.accent : this.colors().dim, zIndex: Number(own) };
  }

  colors() {
    if (!this.mixed) {
      const { soft, paper } = this.labels.colors;
      const strong = this.graph.size > MANY ? 0.2 : this.graph.size > 200 ? 0.35 : 0.6;
      this.mixed = { tie: faint(soft, paper, strong), dim: faint(soft, paper, 0.15) };
    }
    return this.mixed;
  }

  recolor() {
    this.labels.colors = theme();
    this.mixed = null;
    this.renderer.refresh({ skipIndexation: true });
  }

  /** Choose a node or a tie by its key, or nothing. */
  choose(key) {
    this.chosen = this.graph.hasNode(key) || this.graph.hasEdge(key) ? key : null;
    this.near = null;
    if (this.graph.hasNode(key)) this.near = new Set([key, ...this.graph.neighbors(key)]);
    else if (this.chosen) this.near = new Set(this.graph.extremities(key));
    this.renderer.refresh({ skipIndexation: true });
  }

  /** Show what is of these years only; returns the keys that are hidden. */
  limit(first, last) {
    const within = (years) => years.some((year) => first <= year && year <= last);
    const hidden = new Set();
    this.graph.forEachNode((node, { years }) => {
      if (node !== this.start && !within(years) && (years.length || !this.start)) hidden.add(node);
    });
    this.graph.forEachEdge((tie, { years }, one, other) => {
      const out = this.start ? hidden.has(one) || hidden.has(other) : !within(years);
      if (out) hidden.add(tie);
    });
    if (this.start) {
      this.graph.forEachNode((node) => {
        const ties = this.graph.edges(node);
        if (node !== this.start && ties.length && ties.every((tie) => hidden.has(tie))) hidden.add(node);
      });
    }
    this.hidden = hidden;
    this.renderer.refresh({ skipIndexation: true });
    return hidden;
  }

  /** Show another network; what is new comes out of what was chosen. */
  show(data) {
    const before = this.graph;
    const from = this.chosen && before.hasNode(this.chosen) ? before.getNodeAttributes(this.chosen) : null;
    this.graph = this.made(data);
    this.mixed = null;
    this.hidden = new Set();
    this.choose(null);
    const places = {};
    if (!calm.matches && this.graph.order <= MANY) {
      this.graph.forEachNode((node, { x, y }) => {
        const old = before.hasNode(node) ? before.getNodeAttributes(node) : from;
        if (!old) return;
        places[node] = { x, y };
        this.graph.mergeNodeAttributes(node, { x: old.x, y: old.y });
      });
    }
    this.renderer.setCustomBBox(null);
    this.renderer.setGraph(this.graph);
    animateNodes(this.graph, places, { duration: 300 }, () => this.renderer.refresh());
  }

  place(node) {
    const { x, y } = this.graph.getNodeAttributes(node);
    return [Math.round(x), Math.round(-y)];
  }

  /** Let springs act until hardly anything moves, or `signal` says stop; pinned nodes stay. */
  async settle(pinned, signal) {
    const graph = calm.matches ? this.graph.copy() : this.graph;
    graph.forEachNode((node) => graph.setNodeAttribute(node, "fixed", pinned.has(node)));
    const settings = { ...forceAtlas2.inferSettings(graph), scalingRatio: 200, gravity: 0.05 };
    const worker = new ForceWorker(graph, { settings });
    this.renderer.setCustomBBox(null);
    worker.start();
    for (let end = performance.now() + LONGEST; performance.now() < end && !signal.aborted; ) {
      const before = graph.mapNodes((_, { x, y }) => [x, y]);
      await wait(LOOKING);
      const xs = before.map(([x]) => x);
      const wide = xs.reduce((most, x) => Math.max(most, x), -Infinity) - xs.reduce((least, x) => Math.min(least, x), Infinity);
      let moved = 0;
      graph.nodes().forEach((node, at) => {
        const { x, y } = graph.getNodeAttributes(node);
        moved += Math.hypot(x - before[at][0], y - before[at][1]);
      });
      if (moved / (graph.order || 1) < STILL * wide) break;
    }
    worker.kill();
    if (graph !== this.graph) graph.forEachNode((node, { x, y }) => this.graph.mergeNodeAttributes(node, { x, y }));
  }

  async png(name) {
    const { downloadAsPNG } = await import("@sigma/export-image");
    const paper = this.labels.colors.paper;
    const written = new Labels(this.labels.colors);
    written.years = this.labels.years;
    await downloadAsPNG(this.renderer, {
      fileName: name,
      backgroundColor: paper,
      sigmaSettings: { defaultDrawNodeLabel: written.ask, defaultDrawNodeHover: written.hover },
      withTempRenderer: async (renderer) => {
        written.on(renderer);
        renderer.refresh();
        await wait(100);
      },
    });
  }

  zoom(how) {
    const camera = this.renderer.getCamera();
    const settings = { duration: calm.matches ? 1 : 200 };
    if (how === "in") camera.animatedZoom(settings);
    else if (how === "out") camera.animatedUnzoom(settings);
    else camera.animatedReset(settings);
  }

  pan(right, down) {
    const camera = this.renderer.getCamera();
    const { x, y, ratio } = camera.getState();
    camera.setState({ x: x + 0.1 * right * ratio, y: y - 0.1 * down * ratio });
  }
}
