
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.append(text);
    return node;
  };

  // ---- Theme: that of the system, unless one is chosen.
  const root = document.documentElement;
  byId("theme").hidden = false;
  byId("theme").addEventListener("change", (event) => {
    if (event.target.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = event.target.value;
  });

  const data = JSON.parse(byId("data").textContent);
  const documents = data.documents;
  if (!byId("cards")) return;

  // ---- Text: characters that act are shown as signs.
  const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
  const NAMES = "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(" ");
  const code = (c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  const nameOf = (c) => (c === "\u007f" ? "DEL" : NAMES[c.codePointAt(0)] || code(c));
  const write = (node, text) => {
    text = text.replaceAll("\r\n", "\n");
    let done = 0;
    for (const found of text.matchAll(ACTS)) {
      node.append(text.slice(done, found.index));
      const sign = make("span", "sign", nameOf(found[0]));
      sign.title = code(found[0]);
      node.append(sign);
      done = found.index + found[0].length;
    }
    node.append(text.slice(done));
    return node;
  };
  const plain = (text) => text.replace(ACTS, code);
  const number = (n) => n.toLocaleString("en");
  const counted = (n, what) => `${number(n)} ${what}${n === 1 ? "" : "s"}`;
  const share = (part, all) => (all ? (100 * part) / all : 0).toFixed(1) + " %";

  // ---- Spans: `all` in the order of the page.
  const all = [];
  documents.forEach((doc, d) => {
    doc.spans = [];
    doc.pieces.forEach((piece, p) => {
      if (typeof piece !== "object") return;
      const span = { ...piece, doc, d, p, index: all.length, mark: null, shown: true };
      doc.spans.push(span);
      all.push(span);
    });
    doc.name = plain(doc.source || "");
    doc.haystack = [doc.place, doc.name, doc.title || "", ...doc.pieces.map((p) => (typeof p === "object" ? p.text : String(p)))].join("\n").toLowerCase();
  });

  // ---- Marks survive a reload where the browser lets a file keep something.
  const storeKey = "jingwen-marks:" + documents.map((doc) => doc.sha256.slice(0, 8)).join("").slice(0, 400);
  const spanKey = (span) => [span.doc.sha256, span.start, span.end, span.rule].join(":");
  let unsaved = false;
  const keep = () => {
    const kept = {};
    for (const span of all) if (span.mark) kept[spanKey(span)] = span.mark;
    try { localStorage.setItem(storeKey, JSON.stringify(kept)); } catch { /* it may not */ }
  };
  try {
    const kept = JSON.parse(localStorage.getItem(storeKey) || "{}");
    for (const span of all) {
      const mark = kept[spanKey(span)];
      if (mark === "right" || mark === "wrong") span.mark = mark;
    }
  } catch { /* it may not */ }

  // ---- Cards.
  const LONG = 320, EDGE = 130;
  const body = (node, text, first, last) => {
    const chars = Array.from(text);
    if (chars.length <= LONG) { write(node, text); return; }
    const head = first ? 0 : EDGE, tail = last ? 0 : EDGE;
    const from = head, to = chars.length - tail;
    write(node, chars.slice(0, from).join(""));
    const more = make("button", "more", `… ${number(to - from)} characters of body …`);
    more.type = "button";
    more.addEventListener("click", () => {
      const rest = write(make("span"), chars.slice(from, to).join(""));
      rest.tabIndex = -1;
      more.replaceWith(rest);
      rest.focus({ preventScroll: true });
    });
    node.append(more);
    write(node, chars.slice(to).join(""));
  };
  const tag = (span) => {
    span.node.querySelector(".tag")?.remove();
    if (!span.mark) return;
    const sign = span.mark === "right" ? "✓ right" : "✗ wrong";
    span.node.append(make("span", "tag " + span.mark, sign));
  };
  const langs = { "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", en: "en" };
  const gone = (span) => {
    const node = make("span", `gone c-${span.category}`);
    node.setAttribute("role", "button");
    node.tabIndex = 0;
    node.dataset.index = span.index;
    if (langs[span.lang]) node.lang = langs[span.lang];
    node.append(make("span", "sr", `removed, ${span.category}: `), write(make("del"), span.text));
    span.node = node;
    tag(span);
    return node;
  };
  const card = (doc, d) => {
    const node = make("article", "card");
    node.id = "d" + d;
    const title = make("h3", "", make("bdi", "", doc.place));
    title.id = "t" + d;
    node.setAttribute("aria-labelledby", title.id);
    const meta = make("p", "meta");
    if (doc.name) meta.append(make("bdi", "", doc.name), " · ");
    meta.append(`${share(doc.removed, doc.length)} of ${number(doc.length)} characters removed · ${plain(doc.outcome)}`);
    const text = make("div", "text");
    if (langs[doc.lang]) text.lang = langs[doc.lang];
    let at = 0;
    doc.pieces.forEach((piece, p) => {
      if (typeof piece === "string") body(text, piece, p === 0, p === doc.pieces.length - 1);
      else if (typeof piece === "number") text.append(make("span", "left", `… ${number(piece)} characters …`));
      else text.append(gone(doc.spans[at++]));
    });
    node.append(title, meta, text);
    return node;
  };
  const cards = byId("cards");
  documents.forEach((doc, d) => cards.append((doc.node = card(doc, d))));

  // ---- Why: the span that is pointed at, else the one that was chosen.
  const why = byId("why");
  why.className = "why empty";
  why.hidden = false;
  why.tabIndex = -1;
  let chosen = null, seen = null;
  const explain = (span) => {
    if (span === seen && why.childElementCount) { presses(span); return; }
    seen = span;
    why.replaceChildren();
    why.classList.toggle("empty", !span);
    document.body.classList.toggle("open", Boolean(span && span === chosen));
    if (!span) {
      why.append(make("p", "hint", "Point at a struck-out passage, or select it, to see the rule and the reasons."));
      return;
    }
    const head = make("div", "head");
    const title = make("h3", `c-${span.category}`);
    title.append(make("span", "swatch"), span.category.replaceAll("_", " "));
    const close = make("button", "close", "Close");
    close.type = "button";
    close.addEventListener("click", () => { span.node.focus(); choose(null); });
    head.append(title, close);
    const list = make("dl");
    const row = (name, value) => list.append(make("dt", "", name), make("dd", "", value));
    row("rule", write(make("code"), span.rule));
    if (span.score !== null) row("score", (span.score / 1000).toFixed(3));
    row("language", span.lang);
    row("place", `${number(span.start)}–${number(span.end)}`);
    const answer = make("div", "answer");
    const button = (name, key, act) => {
      const node = make("button", "", name);
      node.type = "button";
      node.append(make("kbd", "", key));
      node.addEventListener("click", act);
      answer.append(node);
      return node;
    };
    for (const [mark, name, key] of [["right", "Right", "R"], ["wrong", "Wrong", "W"]])
      button(name, key, () => { if (span !== chosen) choose(span); setMark(span, span.mark === mark ? null : mark); }).dataset.mark = mark;
    button("Previous", "P", () => go(span, -1));
    button("Next", "N", () => go(span, 1));
    why.append(head, make("p", "what", data.categories[span.category] || ""), answer, list);
    if (span.reasons.length) {
      const reasons = make("ol");
      reasons.tabIndex = 0;
      reasons.setAttribute("aria-label", "Reasons");
      for (const [what, points] of span.reasons) {
        const item = make("li");
        item.append(write(make("span"), what), make("b", "", (points > 0 ? "+" : "") + String(points).replace("-", "−")));
        reasons.append(item);
      }
      why.append(reasons);
    }
    presses(span);
  };
  const presses = (span) => {
    for (const button of why.querySelectorAll("[data-mark]"))
      button.setAttribute("aria-pressed", String(Boolean(span) && span.mark === button.dataset.mark));
  };
  const choose = (span) => {
    chosen?.node.classList.remove("now");
    chosen = span;
    span?.node.classList.add("now");
    seen = undefined;
    explain(span);
    span?.node.scrollIntoView({ block: "nearest" });
  };
  const go = (span, step) => {
    for (let at = span.index + step; all[at]; at += step) {
      if (!all[at].shown) continue;
      all[at].node.focus();
      return;
    }
  };
  const spanOf = (event) => {
    const node = event.target.closest?.(".gone");
    return node ? all[Number(node.dataset.index)] : null;
  };
  cards.addEventListener("mouseover", (event) => { const span = spanOf(event); if (span && matchMedia("(hover: hover) and (min-width: 60rem)").matches) explain(span); });
  cards.addEventListener("mouseout", (event) => { if (spanOf(event)) explain(chosen); });
  cards.addEventListener("focusin", (event) => { const span = spanOf(event); if (span) choose(span); });
  cards.addEventListener("click", (event) => { const span = spanOf(event); if (span) choose(span); });
  const KEYS = { r: "right", w: "wrong" };
  const keys = (event) => {
    const span = spanOf(event) || (why.contains(event.target) ? chosen : null);
    if (!span || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (KEYS[key]) setMark(span, span.mark === KEYS[key] ? null : KEYS[key]);
    else if (key === "n" || key === "p") go(span, key === "n" ? 1 : -1);
    else if (key === "escape") { span.node.focus(); if (matchMedia("(max-width: 60rem)").matches) choose(null); }
    else if ((key === "enter" || key === " ") && event.target === span.node) { choose(span); why.querySelector("[data-mark]").focus(); }
    else return;
    event.preventDefault();
  };
  cards.addEventListener("keydown", keys);
  why.addEventListener("keydown", keys);

  // ---- Marks.
  const tally = () => {
    const right = all.filter((s) => s.mark === "right").length;
    const wrong = all.filter((s) => s.mark === "wrong").length;
    byId("marks").textContent = right + wrong ? `${right} right, ${wrong} wrong` : "No marks yet";
    byId("download").disabled = right + wrong === 0;
  };
  const setMark = (span, mark) => {
    span.mark = mark;
    unsaved = true;
    tag(span);
    presses(span);
    tally();
    keep();
    byId("said").textContent = mark ? `Marked ${mark}.` : "Mark taken back.";
  };
  const AROUND = 200;
  const near = (doc, p, step) => {
    let text = "";
    for (let at = p + step; doc.pieces[at] !== undefined; at += step) {
      const piece = doc.pieces[at];
      if (typeof piece === "number" || Array.from(text).length >= AROUND) break;
      const own = typeof piece === "object" ? piece.text : piece;
      text = step < 0 ? own + text : text + own;
    }
    const chars = Array.from(text);
    return (step < 0 ? chars.slice(-AROUND) : chars.slice(0, AROUND)).join("");
  };
  // A line as `jingwen sample` writes it. The id goes in as it is spelled: as a number it might
  // lose digits.
  const line = (span) => {
    const { doc } = span;
    const rest = { sha256: doc.sha256, start: span.start, end: span.end, rule: span.rule, category: span.category, lang: span.lang };
    if (doc.source !== null) rest.source = doc.source;
    if (doc.title !== null) rest.title = doc.title;
    Object.assign(rest, { before: near(doc, span.p, -1), span: span.text, after: near(doc, span.p, 1) });
    if (doc.whole) rest.text = doc.pieces.map((p) => (typeof p === "object" ? p.text : p)).join("");
    return `{"type":"mark","schema":1,"mark":${JSON.stringify(span.mark)},"id":${doc.id},${JSON.stringify(rest).slice(1)}\n`;
  };
  byId("download").addEventListener("click", () => {
    const lines = all.filter((span) => span.mark).map(line);
    const url = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
    const link = make("a");
    link.href = url;
    link.download = "marks.jsonl";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    unsaved = false;
    byId("said").textContent = `${counted(lines.length, "mark")} downloaded.`;
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // ---- Filters.
  const tools = byId("tools");
  const FILTERS = { category: (s) => s.category, rule: (s) => s.rule, language: (s) => s.lang, source: (s) => s.doc.source || "" };
  for (const [name, of] of Object.entries(FILTERS)) {
    const values = [...new Set(all.map(of))].filter(Boolean).sort();
    for (const value of values) {
      const option = make("option", "", Array.from(plain(value)).slice(0, 80).join(""));
      option.value = value;
      byId("f-" + name).append(option);
    }
  }
  const filter = () => {
    const text = byId("f-text").value.trim().toLowerCase();
    const kind = byId("f-kind").value, mark = byId("f-mark").value;
    const chosenValues = Object.entries(FILTERS).map(([name, of]) => [byId("f-" + name).value, of]);
    let shownDocuments = 0, shownSpans = 0;
    for (const doc of documents) {
      const fits = (!kind || doc[kind]) && (!text || doc.haystack.includes(text));
      let any = false;
      for (const span of doc.spans) {
        const ok = chosenValues.every(([value, of]) => !value || of(span) === value)
          && (!mark || (mark === "none" ? !span.mark : span.mark === mark));
        span.shown = fits && ok;
        span.node.classList.toggle("other", !ok);
        any ||= span.shown;
        shownSpans += span.shown;
      }
      doc.node.hidden = !any;
      shownDocuments += any;
    }
    byId("status").textContent = shownDocuments
      ? `${number(shownDocuments)} of ${counted(documents.length, "document")}, ${counted(shownSpans, "removed span")}`
      : "Nothing in the sample fits these filters.";
    if (chosen && !chosen.shown) choose(null);
  };
  tools.hidden = false;
  byId("status-row").hidden = false;
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("reset", () => setTimeout(filter));
  for (const pick of document.querySelectorAll(".pick")) {
    pick.title = "Show these in the sample";
    const value = JSON.parse(pick.dataset.value);
    pick.addEventListener("click", () => {
      const select = byId("f-" + pick.dataset.filter);
      const known = [...select.options].some((o) => o.value === value);
      tools.reset();
      setTimeout(() => {
        if (known) select.value = value;
        filter();
        if (!known) byId("status").textContent = `The sample holds nothing of ${plain(value)}.`;
        byId("sample").scrollIntoView();
        select.focus({ preventScroll: true });
      });
    });
  }
  // The table of those that lost most links to cards that a filter may hide.
  for (const link of document.querySelectorAll('.most a[href^="#d"]')) {
    link.addEventListener("click", () => { tools.reset(); filter(); });
  }
  explain(null);
  tally();
  filter();
})();
