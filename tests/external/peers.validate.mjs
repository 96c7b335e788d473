// Validates every manifest below a folder against the schema of a manifest with Ajv.
// usage: node peers.validate.mjs SCHEMA FOLDER
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { load } from "js-yaml";

const [schema, folder] = process.argv.slice(2);
const ajv = new Ajv();
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
for (const name of readdirSync(folder)) {
  const path = join(folder, name, "storectl.yaml");
  if (!validate(load(readFileSync(path, "utf8")))) {
    console.error(path, validate.errors[0]);
    process.exitCode = 1;
  }
}
