// The page that searches: a query, facets that narrow it, sorting, and what is left to take along. Its state is in the
// address, so that a view is a link. Within a facet any of the values chosen will do, across facets all must hold.
(function () {
  "use strict";

  var search = window.maniculeSearch;
  var make = search.make;
  var place = document.getElementById("search");
  var STEP = 20;
  var LONG = 12;
  var facts = null;
  var of = null;
  var people = null;
  var state = { q: "", sort: "", chosen: {}, years: null };
  var shown = STEP;
  var turn = 0;
  var found = null;
  var left = [];
  var opened = { tag: true, year: true, status: true };

  // Facets: what each is called, its values' names, and which of them a paper has.

  var above = [];

  function names(key) { return [""].concat(facts.said[key]); }

  function makeFacets() {
    var number = {};
    facts.tags.forEach(function (tag, n) { number[tag[0]] = n; });
    above = facts.tags.map(function (tag, n) {
      var line = [n];
      while (tag[2] && number[tag[2]] !== undefined && line.indexOf(number[tag[2]]) < 0) {
        line.push(number[tag[2]]);
        tag = facts.tags[number[tag[2]]];
      }
      return line;
    });
    function one(column) { return function (n) { return of[column][n] ? [of[column][n]] : []; }; }
    return [
      { key: "tag", label: _("Tags"), names: facts.tags.map(function (tag) { return tag[1]; }), ids: facts.tags.map(function (tag) { return tag[0]; }),
        of: function (n) { return of.tags[n].length < 2 ? of.tags[n].length ? above[of.tags[n][0]] : [] : Array.from(new Set(of.tags[n].flatMap(function (tag) { return above[tag]; }))); },
        depth: function (n) { return above[n].length - 1; } },
      { key: "status", label: _("Status"), names: names("status"), of: one("status") },
      { key: "importance", label: _("Importance"), names: names("importance"), of: one("importance") },
      { key: "note", label: _("Notes"), names: facts.said.note,
        ids: ["abstract"].concat(facts.noteKinds, ["quotes"]),
        of: function (n) { var bits = []; for (var k = 0; of.has[n] >> k; k++) if (of.has[n] >> k & 1) bits.push(k); return bits; } },
      { key: "kind", label: _("Kind"), names: names("kind"), of: one("kind") },
      { key: "venue", label: _("Venue"), names: [""].concat(facts.venues), of: one("venue") },
      { key: "by", label: _("Annotators"), names: facts.annotators.map(function (who) { return who[1]; }), ids: facts.annotators.map(function (who) { return who[0]; }),
        of: function (n) { return of.signed[n]; } },
      { key: "person", label: _("People"), late: true, names: people ? people[0].map(function (one) { return one[0]; }) : [],
        of: function (n) { return people ? people[1][n] : []; } }
    ];
  }

  var byName = new Intl.Collator(document.documentElement.lang).compare;
  var facets = [];

  // What each paper has is looked up once: a click goes through all of them.
  function setFacets() {
    facets = makeFacets();
    facets.forEach(function (facet) {
      facet.all = Array.from({ length: facts.count }, function (_, n) { return facet.of(n); });
    });
  }

  function idOf(facet, value) { return facet.ids ? facet.ids[value] : facet.names[value]; }

  function valueOf(facet, id) { return (facet.ids || facet.names).indexOf(id); }

  function chosen(facet) { return state.chosen[facet.key] || (state.chosen[facet.key] = { on: new Set(), off: new Set() }); }

  // The address.

  function read() {
    var asked = new URLSearchParams(location.search);
    state = { q: asked.get("q") || "", sort: asked.get("sort") || "", chosen: {}, years: null };
    var years = /^(\d*)\.\.(\d*)$/.exec(asked.get("years") || "");
    if (years) state.years = [+years[1] || 0, +years[2] || 9999];
    facets.forEach(function (facet) {
      asked.getAll(facet.key).forEach(function (id) {
        var not = id[0] === "!";
        var value = valueOf(facet, not ? id.slice(1) : id);
        if (value >= 0) chosen(facet)[not ? "off" : "on"].add(value);
      });
    });
  }

  function write(push) {
    var told = new URLSearchParams();
    if (state.q.trim()) told.set("q", state.q.trim());
    if (state.sort) told.set("sort", state.sort);
    if (state.years) told.set("years", (state.years[0] || "") + ".." + (state.years[1] < 9999 ? state.years[1] : ""));
    facets.forEach(function (facet) {
      chosen(facet).on.forEach(function (value) { told.append(facet.key, idOf(facet, value)); });
      chosen(facet).off.forEach(function (value) { told.append(facet.key, "!" + idOf(facet, value)); });
    });
    var address = location.pathname + (told.toString() ? "?" + told : "");
    try { history[push ? "pushState" : "replaceState"](null, "", address); } catch (refused) { /* from the disk */ }
  }

  // Narrowing: one pass over what the query finds. A paper that one facet alone keeps out counts in that facet.

  function narrow() {
    var counts = facets.map(function (facet) { return new Int32Array(facet.names.length); });
    var years = new Map();
    var on = facets.map(function (facet) { return chosen(facet).on.size ? chosen(facet).on : null; });
    var off = facets.map(function (facet) { return chosen(facet).off.size ? chosen(facet).off : null; });
    left = [];
    for (var r = 0; r < found.results.length; r++) {
      var n = found.results[r].number;
      var year = of.year[n];
      var missed = -2;
      var failed = 0;
      if (state.years && !(year && year >= state.years[0] && year <= state.years[1])) { failed++; missed = -1; }
      for (var f = 0; f < facets.length && failed < 2; f++) {
        if (off[f] && hasAny(facets[f].all[n], off[f])) failed = 2;
        else if (on[f] && !hasAny(facets[f].all[n], on[f])) { failed++; missed = f; }
      }
      if (failed > 1) continue;
      if (!failed) left.push(found.results[r]);
      if ((!failed || missed === -1) && year) years.set(year, (years.get(year) || 0) + 1);
      for (f = 0; f < facets.length; f++) {
        if (failed && missed !== f) continue;
        var values = facets[f].all[n];
        for (var v = 0; v < values.length; v++) counts[f][values[v]]++;
      }
    }
    sort();
    return { counts: counts, years: years };
  }

  function hasAny(values, wanted) {
    for (var v = 0; v < values.length; v++) if (wanted.has(values[v])) return true;
    return false;
  }

  function sort() {
    var by = state.sort || (state.q.trim() ? "relevance" : "date");
    var compare = {
      relevance: function (a, b) { return b.score - a.score; },
      date: function (a, b) { return of.date[b.number] - of.date[a.number]; },
      added: function () { return 0; },
      title: function (a, b) { return of.title[a.number] - of.title[b.number]; },
      importance: function (a, b) { return (of.importance[a.number] || 9) - (of.importance[b.number] || 9); }
    }[by] || function () { return 0; };
    left.sort(function (a, b) { return compare(a, b) || b.number - a.number; });
  }

  // The page.

  var input = make("input", { type: "search", id: "q", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" });
  var order = make("select", { id: "sort" });
  [["", _("best first")], ["date", _("newest first")], ["added", _("last added first")], ["title", _("by title")], ["importance", _("by importance")]].forEach(function (one) {
    order.append(make("option", { value: one[0] }, one[1]));
  });
  var told = make("p", { "class": "told", role: "status" });
  var chips = make("ul", { "class": "chips", "aria-label": _("Narrowed to") });
  var list = make("ol", { "class": "hits" });
  var more = make("button", { type: "button", "class": "more" }, _("Show more"));
  var aside = make("div", { "class": "facets", role: "group", "aria-label": _("Narrow") });
  var narrowed = make("details", { "class": "narrow" }, make("summary", {}, _("Narrow")), aside);
  var save = make("div", { "class": "save", role: "group", "aria-label": _("Take along what is left"), "data-said": _("Take along:") });

  function build() {
    document.getElementById("plain").remove();
    var help = make("details", { "class": "help" }, make("summary", {}, _("How to ask")), make("p", {},
      _("All words have to be there; OR between words will do with either, a minus before one leaves out what has it, quotation marks keep words together. These narrow it as the facets do:"), " ",
      make("code", {}, "author:brundage"), " ", make("code", {}, "title:release"), " ", make("code", {}, "tag:misuse"), " ", make("code", {}, "year:2019..2021"), " ",
      make("code", {}, "kind:preprint"), " ", make("code", {}, "status:read"), " ", make("code", {}, "has:question")));
    [["bib", "BibTeX"], ["ris", "RIS"], ["json", "CSL-JSON"], ["md", "Markdown"]].forEach(function (one) {
      var button = make("button", { type: "button" }, one[1]);
      button.addEventListener("click", function () { take(one[0], button); });
      save.append(button);
    });
    place.append(
      make("form", { "class": "ask", role: "search" }, make("label", { "for": "q", "class": "vh" }, _("Search for")), input, make("label", { "for": "sort", "class": "vh" }, _("Order")), order),
      help, make("div", { "class": "found" }, narrowed, make("div", { "class": "results" }, told, chips, list, more, save)));
    place.querySelector("form").addEventListener("submit", function (event) { event.preventDefault(); });
    var wide = matchMedia("(min-width: 64rem)");
    function fit() { if (wide.matches) narrowed.open = true; }
    wide.addEventListener("change", fit);
    fit();
    input.addEventListener("input", function () { state.q = input.value; shown = STEP; write(false); run(); });
    order.addEventListener("change", function () { state.sort = order.value; write(true); show(); });
    more.addEventListener("click", function () {
      var from = shown;
      shown += STEP;
      showHits(from).then(function () { var next = list.children[from]; if (next) next.querySelector("a").focus(); });
    });
    addEventListener("popstate", function () { read(); shown = STEP; input.value = state.q; order.value = state.sort; run(); });
  }

  async function run() {
    var mine = ++turn;
    var asked = await search.find(state.q);
    if (mine !== turn) return;
    found = asked.groups.length ? asked : {
      groups: [], corrections: [], atLeast: false,
      results: Array.from({ length: facts.count }, function (_, n) { return { number: n, score: 0, parts: 0 }; })
    };
    show();
  }

  function show() {
    var counted = narrow();
    showFacets(counted);
    showChips();
    told.textContent = search.count({ results: left, atLeast: found.atLeast, corrections: found.corrections });
    save.hidden = !left.length || !facts.exports;
    return showHits(0);
  }

  async function showHits(from) {
    var mine = turn;
    var wanted = search.wantedWords(found);
    var some = left.slice(from, shown);
    var rows = await Promise.all(some.map(function (one) { return search.rowOf(one.number); }));
    if (mine !== turn) return;
    var items = rows.map(function (row) {
      var link = make("a", { href: row.url }, ...search.describe(row, wanted).slice(0, 1));
      var facts = [row.who, row.venue, row.year || "", row.importance, row.status, row.notes ? ngettext("%(num)s note", "%(num)s notes", row.notes) : ""];
      return make("li", {}, link, make("span", { "class": "by" }, search.line(facts)));
    });
    if (from) list.append(...items); else list.replaceChildren(...items);
    more.hidden = left.length <= shown;
    if (wanted.length) some.forEach(function (one, n) { search.addExcerpt(items[n], one.number, wanted, items[n].firstChild); });
  }

  function change(facet, value, side) {
    var sets = chosen(facet);
    var other = side === "on" ? "off" : "on";
    if (sets[side].has(value)) sets[side].delete(value); else { sets[side].add(value); sets[other].delete(value); }
    shown = STEP;
    write(true);
    show();
  }

  function showFacets(counted) {
    var focus = document.activeElement && document.activeElement.dataset.focus;
    aside.querySelectorAll("details").forEach(function (one) { opened[one.dataset.key] = one.open; });
    aside.replaceChildren(yearFacet(counted.years), ...facets.map(function (facet, f) { return tellFacet(facet, counted.counts[f]); }).filter(Boolean));
    var again = focus && aside.querySelector('[data-focus="' + CSS.escape(focus) + '"]');
    if (again) again.focus({ preventScroll: true });
  }

  function frame(key, label, picked, body) {
    var details = make("details", { "data-key": key }, make("summary", { "data-focus": "s:" + key }, label, picked ? make("span", { "class": "n" }, " " + _("%(num)s chosen").split("%(num)s").join(picked)) : ""), body);
    details.open = opened[key] === undefined ? picked > 0 : opened[key];
    return details;
  }

  function tellFacet(facet, counts) {
    var sets = chosen(facet);
    if (facet.late && !people) {
      var late = frame(facet.key, facet.label, 0, make("p", {}, "…"));
      late.addEventListener("toggle", function () { if (late.open) { opened[facet.key] = true; loadPeople().then(show); } });
      return late;
    }
    var values = [];
    for (var value = 0; value < counts.length; value++) {
      if (facet.names[value] && (counts[value] || sets.on.has(value) || sets.off.has(value))) values.push(value);
    }
    if (!values.length) return null;
    if (facet.depth) values.sort(function (a, b) { return compareLines(a, b); });
    else values.sort(function (a, b) { return counts[b] - counts[a] || byName(facet.names[a], facet.names[b]); });
    var all = opened["all:" + facet.key];
    var picked = sets.on.size + sets.off.size;
    var items = (all ? values : values.filter(function (value, n) { return n < LONG || sets.on.has(value) || sets.off.has(value); })).map(function (value) {
      return tellValue(facet, value, counts[value]);
    });
    var body = make("ul", {}, ...items);
    if (items.length < values.length) {
      var button = make("button", { type: "button", "class": "more", "data-focus": "all:" + facet.key }, _("All %(num)s").split("%(num)s").join(values.length));
      button.addEventListener("click", function () { opened["all:" + facet.key] = true; show(); });
      body.append(make("li", {}, button));
    }
    return frame(facet.key, facet.label, picked, body);
  }

  // Tags below their own, those of one tag by name.
  function compareLines(a, b) {
    var one = above[a].slice().reverse();
    var other = above[b].slice().reverse();
    for (var n = 0; n < Math.min(one.length, other.length); n++) {
      if (one[n] !== other[n]) return byName(facts.tags[one[n]][1], facts.tags[other[n]][1]);
    }
    return one.length - other.length;
  }

  function tellValue(facet, value, count) {
    var sets = chosen(facet);
    var key = facet.key + ":" + value;
    var boxed = make("input", { type: "checkbox", "data-focus": key });
    boxed.checked = sets.on.has(value);
    boxed.addEventListener("change", function () { change(facet, value, "on"); });
    var without = make("button", { type: "button", "class": "not", "aria-pressed": String(sets.off.has(value)), "aria-label": _("Without %(name)s").split("%(name)s").join(facet.names[value]), title: _("Without"), "data-focus": "not:" + key }, "−");
    without.addEventListener("click", function () { change(facet, value, "off"); });
    var item = make("li", {}, make("label", {}, boxed, make("span", {}, facet.names[value]), make("span", { "class": "n" }, String(count))), without);
    if (facet.depth && facet.depth(value)) item.dataset.depth = Math.min(3, facet.depth(value));
    return item;
  }

  function yearFacet(counts) {
    var every = Array.from(of.year).filter(Boolean);
    if (!every.length) return "";
    var first = every.reduce(function (a, b) { return Math.min(a, b); });
    var last = every.reduce(function (a, b) { return Math.max(a, b); });
    var most = Math.max(1, ...counts.values());
    var bars = make("div", { "class": "bars", "aria-hidden": "true" });
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var from = Math.max(first, last - 59);
    svg.setAttribute("viewBox", "0 0 " + (last - from + 1) * 10 + " 40");
    svg.setAttribute("preserveAspectRatio", "none");
    for (var year = from; year <= last; year++) {
      var height = 38 * (counts.get(year) || 0) / most;
      var bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      bar.setAttribute("x", (year - from) * 10 + 1);
      bar.setAttribute("width", 8);
      bar.setAttribute("y", 40 - height);
      bar.setAttribute("height", height);
      bar.setAttribute("class", !state.years || year >= state.years[0] && year <= state.years[1] ? "in" : "");
      svg.append(bar);
    }
    bars.append(svg);
    function picker(end, label, value) {
      var field = make("input", { type: "number", min: first, max: last, inputmode: "numeric", "aria-label": label, "data-focus": "year:" + end, placeholder: end ? last : first });
      if (value) field.value = value;
      field.addEventListener("change", function () {
        var range = state.years || [0, 9999];
        range = end ? [range[0], +field.value || 9999] : [+field.value || 0, range[1]];
        state.years = range[0] || range[1] < 9999 ? range : null;
        shown = STEP;
        write(true);
        show();
      });
      return field;
    }
    var row = make("p", { "class": "range" }, picker(0, _("From the year"), state.years && state.years[0]), " ", _("to"), " ", picker(1, _("To the year"), state.years && state.years[1] < 9999 && state.years[1]));
    return frame("year", _("Years"), state.years ? 1 : 0, make("div", {}, bars, row));
  }

  function showChips() {
    var items = [];
    function chip(text, undo) {
      var button = make("button", { type: "button", "aria-label": _("No longer: %(name)s").split("%(name)s").join(text) }, text + " ×");
      button.addEventListener("click", function () { undo(); shown = STEP; write(true); show(); input.focus(); });
      items.push(make("li", {}, button));
    }
    if (state.years) chip((state.years[0] || "") + "–" + (state.years[1] < 9999 ? state.years[1] : ""), function () { state.years = null; });
    facets.forEach(function (facet) {
      ["on", "off"].forEach(function (side) {
        chosen(facet)[side].forEach(function (value) {
          chip(side === "off" ? _("without %(name)s").split("%(name)s").join(facet.names[value]) : facet.names[value], function () { chosen(facet)[side].delete(value); });
        });
      });
    });
    chips.replaceChildren(...items);
    chips.hidden = !items.length;
  }

  function loadPeople() {
    return search.load("people", 0).then(function (data) { people = data; setFacets(); });
  }

  // What is left, as a file.

  var TYPES = { "article-journal": "JOUR", "paper-conference": "CONF", chapter: "CHAP", book: "BOOK", thesis: "THES", report: "RPRT", software: "COMP", dataset: "DATA", webpage: "ELEC" };

  function toRis(item) {
    var lines = ["TY  - " + (TYPES[item.type] || "GEN")];
    function put(tag, value) { if (value) lines.push(tag + "  - " + String(value).replace(/\s+/g, " ")); }
    (item.author || []).forEach(function (name) {
      put("AU", name.literal || [[name["non-dropping-particle"], name.family].filter(Boolean).join(" "), name.given, name.suffix].filter(Boolean).join(", "));
    });
    put("TI", item.title);
    var date = item.issued && item.issued["date-parts"] && item.issued["date-parts"][0] || [];
    put("PY", date[0]);
    if (date.length > 1) put("DA", [0, 1, 2].map(function (n) { return n < date.length ? String(date[n]).padStart(n ? 2 : 4, "0") : ""; }).join("/"));
    put(item.type === "article-journal" ? "JO" : "T2", item["container-title"]);
    put("VL", item.volume);
    put("IS", item.issue);
    var pages = String(item.page || "").split(/[-–]+/);
    put("SP", pages[0]);
    put("EP", pages[1]);
    put("PB", item.publisher);
    put("SN", item.ISBN || item.ISSN);
    put("DO", item.DOI);
    put("UR", item.URL);
    put("AB", item.abstract);
    (item.keyword || "").split(/,\s*/).forEach(function (word) { put("KW", word); });
    return lines.concat("ER  - ", "").join("\r\n");
  }

  function toMarkdown(item) {
    function safe(text) { return text.replace(/[\\`*_\[\]<>]/g, "\\$&"); }
    var who = (item.author || []).map(function (name) { return name.literal || [name.given, name["non-dropping-particle"], name.family].filter(Boolean).join(" "); });
    var few = who.length > 4 ? _("%(name)s and others").split("%(name)s").join(who.slice(0, 3).join(", ")) : who.join(", ");
    var year = item.issued && item.issued["date-parts"] && item.issued["date-parts"][0][0];
    var url = item.URL || (item.DOI ? "https://doi.org/" + item.DOI : "");
    var title = url ? "[" + safe(item.title || "") + "](<" + url.replace(/[<>\s]/g, encodeURIComponent) + ">)" : safe(item.title || "");
    return "- " + [title, safe(few), item["container-title"] ? "*" + safe(item["container-title"]) + "*" : "", year || ""].filter(Boolean).join(". ") + ".";
  }

  async function take(format, button) {
    var label = button.textContent;
    button.disabled = true;
    var cites = [];
    for (var at = 0; at < left.length; at += 200) {
      button.textContent = label + " " + _("%(place)s of %(total)s").split("%(place)s").join(at).split("%(total)s").join(left.length);
      cites.push(...await Promise.all(left.slice(at, at + 200).map(function (one) { return search.citeOf(one.number); })));
    }
    var items = cites.map(function (one) { return JSON.parse(one[1]); });
    var text = {
      bib: function () { return cites.map(function (one) { return one[0]; }).join("\n"); },
      ris: function () { return items.map(toRis).join(""); },
      json: function () { return JSON.stringify(items, null, 1) + "\n"; },
      md: function () { return items.map(toMarkdown).join("\n") + "\n"; }
    }[format]();
    var link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/plain" })), download: "papers." + format });
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    button.textContent = label;
    button.disabled = false;
  }

  Promise.all([search.facts(), search.loadColumns()]).then(async function (both) {
    facts = both[0];
    of = both[1];
    setFacets();
    if (new URLSearchParams(location.search).has("person")) await loadPeople();
    read();
    build();
    input.value = state.q;
    order.value = state.sort;
    await run();
    if (!state.q) input.focus({ preventScroll: true });
  }, function () { place.append(make("p", {}, _("The files of the search could not be loaded."))); });
})();
