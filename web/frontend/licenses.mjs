// The license texts of all packages that the bundle may hold, in one file.
// YASGUI comes with its own packages bundled, so what it holds is told by the lock file.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const OURS = new URL("../../LICENSE", import.meta.url);

export function licenses(fileName) {
  return {
    name: "licenses",
    generateBundle() {
      const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
      const folders = Object.keys(packages).filter((each) => each && !packages[each].dev);
      const parts = folders.filter((each) => existsSync(each)).map(section);
      this.emitFile({ type: "asset", fileName, source: parts.join("\n\n") });
    },
  };
}

function section(folder) {
  const about = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8") : unwritten(about);
  return `## ${about.name} ${about.version} (${about.license ?? "see text"})\n\n${text.trim()}\n`;
}

// A package that names its license and has no file of it.
function unwritten({ author, contributors = [], license, repository }) {
  const names = [author, ...contributors].map((each) => each?.name ?? each).filter(Boolean);
  const where = `Copyright (c) ${names.join(", ")}\n${repository?.url ?? repository ?? ""}`;
  const terms = readFileSync(OURS, "utf8").split(/^Copyright.*$/m)[1];
  return license === "MIT" ? `${where}\n${terms}` : `${where}\nLicense: ${license}`;
}
