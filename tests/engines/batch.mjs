// Read every file of the command line with one engine, and print as JSON what it understood of
// each: its events, or the engine's refusal. `read` takes the file's text and may throw.
import { readFileSync } from "node:fs";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const main = (read) => {
  const outcomes = process.argv.slice(2).map((path) => {
    try {
      return { items: read(utf8.decode(readFileSync(path))) };
    } catch (refusal) {
      return { refused: String(refusal).slice(0, 300) };
    }
  });
  console.log(JSON.stringify(outcomes));
};
