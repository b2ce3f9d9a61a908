// Lint a letter's HTML against what mail programs support (caniemail's data), and print as JSON
// what some of them support in part or not at all. What nobody has measured is no finding.
import { readFileSync } from "node:fs";
import { caniemail, rawData } from "caniemail";
import { clientNames } from "./node_modules/caniemail/dist/clients.js";

// In the data, and not in the linter's own list.
clientNames.push("outlook.outlook-com", "free-fr.desktop-webmail");
const UNKNOWN = { never: "u" };
for (const feature of rawData.data) {
  for (const [family, platform] of clientNames.map((name) => name.split("."))) {
    feature.stats[family] ??= {};
    feature.stats[family][platform] ??= UNKNOWN;
  }
}

const status = (title, client) => {
  const [family, platform] = client.split(".");
  const feature = rawData.data.find((one) => one.title === title);
  const versions = feature.stats[family][platform];
  return versions[Object.keys(versions).sort().at(-1)];
};
const clients = ["laposte", "sfr", "orange", "free-fr", "gmail", "outlook", "thunderbird"];
const { issues } = caniemail({
  clients: clients.map((family) => `${family}.*`),
  html: readFileSync(process.argv[2], "utf8"),
});
const found = new Map();
for (const support of ["errors", "warnings"]) {
  for (const [client, list] of issues[support]) {
    for (const { title, notes } of list) {
      if (status(title, client).startsWith("u")) continue;
      const absent = support === "errors";
      found.set(`${client} ${title}`, { client, feature: title, absent, notes });
    }
  }
}
console.log(JSON.stringify([...found.values()]));
