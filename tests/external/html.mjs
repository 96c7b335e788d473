// Opens every page of a folder in Chromium, as a file and from a loopback server, in light and dark and narrow.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [pages, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const requested = [];
const server = createServer((request, response) => {
  requested.push(request.url);
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(readFileSync(join(pages, request.url.slice(1))));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const faults = [];
const fault = (page, what) => faults.push(`${page}: ${what}`);
const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 390, height: 844 } },
];

for (const file of readdirSync(pages).sort()) {
  for (const { name: look, ...settings } of looks) {
    // The page's own policy lets no script in, and so not axe-core's either: it is evaluated by the debugger.
    const context = await browser.newContext(settings);
    const page = await context.newPage();
    const name = `${file} (${look})`;
    page.on("console", (it) => { if (["error", "warning"].includes(it.type())) fault(name, `console: ${it.text()}`); });
    page.on("pageerror", (it) => fault(name, `error: ${it}`));
    page.on("request", (it) => { if (it.url() !== `${origin}/${file}` && !it.url().startsWith("data:")) fault(name, `request: ${it.url()}`); });
    await page.goto(`${origin}/${file}`);
    const shot = (suffix) => page.screenshot({ path: join(shots, `${file.replace(".html", "")}-${look}${suffix}.png`), fullPage: suffix !== "" });
    await shot("");
    await page.evaluate(() => { for (const it of document.querySelectorAll("details")) it.open = true; });
    await shot("-open");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) fault(name, `${wide} pixels too wide`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const it of found.violations) {
      const where = it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
      const said = `${it.impact} ${it.id}: ${it.help} (${where})`;
      if (["serious", "critical"].includes(it.impact)) fault(name, said);
      else console.log(`${name}: ${said}`);
    }
    if (look === "light") await keyboard(page, name);
    await context.close();
  }
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(`${origin}/${file}`);
  if ((await page.locator("#filter:visible, #theme:visible").count()) > 0) fault(file, "shows what only a script can serve");
  if (!(await page.locator("h1").isVisible())) fault(file, "shows nothing without a script");
  await plain.close();
}

async function keyboard(page, name) {
  await page.reload();
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.className);
  if (first !== "skip") fault(name, `the first stop is ${first}`);
  const stops = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
    return all.filter((it) => it.checkVisibility()).length;
  });
  const seen = new Set();
  for (let at = 0; at < Math.min(stops, 120); at += 1) {
    const stop = await page.evaluate(() => {
      const it = document.activeElement;
      const style = getComputedStyle(it);
      it.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
      return { tag: it.tagName, id: it.dataset.stop, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
    });
    if (stop.tag === "BODY") break;
    if (!stop.ring) fault(name, `no visible focus on ${stop.tag}`);
    seen.add(stop.id);
    await page.keyboard.press("Tab");
  }
  if (seen.size < Math.min(stops, 100)) fault(name, `${seen.size} of ${stops} stops reached`);
  if ((await page.locator("#filter").count()) === 0) return;
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  if (!(await page.evaluate(() => document.activeElement.matches("#filter input")))) fault(name, "/ does not focus the search");
  const all = await page.locator(".change").count();
  await page.keyboard.type("no such text anywhere");
  await page.waitForFunction(() => document.querySelector("#filter output").textContent.startsWith("0 of"));
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("#filter output").textContent === "");
  const left = await page.locator(".change:not([hidden])").count();
  if (left !== all) fault(name, `${left} of ${all} changes after the search was cleared`);
}

await browser.close();
server.close();
const looked = readdirSync(pages).length;
for (const it of faults) console.error(it);
console.log(`${looked} pages, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
