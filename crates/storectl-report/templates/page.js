"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const name = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
  dark.addEventListener("change", name);
  name();

  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let it = target.closest("details"); it; it = it.parentElement && it.parentElement.closest("details")) it.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const form = document.getElementById("filter");
  if (!form) return;
  form.hidden = false;
  const changes = [...document.querySelectorAll(".change")].map((element) => ({ element, text: null }));
  const groups = [...document.querySelectorAll(".group")].map((element) => ({ element, open: element.open }));
  const listings = [...document.querySelectorAll(".listing")];
  const output = form.querySelector("output");
  const wanted = (field) => (form.elements[field] ? form.elements[field].value : "");
  const apply = () => {
    const text = wanted("text").trim().toLowerCase();
    const [language, module, origin] = ["language", "module", "origin"].map(wanted);
    const any = text || language || module || origin;
    let visible = 0;
    for (const change of changes) {
      const data = change.element.dataset;
      let shows = (!language || data.language === language) && (!module || data.module === module) && (!origin || data.origin === origin);
      if (shows && text) {
        change.text ??= change.element.textContent.toLowerCase();
        shows = change.text.includes(text);
      }
      change.element.hidden = !shows;
      visible += shows ? 1 : 0;
    }
    for (const group of groups) {
      const shows = group.element.querySelector(".change:not([hidden])") !== null;
      group.element.hidden = !!any && !shows;
      group.element.open = any ? shows : group.open;
    }
    for (const listing of listings) listing.hidden = !!language && listing.dataset.language !== language;
    output.textContent = any ? `${visible} of ${changes.length} changes` : "";
  };
  let later = 0;
  form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(apply, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("reset", () => setTimeout(apply, 0));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.text.focus();
    } else if (event.key === "Escape" && event.target === form.elements.text) {
      form.reset();
    }
  });
})();
