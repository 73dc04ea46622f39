// Search: what a reader types, looked up in the files below assets/search/ as they are needed, and shown in a palette on
// any page. Files are scripts that hand over their data, since pages opened from the disk can load nothing else. What
// comes from the list is put onto the page as text, never as HTML.
window.maniculeSearch = (function () {
  "use strict";

  var root = new URL("..", document.currentScript.src).href;

  // Files.

  var loads = {};
  var got = {};

  function load(name) {
    if (!loads[name]) {
      loads[name] = new Promise(function (done, failed) {
        var script = document.createElement("script");
        script.src = root + "assets/search/" + name + ".js";
        script.addEventListener("load", function () { done(got[name]); });
        script.addEventListener("error", function () { delete loads[name]; failed(new Error(name)); });
        document.head.append(script);
      });
    }
    return loads[name];
  }

  function taker(name) { return function (key, data) { got[name + "-" + key] = data; }; }

  function core() { return load("core"); }

  function loadData(name, key) { return load(name + "-" + key); }

  function partName(start) {
    var name = Array.from(start, function (c) {
      return /[a-z0-9]/.test(c) ? c : "_" + c.codePointAt(0).toString(16);
    }).join("");
    return name ? "part-" + name : "part";
  }

  // Words, as the builder splits them.

  var STOP = new Set(("a an and are as at be been but by can do for from has have how if in into is it its may not of on or " +
    "our such than that the their them then there these they this to was we were what when which who will with would you").split(" "));
  var LETTERS = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "đ": "d", "Đ": "D",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N"
  };
  var LONGEST = 40;
  var CJK = /[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u1100-\u11ff\u{20000}-\u{3ffff}]+/gu;

  function fold(text) {
    if (/[^\x00-\x7f]/.test(text)) {
      text = Array.from(text, function (c) { return LETTERS[c] || c; }).join("").normalize("NFKD").replace(/\p{M}/gu, "")
        .toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/ς/g, "σ");
    } else text = text.toLowerCase();
    return text.replace(/(?<=[\p{L}\p{N}_])['’](?=[\p{L}\p{N}_])/gu, "");
  }

  function split(text) {
    var words = [];
    (fold(text).match(/[\p{L}\p{N}]+/gu) || []).forEach(function (run) {
      var at = 0;
      function put(word) { if (word) words.push(Array.from(word).slice(0, LONGEST).join("")); }
      if (/^[\x00-\x7f]*$/.test(run)) { put(run); return; }
      for (var found of run.matchAll(CJK)) {
        put(run.slice(at, found.index));
        var signs = Array.from(found[0]);
        if (signs.length === 1) words.push(signs[0]);
        for (var n = 0; n + 1 < signs.length; n++) words.push(signs[n] + signs[n + 1]);
        at = found.index + found[0].length;
      }
      put(run.slice(at));
    });
    return words;
  }

  // Queries: clauses that must all hold, in groups of which one has to.

  var FIELDS = { title: 1, author: 2, why: 8, note: 48, notes: 48, abstract: 64 };
  var FACETS = ["tag", "year", "kind", "status", "importance", "has", "venue", "by"];

  function parse(query) {
    var groups = [[]];
    var pattern = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi;
    var found;
    while ((found = pattern.exec(query))) {
      var not = found[1] === "-";
      var field = (found[2] || "").toLowerCase();
      var value = found[3] !== undefined ? found[3] : found[4];
      var last = pattern.lastIndex === query.length && found[3] === undefined;
      if (!field && !not && (value === "OR" || value === "|") && !last) { groups.push([]); continue; }
      if (FACETS.indexOf(field) >= 0) { if (value) groups[groups.length - 1].push({ not: not, facet: field, value: value }); continue; }
      if (field && !FIELDS[field]) value = found[2] + ":" + value;
      var all = split(value);
      var words = all.filter(function (word) { return !STOP.has(word); });
      if (!words.length && last && all.length) words = all;
      if (!words.length) continue;
      groups[groups.length - 1].push({
        not: not, words: words, phrase: found[3] !== undefined && all.length > 1 ? all : null,
        mask: FIELDS[field] || 0, prefix: last || /\*$/.test(value)
      });
    }
    return groups.filter(function (group) { return group.length; });
  }

  // Postings.

  var SIGNS = "";
  for (var code = 35; code < 127; code++) if (code !== 92) SIGNS += String.fromCharCode(code);
  var DIGIT = {};
  Array.from(SIGNS).forEach(function (sign, digit) { DIGIT[sign] = digit; });
  var HALF = SIGNS.length >> 1;
  var HIGHEST = SIGNS.length;
  var SHORT = 3;
  var FEW = 2;
  var PREFIX = 0.7;
  var TYPO = 0.5;
  var FORGIVEN = 5;

  function partsOf(starts, word, prefix) {
    var low = 0;
    var high = starts.length;
    while (high - low > 1) {
      var middle = (low + high) >> 1;
      if (starts[middle] <= word) low = middle; else high = middle;
    }
    var names = [starts[low]];
    if (prefix) while (++low < starts.length && starts[low].startsWith(word)) names.push(starts[low]);
    return names;
  }

  function readLines(start) {
    return load(partName(start)).then(function () {
      var held = got["=" + start];
      if (typeof held === "string") {
        held = got["=" + start] = new Map(held.split("\n").filter(Boolean).map(function (line) {
          var at = line.indexOf(" ");
          return [line.slice(0, at), line.slice(at + 1)];
        }));
      }
      return held;
    });
  }

  // Adds what one word finds: for each paper how much at most, and in which parts.
  function gather(into, places, factor, mask) {
    var number = -1;
    for (var at = 0; at < places.length; at += 4) {
      var step = 0;
      var scale = 1;
      var digit = DIGIT[places[at]];
      while (digit >= HALF) {
        step += (digit - HALF) * scale;
        scale *= HALF;
        digit = DIGIT[places[++at]];
      }
      number += step + digit * scale + 1;
      var parts = DIGIT[places[at + 2]] << 4 | DIGIT[places[at + 3]];
      if (mask && !(parts & mask)) continue;
      var impact = factor * (DIGIT[places[at + 1]] + 1) / HIGHEST;
      var known = into.get(number);
      if (!known) into.set(number, [impact, parts]);
      else { if (impact > known[0]) known[0] = impact; known[1] |= parts; }
    }
  }

  async function lookUp(word, prefix, mask, forgive, corrections) {
    var facts = await core();
    var found = new Map();
    var names = partsOf(facts.starts, word, prefix);
    if (prefix && word.length < SHORT && names.length > FEW) names = partsOf(facts.starts, word, prefix = false);
    (await Promise.all(names.map(readLines))).forEach(function (lines) {
      if (!prefix) { if (lines.has(word)) gather(found, lines.get(word), 1, mask); return; }
      lines.forEach(function (places, other) {
        if (other.startsWith(word)) gather(found, places, other === word ? 1 : PREFIX, mask);
      });
    });
    if (found.size || !forgive || word.length < FORGIVEN) return found;
    var lengths = [word.length - 1, word.length, word.length + 1].filter(function (n) { return facts.lengths.indexOf(n) >= 0; });
    var lists = await Promise.all(lengths.map(function (n) { return loadData("words", n); }));
    var near = lists.flatMap(function (list) { return list[0].split(" "); }).filter(function (other) { return isNear(word, other); });
    for (var other of near) {
      var lines = await readLines(partsOf(facts.starts, other, false)[0]);
      if (lines.has(other)) gather(found, lines.get(other), TYPO, mask);
    }
    if (found.size && corrections) corrections.push([word, near]);
    return found;
  }

  // Whether one letter more, less, other, or two exchanged make it of the other.
  function isNear(one, other) {
    if (Math.abs(one.length - other.length) > 1 || one === other) return false;
    var start = 0;
    while (start < one.length && one[start] === other[start]) start++;
    var end = 0;
    while (end < one.length - start && end < other.length - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
    var left = one.length - start - end;
    var right = other.length - start - end;
    if (left <= 1 && right <= 1) return true;
    return left === 2 && right === 2 && one[start] === other[start + 1] && one[start + 1] === other[start];
  }

  // Facets in a query.

  var columns = null;

  function readNumbers(width, text) {
    var numbers = new Int32Array(text.length / width);
    for (var at = 0; at < text.length; at++) {
      var n = Math.floor(at / width);
      numbers[n] = numbers[n] * SIGNS.length + DIGIT[text[at]];
    }
    return numbers;
  }

  function loadColumns() {
    if (!columns) {
      columns = loadData("columns", 0).then(function (data) {
        var by = {};
        data[0].forEach(function (column) { by[column[0]] = readNumbers(column[1], column[2]); });
        data[1].forEach(function (column) {
          by[column[0]] = column[2].split(" ").map(function (text) { return Array.from(readNumbers(column[1], text)); });
        });
        by.year = by.date.map(function (day) { return Math.floor(day / 416); });
        return by;
      });
    }
    return columns;
  }

  function tagsBelow(facts, wanted) {
    var keys = new Set(wanted);
    for (var grown = -1; grown !== keys.size;) {
      grown = keys.size;
      facts.tags.forEach(function (tag) { if (keys.has(tag[2])) keys.add(tag[0]); });
    }
    return new Set(facts.tags.flatMap(function (tag, n) { return keys.has(tag[0]) ? [n] : []; }));
  }

  function startsLike(name, value) { return fold(name.replace(/-/g, " ")).startsWith(fold(value.replace(/-/g, " "))); }

  function pick(names, value) {
    return new Set(names.flatMap(function (name, n) { return startsLike(name, value) ? [n + 1] : []; }));
  }

  var HAS = { abstract: 1, quotes: 64 };

  async function tester(facet, value) {
    var facts = await core();
    var of = await loadColumns();
    if (facet === "year") {
      var years = value.split("..");
      var from = +years[0] || 0;
      var to = years.length > 1 ? +years[1] || 9999 : from;
      return function (n) { return of.year[n] && of.year[n] >= from && of.year[n] <= to; };
    }
    if (facet === "tag") {
      var folded = fold(value.replace(/-/g, " "));
      var exact = facts.tags.filter(function (tag) { return fold(tag[0].replace(/-/g, " ")) === folded || fold(tag[1]) === folded; });
      var meant = exact.length ? exact : facts.tags.filter(function (tag) { return startsLike(tag[0], value) || startsLike(tag[1], value); });
      var tags = tagsBelow(facts, meant.map(function (tag) { return tag[0]; }));
      return function (n) { return of.tags[n].some(function (tag) { return tags.has(tag); }); };
    }
    if (facet === "has") {
      var bits = 0;
      if (/^(notes?|margin)$/.test(value)) bits = 62;
      else if (HAS[value]) bits = HAS[value];
      else facts.noteKinds.forEach(function (kind, k) { if (startsLike(kind, value.replace(/s$/, ""))) bits |= 2 << k; });
      return function (n) { return (of.has[n] & bits) !== 0; };
    }
    if (facet === "venue") {
      var venue = fold(value);
      return function (n) { return of.venue[n] && fold(facts.venues[of.venue[n] - 1]).indexOf(venue) >= 0; };
    }
    if (facet === "by") {
      var who = facts.annotators.findIndex(function (one) { return startsLike(one[0], value) || startsLike(one[1], value); });
      return function (n) { return of.signed[n].indexOf(who) >= 0; };
    }
    var names = { kind: facts.kinds, status: facts.statuses, importance: facts.importances }[facet];
    var picked = pick(names, value);
    return function (n) { return picked.has(of[facet][n]); };
  }

  // Searching.

  var CHECKED = 8;

  // All papers that fit, best first: {number, score, parts}; of phrases the best few are looked up in the texts.
  async function find(query) {
    var facts = await core();
    var groups = parse(query);
    var corrections = [];
    var scores = new Map();
    var phrases = [];
    for (var group of groups) {
      for (var [number, one] of await findGroup(facts, group, corrections, phrases)) {
        var known = scores.get(number);
        if (!known) scores.set(number, one);
        else { known.score = Math.max(known.score, one.score); known.parts |= one.parts; }
      }
    }
    var results = Array.from(scores, function (pair) { return { number: pair[0], score: pair[1].score, parts: pair[1].parts }; });
    results.sort(function (a, b) { return b.score - a.score || b.number - a.number; });
    var atLeast = false;
    if (phrases.length) {
      var checked = await Promise.all(results.slice(0, CHECKED).map(async function (result) {
        var texts = await textsOf(result.number);
        return groups.some(function (group) { return holds(group, texts); });
      }));
      atLeast = results.length > CHECKED;
      results = results.slice(0, CHECKED).filter(function (_, n) { return checked[n]; });
    }
    return { query: query, groups: groups, results: results, atLeast: atLeast, corrections: corrections };
  }

  async function findGroup(facts, group, corrections, phrases) {
    var words = group.filter(function (clause) { return clause.words; });
    var found = null;
    for (var clause of words.filter(function (one) { return !one.not; })) {
      var own = await findClause(facts, clause, corrections);
      if (clause.phrase) phrases.push(clause);
      found = found ? intersect(found, own) : own;
    }
    if (!found) {
      found = new Map();
      for (var n = 0; n < facts.count; n++) found.set(n, { score: 0, parts: 0 });
    }
    for (clause of words.filter(function (one) { return one.not; })) {
      if (clause.phrase) { phrases.push(clause); continue; }
      for (var number of (await findClause(facts, clause, null)).keys()) found.delete(number);
    }
    for (clause of group.filter(function (one) { return one.facet; })) {
      var fits = await tester(clause.facet, clause.value);
      for (number of Array.from(found.keys())) if (!!fits(number) === clause.not) found.delete(number);
    }
    return found;
  }

  async function findClause(facts, clause, corrections) {
    var found = null;
    for (var n = 0; n < clause.words.length; n++) {
      var prefix = clause.prefix && n === clause.words.length - 1;
      var places = await lookUp(clause.words[n], prefix, clause.mask, corrections && !clause.phrase, corrections);
      var rarity = Math.log(1 + (facts.count - places.size + 0.5) / (places.size + 0.5));
      var own = new Map();
      places.forEach(function (one, number) { own.set(number, { score: rarity * one[0], parts: one[1] }); });
      found = found ? intersect(found, own) : own;
    }
    return found;
  }

  function intersect(some, others) {
    var both = new Map();
    some.forEach(function (one, number) {
      var other = others.get(number);
      if (other) both.set(number, { score: one.score + other.score, parts: one.parts | other.parts });
    });
    return both;
  }

  // Texts.

  var ROWS = 16;
  var TEXTS = 4;
  var PARTS = [64, 8, 16, 32, 2, 4];

  function rowOf(number) {
    return loadData("rows", Math.floor(number / ROWS)).then(function (rows) {
      var row = rows[number % ROWS];
      return {
        slug: row[0], title: row[1], who: row[2], year: row[3], venue: row[4], status: row[5], importance: row[6], notes: row[7],
        tags: row[8], url: root + "papers/" + row[0] + ".html"
      };
    });
  }

  // Its BibTeX, and its CSL as text.
  function citeOf(number) {
    return loadData("cites", Math.floor(number / ROWS)).then(function (cites) { return cites[number % ROWS]; });
  }

  // [bit, id on the page, text] of all parts.
  async function textsOf(number) {
    var row = await rowOf(number);
    var texts = (await loadData("texts", Math.floor(number / TEXTS)))[number % TEXTS];
    return [[1, "", row.title], [4, "", row.tags.join(", ")]].concat(texts.map(function (text) {
      return [PARTS[text[0]], text[1], text[2]];
    }));
  }

  // Whether what its phrases say stands in the texts, word by word.
  function holds(group, texts) {
    return group.every(function (clause) {
      if (!clause.phrase) return true;
      var wanted = " " + clause.phrase.join(" ") + (clause.prefix ? "" : " ");
      return texts.some(function (text) {
        return (!clause.mask || clause.mask & text[0]) && (" " + split(text[2]).join(" ") + " ").indexOf(wanted) >= 0;
      }) !== clause.not;
    });
  }

  function wantedWords(found) {
    var words = [];
    found.groups.flat().forEach(function (clause) {
      if (!clause.words || clause.not) return;
      clause.words.forEach(function (word, n) { words.push([word, clause.prefix && n === clause.words.length - 1]); });
    });
    found.corrections.forEach(function (one) { one[1].forEach(function (word) { words.push([word, false]); }); });
    return words;
  }

  function isWanted(word, wanted) {
    return wanted.some(function (one) { return one[1] ? word.startsWith(one[0]) : word === one[0]; });
  }

  // A text as nodes, words that were looked for marked.
  function mark(text, wanted) {
    var out = document.createDocumentFragment();
    var at = 0;
    for (var run of text.matchAll(/[\p{L}\p{N}\p{M}'’]+/gu)) {
      var words = split(run[0]);
      if (!words.some(function (word) { return isWanted(word, wanted); })) continue;
      out.append(text.slice(at, run.index));
      var marked = document.createElement("mark");
      marked.textContent = run[0];
      out.append(marked);
      at = run.index + run[0].length;
    }
    out.append(text.slice(at));
    return out;
  }

  var LABELS = { 64: _("abstract"), 8: _("why"), 16: _("notes"), 32: _("margin") };
  var AROUND = 70;
  var SHOWN = 200;

  // Of the parts of a paper the one that says most of what was looked for, around its first word.
  function excerpt(texts, wanted) {
    var best = null;
    texts.forEach(function (text) {
      if (!LABELS[text[0]]) return;
      var said = new Set();
      var first = -1;
      for (var run of text[2].matchAll(/[\p{L}\p{N}\p{M}'’]+/gu)) {
        split(run[0]).forEach(function (word) {
          wanted.forEach(function (one, n) {
            if (one[1] ? word.startsWith(one[0]) : word === one[0]) { said.add(n); if (first < 0) first = run.index; }
          });
        });
      }
      var worth = said.size * 4 + (text[0] === 32 ? 2 : text[0] === 16 ? 1 : 0);
      if (said.size && (!best || worth > best.worth)) best = { worth: worth, part: text[0], id: text[1], text: text[2], first: first };
    });
    if (!best) return null;
    var from = best.first > AROUND ? best.text.indexOf(" ", best.first - AROUND) + 1 : 0;
    var cut = best.text.slice(from, from + SHOWN);
    if (from + SHOWN < best.text.length) cut = cut.slice(0, Math.max(cut.lastIndexOf(" "), SHOWN / 2)) + " …";
    return { label: LABELS[best.part], id: best.id, text: (from ? "… " : "") + cut };
  }

  function make(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  // In a run, each set apart from the others where these may run otherwise (Unicode's isolates).
  function line(parts) {
    return parts.filter(Boolean).map(function (part) { return document.dir ? "\u2068" + part + "\u2069" : part; }).join(" · ");
  }

  // What a result says, but for its excerpt, which comes later.
  function describe(row, wanted) {
    var where = line([row.who, row.venue, row.year || ""]);
    return [make("span", { "class": "t", dir: "auto" }, mark(row.title, wanted)), make("span", { "class": "by" }, mark(where, wanted))];
  }

  async function addExcerpt(item, number, wanted, link) {
    var texts = await textsOf(number);
    var shown = excerpt(texts, wanted);
    if (!shown) return;
    if (shown.id && shown.id !== "abstract") link.href = link.href.split("#")[0] + "#" + shown.id;
    item.append(make("span", { "class": "ex", dir: "auto" }, make("span", { "class": "in" }, shown.label + " "), mark(shown.text, wanted)));
  }

  function count(found) {
    var n = found.results.length;
    var told = n === 0 ? _("Nothing is found") : found.atLeast ? ngettext("At least %(num)s paper", "At least %(num)s papers", n) : ngettext("%(num)s paper", "%(num)s papers", n);
    found.corrections.forEach(function (one) {
      told += _("; read “%(word)s” as %(words)s").split("%(word)s").join(one[0]).split("%(words)s").join(one[1].join(_(", ")));
    });
    return told + ".";
  }

  // The palette.

  var OFFERED = 10;
  var PAUSE = 120;
  var box = null;

  function open() {
    if (!box) box = makePalette();
    if (!box.dialog.open) box.dialog.showModal();
    box.input.select();
    core();
  }

  function makePalette() {
    var input = make("input", {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list",
      "aria-label": _("Search the list"), placeholder: _("Words, author:name, tag:name, year:2019..2021"), autocomplete: "off", spellcheck: "false", enterkeyhint: "go"
    });
    var list = make("div", { "class": "offers", id: "found", role: "listbox", "aria-label": _("Papers found") });
    var told = make("p", { "class": "told", role: "status" });
    var all = make("a", { "class": "all", href: root + "search.html" }, _("Narrow, sort and export"));
    var close = make("button", { type: "button", "aria-label": _("Close") }, _("Esc"));
    var dialog = make("dialog", { "class": "palette", "aria-label": _("Search") },
      make("div", { "class": "ask" }, input, close), list, make("div", { "class": "foot" }, told, all));
    var turn = 0;
    var chosen = -1;
    var timer = 0;

    function choose(n) {
      var items = list.children;
      if (items[chosen]) items[chosen].setAttribute("aria-selected", "false");
      chosen = items.length ? (n + items.length) % items.length : -1;
      if (chosen < 0) { input.removeAttribute("aria-activedescendant"); return; }
      items[chosen].setAttribute("aria-selected", "true");
      items[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[chosen].id);
    }

    async function run() {
      var mine = ++turn;
      var query = input.value;
      all.href = root + "search.html" + (query.trim() ? "?q=" + encodeURIComponent(query) : "");
      clearTimeout(timer);
      if (!parse(query).length) { list.replaceChildren(); told.textContent = ""; input.setAttribute("aria-expanded", "false"); choose(-1); return; }
      try {
        var found = await find(query);
        var wanted = wantedWords(found);
        var few = found.results.slice(0, OFFERED);
        var rows = await Promise.all(few.map(function (one) { return rowOf(one.number); }));
        if (mine !== turn) return;
        var items = rows.map(function (row, n) {
          var item = make("a", { href: row.url, tabindex: "-1", role: "option", id: "found-" + n, "aria-selected": "false" }, ...describe(row, wanted));
          item.addEventListener("pointermove", function () { if (chosen !== n) choose(n); });
          return item;
        });
        list.replaceChildren(...items);
        chosen = -1;
        choose(0);
        input.setAttribute("aria-expanded", String(items.length > 0));
        told.textContent = count(found);
        timer = setTimeout(function () {
          few.forEach(function (one, n) { addExcerpt(items[n], one.number, wanted, items[n]); });
        }, PAUSE);
      } catch (missing) {
        if (mine === turn) told.textContent = _("The files of the search could not be loaded.");
      }
    }

    input.addEventListener("input", run);
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
      else if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        var link = list.children[chosen];
        location.href = link ? link.href : all.href;
        if (link) dialog.close();
      }
    });
    close.addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    list.addEventListener("click", function () { dialog.close(); });
    document.body.append(dialog);
    return { dialog: dialog, input: input };
  }

  return {
    core: function (facts) { got.core = facts; },
    part: function (start, lines) { got["=" + start] = lines; },
    words: taker("words"), columns: taker("columns"), people: taker("people"), rows: taker("rows"), texts: taker("texts"), cites: taker("cites"),
    open: open, root: root, load: loadData, facts: core, loadColumns: loadColumns, tagsBelow: tagsBelow, find: find, parse: parse, fold: fold, split: split,
    rowOf: rowOf, citeOf: citeOf, textsOf: textsOf, wantedWords: wantedWords, describe: describe, line: line, addExcerpt: addExcerpt, count: count, make: make
  };
})();
