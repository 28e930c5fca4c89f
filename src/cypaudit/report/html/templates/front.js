"use strict";
(() => {
  const table = document.getElementById("map");
  if (!table) return;
  const form = document.getElementById("filters");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.querySelectorAll("th[aria-sort]")];
  const names = ["system", "type", "domain", "rating"];
  const ranks = { y: 4, s: 3, n: 2, u: 1, x: 0 };
  const alphabet = new Intl.Collator("en");
  const FIXED = 4; // columns before the first question: the document and three sums

  // What a row holds, looked up once: of each cell its domain and the mark of its rating.
  const facts = new Map(rows.map((row, at) => [row, {
    at,
    cells: [...row.cells].slice(FIXED).map((cell) => ({
      domain: cell.className.slice(1),
      mark: cell.firstElementChild?.className ?? "",
    })),
  }]));
  const columns = [...table.tHead.rows[1].cells].slice(FIXED - 1).map((head) => head.className.match(/\bd(\d+)\b/)[1]);
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];

  function read() {
    const told = new URLSearchParams(location.hash.slice(1));
    const state = { sort: told.get("sort") || "" };
    for (const name of names) {
      const value = told.get(name) || "";
      const known = [...form.elements[name].options].some((option) => option.value === value);
      state[name] = known ? value : "";
    }
    return state;
  }

  function write(state) {
    const told = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) if (value) told.set(name, value);
    history.replaceState(null, "", told.size ? `#${told}` : "#map-title");
  }

  function isShown(row, state) {
    if (state.system && row.dataset.system !== state.system) return false;
    if (state.type && row.dataset.type !== state.type) return false;
    return facts.get(row).cells.some((cell) =>
      (!state.domain || cell.domain === state.domain) && (!state.rating || cell.mark === state.rating));
  }

  // Rows that come anew below what is seen of the map are put off until the rest is on the screen, and then
  // come a few at a time: a row has dozens of cells, and to lay out all of them at once is felt as a delay.
  const LEAST_ROW = 36; // pixels: no row is lower
  const AT_ONCE = 12, PAUSE = 30; // rows, milliseconds
  let putOff = [], waiting = 0, domain = "";
  function countNear() {
    const frame = table.parentElement;
    const isInside = body.contains(document.activeElement); // what has the focus must not be hidden
    return isInside ? rows.length : Math.ceil((frame.scrollTop + frame.clientHeight) / LEAST_ROW);
  }
  function reveal(most = AT_ONCE) {
    clearTimeout(waiting);
    for (const row of putOff.splice(0, most)) row.hidden = false;
    revealSoon();
  }
  function revealSoon() {
    if (putOff.length) requestAnimationFrame(() => {
      clearTimeout(waiting);
      waiting = setTimeout(reveal, PAUSE);
    });
  }
  addEventListener("beforeprint", () => reveal(rows.length));

  function filter(state, moved, near) {
    clearTimeout(waiting);
    putOff = [];
    let shown = 0;
    for (const row of body.rows) {
      const isAsked = isShown(row, state);
      shown += isAsked;
      const isNew = row.hidden || moved.has(row) || state.domain !== domain;
      row.hidden = !isAsked || (isNew && shown > near);
      if (isAsked && row.hidden) putOff.push(row);
    }
    domain = state.domain;
    revealSoon();
    const rules = [];
    if (state.domain) rules.push(`.map .d:not(.d${state.domain}),.map td:not(.sum):not(.d${state.domain}){display:none}`);
    if (state.rating) rules.push(`.map td a:not(.${state.rating}){visibility:hidden}`);
    sheet.replaceSync(rules.join(""));
    const asked = columns.filter((domain) => !state.domain || domain === state.domain).length;
    document.getElementById("status").textContent =
      `${shown} of ${rows.length} documents, ${asked} of ${columns.length} questions`;
    document.getElementById("nothing").hidden = shown > 0;
  }

  function keyOf(row, name) {
    if (name === "document") return row.cells[0].textContent.trim().toLowerCase();
    const sums = { "sum-y": 1, "sum-s": 2, "sum-n": 3 };
    if (name in sums) return Number(row.cells[sums[name]].textContent);
    const at = heads.findIndex((head) => head.firstElementChild.dataset.sort === name);
    return ranks[facts.get(row).cells[at - FIXED].mark] ?? -1;
  }

  function sort(state) {
    const [name, way] = state.sort.split(".");
    const known = heads.some((head) => head.firstElementChild.dataset.sort === name);
    for (const head of heads) {
      const isThis = known && head.firstElementChild.dataset.sort === name;
      head.setAttribute("aria-sort", isThis ? (way === "desc" ? "descending" : "ascending") : "none");
    }
    const order = [...rows];
    if (known) {
      const keys = new Map(rows.map((row) => [row, keyOf(row, name)]));
      const sign = way === "desc" ? -1 : 1;
      order.sort((one, other) => {
        const a = keys.get(one), b = keys.get(other);
        const by = typeof a === "string" ? alphabet.compare(a, b) : a - b;
        return sign * by || facts.get(one).at - facts.get(other).at;
      });
    }
    return arrange(order);
  }

  // Moves as few rows as may be, for a row that moves has its cells styled and laid out anew: the longest
  // run of rows that already stand in the order asked for stays, found by patience sorting.
  function arrange(order) {
    const wanted = new Map(order.map((row, at) => [row, at]));
    const ends = [], before = new Map(); // ends[n]: the row with which a run of n + 1 rows best ends
    for (const row of body.rows) {
      let low = 0, high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (wanted.get(ends[middle]) < wanted.get(row)) low = middle + 1; else high = middle;
      }
      before.set(row, ends[low - 1] ?? null);
      ends[low] = row;
    }
    const stays = new Set();
    for (let row = ends.at(-1); row; row = before.get(row)) stays.add(row);
    let next = null;
    for (const row of [...order].reverse()) {
      if (!stays.has(row)) body.insertBefore(row, next);
      next = row;
    }
    return new Set(order.filter((row) => !stays.has(row)));
  }

  // One cell is in the order of the Tab key, the arrow keys reach the others: thousands of links would
  // bar the way to the rest of the page.
  let current = null;
  function enter(link) {
    if (current) current.tabIndex = -1;
    current = link;
    if (current) current.tabIndex = 0;
  }
  function isVisible(link) {
    return link.checkVisibility ? link.checkVisibility({ visibilityProperty: true }) : link.offsetParent !== null;
  }
  for (const link of table.querySelectorAll("tbody a")) link.tabIndex = -1;
  body.addEventListener("focusin", (event) => { if (event.target.matches("a")) enter(event.target); });
  body.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = steps[event.key];
    const cell = event.target.closest("td,th");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    let row = cell.parentElement.sectionRowIndex, column = cell.cellIndex;
    for (;;) {
      row += step[0];
      column += step[1];
      const next = body.rows[row]?.cells[column];
      if (!next) return;
      const link = next.querySelector("a");
      if (link && isVisible(link)) return link.focus();
    }
  });

  function show(state) {
    for (const name of names) form.elements[name].value = state[name];
    const near = countNear(); // before anything moves, as it is known without a new layout
    filter(state, sort(state), near);
    if (!current || !isVisible(current)) enter([...body.querySelectorAll("th a")].find(isVisible) || null);
  }

  form.addEventListener("change", () => {
    const state = read();
    for (const name of names) state[name] = form.elements[name].value;
    write(state);
    show(state);
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    history.replaceState(null, "", "#map-title");
    show(read());
  });
  table.tHead.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.sort;
    if (!name) return;
    const state = read();
    const first = name === "document" ? "asc" : "desc"; // numbers and ratings: the highest first
    const other = first === "asc" ? "desc" : "asc";
    state.sort = state.sort === `${name}.${first}` ? `${name}.${other}` : `${name}.${first}`;
    write(state);
    show(state);
  });
  addEventListener("hashchange", () => { if (location.hash.includes("=")) show(read()); });
  form.hidden = false;
  document.getElementById("map-hint").hidden = false;
  show(read());
})();
