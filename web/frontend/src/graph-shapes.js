// Nodes as points in the shapes of the legend: sigma has discs only.
import { NodePointProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const SHAPES = ["circle", "square", "diamond", "triangle", "triangle down", "hexagon", "star"];
const LARGER = 1.2; // what has corners, to look as large as a disc

const FRAGMENT = /* glsl */ `
precision mediump float;
varying vec4 v_color;
varying float v_border;
varying float v_shape;
const vec4 transparent = vec4(0.0, 0.0, 0.0, 0.0);

float corner(vec2 m) {
  return 2.0 * max(m.y, abs(m.x) * 0.866 - m.y * 0.5);
}
// 0 in the middle, 0.5 at the rim.
float reach(vec2 m) {
  if (v_shape < 0.5) return length(m);
  if (v_shape < 1.5) return max(abs(m.x), abs(m.y)) * 1.2;
  if (v_shape < 2.5) return abs(m.x) + abs(m.y);
  if (v_shape < 3.5) return corner(m);
  if (v_shape < 4.5) return corner(vec2(m.x, -m.y));
  if (v_shape < 5.5) return 1.155 * max(abs(m.y), abs(m.x) * 0.866 + abs(m.y) * 0.5);
  return length(m) / (0.74 + 0.26 * cos(5.0 * atan(m.x, -m.y)));
}
void main(void) {
  float inside = 0.5 - reach(gl_PointCoord - vec2(0.5, 0.5));
  #ifdef PICKING_MODE
  gl_FragColor = inside > 0.0 ? v_color : transparent;
  #else
  gl_FragColor = mix(transparent, v_color, clamp(inside / v_border, 0.0, 1.0));
  #endif
}`;

/** Draws nodes with the attribute `shape`, a name of the legend. */
export class ShapeProgram extends NodePointProgram {
  getDefinition() {
    const own = super.getDefinition();
    const vertex = own.VERTEX_SHADER_SOURCE.replace(
      "void main() {",
      "attribute float a_shape;\nvarying float v_shape;\nvoid main() {\n  v_shape = a_shape;",
    );
    const shape = { name: "a_shape", size: 1, type: WebGLRenderingContext.FLOAT };
    return {
      ...own,
      VERTEX_SHADER_SOURCE: vertex,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      ATTRIBUTES: [...own.ATTRIBUTES, shape],
    };
  }

  processVisibleItem(index, start, data) {
    const shape = Math.max(0, SHAPES.indexOf(data.shape));
    const larger = shape ? LARGER : 1;
    const cells = [data.x, data.y, data.size * larger, floatColor(data.color), index, shape];
    cells.forEach((cell, place) => (this.array[start + place] = cell));
  }
}
