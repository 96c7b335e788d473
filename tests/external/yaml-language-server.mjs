// A scripted editor for the YAML language server: what the schema alone gives whoever writes a manifest.
// usage: node yaml-language-server.mjs SERVER SCHEMA FOLDER
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [server, schema, folder] = process.argv.slice(2);
const DEADLINE_MS = 30_000;
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
setTimeout(() => fail("no answer within the deadline"), DEADLINE_MS).unref();

const waiting = new Map(); // requests, by ID
const published = new Map(); // those who wait for the diagnostics of a document, by its address
let buffer = Buffer.alloc(0);
child.stdout.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(end, 0)).toString())?.[1]);
    if (end < 0 || buffer.length < end + 4 + length) return;
    receive(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()));
    buffer = buffer.subarray(end + 4 + length);
  }
});

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    published.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    // The server's own requests: its settings are those of the modeline only.
    const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
    const result = message.method === "workspace/configuration" ? message.params.items.map(() => settings) : null;
    send({ id: message.id, result });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message);
    waiting.delete(message.id);
  }
}

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

let last = 0;
function ask(method, params) {
  const id = (last += 1);
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, (answer) => (answer.error ? fail(answer.error.message) : resolve(answer.result))));
}

function fail(why) {
  console.error(`failed: ${why}`);
  child.kill();
  process.exit(1);
}

let checks = 0;
function check(holds, what, found) {
  checks += 1;
  if (!holds) fail(`${what}; found ${JSON.stringify(found)}`);
}

// Where `|` stands in the text of a manifest, the cursor is.
const MODELINE = `# yaml-language-server: $schema=${pathToFileURL(schema)}\n`;
const HEAD = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
let opened = 0;
function open(body) {
  const marked = MODELINE + HEAD + body;
  const at = marked.indexOf("|");
  const text = marked.replace("|", "");
  const before = marked.slice(0, Math.max(at, 0)).split("\n");
  const position = { line: before.length - 1, character: before.at(-1).length };
  const file = join(folder, `${(opened += 1)}.storectl.yaml`);
  writeFileSync(file, text);
  const uri = pathToFileURL(file).href;
  const diagnostics = new Promise((resolve) => published.set(uri, resolve));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return { diagnostics, at: { textDocument: { uri }, position } };
}
const complete = async (body) => (await ask("textDocument/completion", open(body).at)).items.map((it) => it.label);
const hover = async (body) => {
  const found = await ask("textDocument/hover", open(body).at);
  return found?.contents?.value ?? found?.contents ?? "";
};
const problems = async (body) => (await open(body).diagnostics).map((it) => it.message);

await ask("initialize", { processId: null, rootUri: pathToFileURL(folder).href, capabilities: { workspace: { configuration: true } } });
send({ method: "initialized", params: {} });

check((await problems("packages:\n  - packageUrl: https://contoso.com/1.0.0/a.exe\n")).length === 0, "a valid manifest has no problem");
for (const [body, said] of [
  ["availability: { pricing: GRATIS }\n", "PAID"],
  ["packages:\n  - packageUrl: https://contoso.com/1.0.0/a.exe\n    packageType: zip\n", "msi"],
  ["listings: { en-us: { descripton: x } }\n", "descripton"],
  ["listings: { en-us: { searchTerms: word } }\n", "array"],
]) {
  const found = await problems(body);
  check(found.some((it) => it.includes(said)), `${JSON.stringify(body)} is flagged, naming ${said}`, found);
}
for (const [body, label] of [
  ["avail|", "availability"],
  ["availability:\n  pri|", "pricing"],
  ["availability:\n  pricing: |", "PAID"],
  ["listings:\n  en-us:\n    short|", "shortDescription"],
  ["listingDefaults:\n  |", "description"],
  ["listings:\n  |", "en-us"],
  ["packages:\n  - packageT|", "packageType"],
  ["packages:\n  - packageUrl: https://contoso.com/1.0.0/a.exe\n    packageType: |", "msi"],
  ["packages:\n  - packageUrl: https://contoso.com/1.0.0/a.exe\n    architectures: [|]", "Arm64"],
]) {
  const found = await complete(body);
  check(found.includes(label), `${JSON.stringify(body)} completes ${label}`, found.slice(0, 20));
}
for (const [body, limit] of [
  ["listings:\n  en-us:\n    descrip|tion: x\n", "10,000 characters"],
  ["listings:\n  en-us:\n    whats|New: x\n", "1,500 characters"],
  ["listings:\n  en-us:\n    search|Terms: [x]\n", "30 characters"],
  ["listingDefaults:\n  short|Description: x\nlistings: { en-us: {} }\n", "1,000 characters"],
  ["properties:\n  certification|Notes: x\n", "2,000 characters"],
  ["packages:\n  - architec|tures: [X64]\n", "exactly one"],
]) {
  const found = await hover(body);
  check(found.includes(limit), `hovering ${JSON.stringify(body)} shows ${limit}`, found);
}

await ask("shutdown", null);
send({ method: "exit" });
console.log(`${checks} checks of the YAML language server passed`);
