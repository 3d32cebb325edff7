// Builds what runs in a browser into web/static/bundle, under names that templates can know.
import { defineConfig } from "vite";
import { licenses } from "./licenses.mjs";

export default defineConfig({
  base: "./",
  publicDir: false,
  logLevel: "error",
  plugins: [licenses("licenses.md")],
  build: {
    outDir: "../static/bundle",
    emptyOutDir: true,
    assetsDir: "",
    sourcemap: false,
    rolldownOptions: {
      input: { graph: "src/graph.js", sparql: "src/sparql.js" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
