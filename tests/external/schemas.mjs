// Compiles the schemas of a folder strictly and SARIF's own, and validates each document `KIND.CASE.json` of another folder against
// `KIND`. A document's own `format` decides where it names one: a failed run prints what it has.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const [schemas, sarif, documents] = process.argv.slice(2);
const read = (path) => (path.endsWith(".yaml") ? parse : JSON.parse)(readFileSync(path, "utf8"));
const compile = (schema, options) => {
  const ajv = new Ajv({ allErrors: true, ...options });
  addFormats.default(ajv);
  return ajv.compile(schema);
};
const validators = new Map();
for (const file of readdirSync(schemas).filter((it) => it.endsWith(".schema.json"))) {
  const schema = read(join(schemas, file));
  validators.set(file.replace(/\.v1\.schema\.json$/, ""), compile(schema));
  if (!schema.$id?.endsWith(`/schema/${file}`)) throw new Error(`${file}: $id is ${schema.$id}`);
}
// One of its patterns is not valid in the Unicode mode of regular expressions.
validators.set("sarif", compile(read(sarif), { strict: false, unicodeRegExp: false }));

let failed = 0;
const seen = new Map([...validators.keys()].map((kind) => [kind, 0]));
for (const file of readdirSync(documents)) {
  const document = read(join(documents, file));
  const kind = file.endsWith(".sarif") ? "sarif" : (document.format?.replace("storectl.", "") ?? file.split(".")[0]);
  const validate = validators.get(kind);
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  if (!validate?.(document)) {
    failed += 1;
    console.error(`${file} (${kind}):`, validate ? validate.errors.slice(0, 5) : "no schema");
  }
}
for (const [kind] of [...seen].filter(([, number]) => number === 0)) {
  failed += 1;
  console.error(`${kind}: no document`);
}
console.log(`${validators.size} schemas compiled; ${[...seen].map(([kind, number]) => `${number} ${kind}`).join(", ")}; ${failed} failed`);
process.exit(failed ? 1 : 0);
