// Renders each OUTPUTS/NAME/{markdown,summary} as GitHub shows it and takes screenshots: FOLDER/NAME.KIND.{first,whole}.png.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import rehypeHighlight from "rehype-highlight";
import rehypeRaw from "rehype-raw";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkBreaks from "remark-breaks";
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
// A comment breaks a line where its source does; a job summary does not.
const gfm = (breaks) => unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(breaks)
  .use(remarkAlert)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, schema)
  .use(rehypeHighlight)
  .use(rehypeStringify);
const processors = { markdown: gfm(remarkBreaks), summary: gfm(() => {}) };

/** Stands for a picture of the repository: says which file of which commit it is. */
function drawn(url) {
  const [, commit, path] = /blob\/([0-9a-f]{7})[0-9a-f]*\/([\w./-]*)/.exec(url) ?? [];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1366" height="768" font-family="sans-serif" font-size="64">
    <rect width="1366" height="768" fill="#${commit?.slice(0, 6)}" opacity="0.4"/><text x="60" y="340">${path}</text><text x="60" y="440">at ${commit}</text></svg>`;
}

// Headless, as root, and without the requests that a browser makes by itself.
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [...args, "--disable-component-update", "--disable-sync"],
});
let failed = 0;
for (const name of readdirSync(outputs)) {
  for (const [kind, processor] of Object.entries(processors)) {
    const source = readFileSync(join(outputs, name, kind), "utf8");
    const body = String(await processor.process(source));
    const html = `<!doctype html><meta charset="utf-8"><style>${css}
      body { margin: 0; background: #fff }
      article.markdown-body { box-sizing: border-box; width: 780px; margin: 16px; padding: 16px; border: 1px solid #d1d9e0; border-radius: 6px }
      .markdown-alert-title svg { margin-right: 8px }
      .hljs-addition { background: #dafbe1; color: #116329 } .hljs-deletion { background: #ffebe9; color: #82071e }
    </style><article class="markdown-body">${body}</article>`;
    const page = await browser.newPage({ viewport: { width: 812, height: 1400 } });
    const asked = [];
    page.on("request", (it) => asked.push(it.url()));
    await page.route("**/*", (route) => route.fulfill({ contentType: "image/svg+xml", body: drawn(route.request().url()) }));
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
