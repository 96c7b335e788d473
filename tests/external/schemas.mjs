// Compiles the schemas of a folder strictly, and validates each document `KIND.CASE.json` of another against `KIND`.
// A document's own `format` decides where it names one: a failed run prints what it has.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

const [schemas, documents] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const validators = new Map();
for (const file of readdirSync(schemas).filter((it) => it.endsWith(".schema.json"))) {
  const schema = read(join(schemas, file));
  const ajv = new Ajv({ allErrors: true });
  addFormats.default(ajv);
  validators.set(file.replace(/\.v1\.schema\.json$/, ""), ajv.compile(schema));
  if (!schema.$id?.endsWith(`/schema/${file}`)) throw new Error(`${file}: $id is ${schema.$id}`);
}

let failed = 0;
for (const file of readdirSync(documents)) {
  const document = read(join(documents, file));
  const kind = document.format?.replace("storectl.", "") ?? file.split(".")[0];
  const validate = validators.get(kind);
  if (!validate?.(document)) {
    failed += 1;
    console.error(`${file} (${kind}):`, validate ? validate.errors.slice(0, 5) : "no schema");
  }
}
console.log(`${validators.size} schemas compiled, ${readdirSync(documents).length} documents, ${failed} failed`);
process.exit(failed ? 1 : 0);
