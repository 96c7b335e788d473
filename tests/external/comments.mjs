// Renders each OUTPUTS/NAME/{markdown,summary} as GitHub shows it and takes screenshots: FOLDER/NAME.KIND.{first,whole}.png.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import rehypeRaw from "rehype-raw";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import { remarkAlert } from "remark-github-blockquote-alert";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

const [outputs, folder] = process.argv.slice(2);
const css = readFileSync(createRequire(import.meta.url).resolve("github-markdown-css/github-markdown-light.css"), "utf8");

// GitHub draws alerts itself, after its sanitizer.
const schema = {
  ...defaultSchema,
  tagNames: [...defaultSchema.tagNames, "svg", "path"],
  attributes: {
    ...defaultSchema.attributes,
    div: [...(defaultSchema.attributes.div ?? []), ["className", /^markdown-alert/]],
    p: [["className", "markdown-alert-title"]],
    details: ["open"],
    svg: ["viewBox", "width", "height", "className"],
    path: ["d"],
  },
};
const gfm = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkAlert)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, schema)
  .use(rehypeStringify);

// Headless, as root, and without the requests that a browser makes by itself.
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [...args, "--disable-component-update", "--disable-sync"],
});
let failed = 0;
for (const name of readdirSync(outputs)) {
  for (const kind of ["markdown", "summary"]) {
    const source = readFileSync(join(outputs, name, kind), "utf8");
    const body = String(await gfm.process(source));
    const html = `<!doctype html><meta charset="utf-8"><style>${css}
      body { margin: 0; background: #fff } article { width: 830px; margin: 16px; padding: 16px; border: 1px solid #d1d9e0; border-radius: 6px }
    </style><article class="markdown-body">${body}</article>`;
    const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
    const asked = [];
    page.on("request", (it) => asked.push(it.url()));
    await page.route("**/*", (route) => route.abort());
    await page.setContent(html, { waitUntil: "load" }).catch(() => {});
    const foreign = asked.filter((it) => !/^https:\/\/github\.com\/contoso\/notes\/blob\/[0-9a-f]{40}\/store\//.test(it));
    if (foreign.length > 0) {
      failed += 1;
      console.error(`${name} ${kind}: asks for ${foreign}`);
    }
    writeFileSync(join(folder, `${name}.${kind}.html`), html);
    await page.screenshot({ path: join(folder, `${name}.${kind}.first.png`) });
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    await page.screenshot({ path: join(folder, `${name}.${kind}.whole.png`), fullPage: true });
    await page.close();
  }
}
await browser.close();
console.log(`${readdirSync(outputs).length} pull requests, ${failed} failed`);
process.exit(failed ? 1 : 0);
