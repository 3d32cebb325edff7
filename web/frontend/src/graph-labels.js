// Labels of the picture: the largest nodes first, none over another, readable on any color.

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const GAP = 3;
const LONGEST = 34; // characters

/** A label without its end if it is long; if it ends with a year, without its middle. */
function short(text) {
  if (text.length <= LONGEST) return text;
  const year = /\s\d{4}$/.exec(text)?.[0] ?? "";
  return `${text.slice(0, LONGEST - 1 - year.length).trimEnd()}…${year}`;
}
const around = (x, y, wide, high) => [x - wide, y - high, x + wide, y + high];
const cross = (box, other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
const inside = ({ x, y }, box) => box[0] < x && x < box[2] && box[1] < y && y < box[3];

/** The colors of the page, which is light or dark. */
export function theme() {
  return { ink: color("--ink"), soft: color("--soft"), paper: color("--paper"), accent: color("--accent") };
}

/** Writes the labels that a renderer wants to show, and years at the top, whenever it has drawn. */
export class Labels {
  constructor(colors) {
    this.colors = colors;
    this.wanted = [];
    this.years = [];
  }

  /** Sigma asks for one label after another; those that must be seen come first. */
  ask = (context, data, settings) => {
    if (data.label) this.wanted.push({ context, data, settings });
  };

  /** What a node that is pointed at says. */
  hover = (context, data, settings) => {
    if (!data.label) return;
    const boxes = this.boxes(context, data, settings);
    const wide = context.canvas.clientWidth;
    const fits = boxes.find((box) => box[0] >= 0 && box[2] <= wide);
    this.write(context, data, settings, fits ?? boxes[2], true);
  };

  on(renderer) {
    renderer.on("beforeRender", () => (this.wanted = []));
    renderer.on("afterRender", () => this.draw(renderer));
  }

  draw(renderer) {
    const taken = this.write_years(renderer);
    const { width, height } = renderer.getDimensions();
    const discs = this.wanted.map(({ data }) => around(data.x, data.y, data.size, data.size));
    this.wanted.sort((a, b) => b.data.forceLabel - a.data.forceLabel || b.data.size - a.data.size);
    for (const { context, data, settings } of this.wanted) {
      if (data.highlighted) {
        taken.push(this.boxes(context, data, settings)[0]); // written as what is pointed at
        continue;
      }
      const free = this.boxes(context, data, settings).find(
        (box) =>
          box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height &&
          !taken.some((other) => cross(box, other)) &&
          !discs.some((disc) => cross(box, disc) && !inside(data, disc)),
      );
      if (!free) continue;
      taken.push(free);
      this.write(context, data, settings, free);
    }
  }

  /** Where the label of a node may stand: beside it, below and above. */
  boxes(context, data, settings) {
    context.font = `${settings.labelSize}px ${settings.labelFont}`;
    const wide = context.measureText(short(data.label)).width / 2;
    const high = settings.labelSize / 2 + 1;
    const [aside, apart] = [data.size + GAP + wide, data.size + GAP + high];
    return [[aside, 0], [-aside, 0], [0, apart], [0, -apart]].map(([right, down]) =>
      around(data.x + right, data.y + down, wide, high),
    );
  }

  write(context, data, settings, [left, top, right, bottom], marked = false) {
    if (marked) {
      context.fillStyle = this.colors.paper;
      context.fillRect(left - 2, top - 2, right - left + 4, bottom - top + 4);
      context.strokeStyle = this.colors.accent;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
      context.stroke();
    }
    const below = (top + bottom) / 2 + settings.labelSize / 3;
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.colors.paper;
    context.strokeText(short(data.label), left, below);
    context.fillStyle = this.colors.ink;
    context.fillText(short(data.label), left, below);
  }

  write_years(renderer) {
    const context = renderer.getCanvases().labels?.getContext("2d");
    const boxes = [];
    if (!context) return boxes;
    context.font = `600 13px ${renderer.getSetting("labelFont")}`;
    for (const [year, x] of this.years) {
      const left = renderer.graphToViewport({ x, y: 0 }).x - 16;
      if (boxes.length && left < boxes.at(-1)[2]) continue;
      boxes.push([left, 0, left + 36, 20]);
      context.fillStyle = this.colors.soft;
      context.fillText(String(year), left, 15);
    }
    return boxes;
  }
}
