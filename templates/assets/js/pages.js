// What the owner's own pages offer beyond reading: blocks of code to copy, and a search over all pages. Everything here is
// put in by this script, so that without it nothing is there that does not work.
(function () {
  "use strict";

  function make(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  // Of a dialogue with a shell only the commands are worth copying, without their prompts.
  function textOf(code) {
    var text = code.textContent.replace(/\n$/, "");
    if (!code.matches(".language-console")) return text;
    return text.split("\n").filter(function (line) { return line.startsWith("$ "); }).map(function (line) { return line.slice(2); }).join("\n");
  }

  function addCopies() {
    document.querySelectorAll(".prose pre > code").forEach(function (code) {
      var pre = code.parentNode;
      var frame = make("div", { "class": "code" });
      var button = make("button", { type: "button", "class": "copy" }, _("Copy"));
      pre.replaceWith(frame);
      frame.append(pre, button);
      button.addEventListener("click", function () {
        function done() {
          button.textContent = _("Copied");
          button.classList.add("shown");
          setTimeout(function () { button.textContent = _("Copy"); button.classList.remove("shown"); }, 2000);
        }
        function select() { getSelection().selectAllChildren(code); }
        if (navigator.clipboard) navigator.clipboard.writeText(textOf(code)).then(done, select); else select();
      });
    });
  }

  function fold(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  // How well a section fits: each word has to be somewhere in it, better in a heading.
  function weigh(row, words) {
    var heading = fold(row[0] + " " + row[1]), text = fold(row[3]), sum = 0;
    for (var n = 0; n < words.length; n++) {
      if (heading.includes(words[n])) sum += 3; else if (text.includes(words[n])) sum += 1; else return 0;
    }
    return sum;
  }

  function addSearch(contents) {
    var asset = new URL(contents.dataset.pages, location.href);
    var root = new URL("../..", asset).href;
    var rows = null, asked = false;
    var input = make("input", { type: "search", "aria-label": _("Search these pages"), placeholder: _("Search these pages") });
    var hits = make("ul", { "class": "hits", "aria-live": "polite" });
    var form = make("form", { role: "search" }, input, hits);

    function load() {
      if (asked) return;
      asked = true;
      window.maniculePages = function (data) { rows = data; show(); };
      document.head.append(make("script", { src: asset.href }));
    }

    function excerpt(text, words) {
      var at = Math.max(0, Math.min.apply(null, words.map(function (word) { var n = fold(text).indexOf(word); return n < 0 ? Infinity : n; })));
      var start = at === Infinity ? 0 : Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 30)) + 1);
      return (start ? "… " : "") + text.slice(start, start + 90) + (text.length > start + 90 ? " …" : "");
    }

    function show() {
      var words = fold(input.value).split(/\s+/).filter(Boolean);
      if (!rows) { load(); return; }
      var found = words.length ? rows.map(function (row, n) { return [weigh(row, words), n]; }).filter(function (pair) { return pair[0]; }) : [];
      found.sort(function (one, other) { return other[0] - one[0] || one[1] - other[1]; });
      hits.replaceChildren.apply(hits, found.slice(0, 8).map(function (pair) {
        var row = rows[pair[1]];
        return make("li", {}, make("a", { href: root + row[2] }, row[1] ? row[0] + ": " + row[1] : row[0], make("span", {}, excerpt(row[3], words))));
      }));
      if (words.length) contents.scrollTop = 0;
      if (words.length && !found.length) hits.append(make("li", {}, _("Nothing has these words.")));
    }

    input.addEventListener("focus", load);
    input.addEventListener("input", show);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var first = hits.querySelector("a");
      if (first) first.click();
    });
    contents.prepend(form);
  }

  document.addEventListener("DOMContentLoaded", function () {
    addCopies();
    var contents = document.querySelector(".contents");
    if (!contents) return;
    if (contents.dataset.pages) addSearch(contents);
    // A long list begins where one is.
    var here = contents.querySelector("[aria-current]");
    if (here && contents.scrollHeight > contents.clientHeight) {
      contents.scrollTop = here.getBoundingClientRect().top - contents.getBoundingClientRect().top - contents.clientHeight / 3;
    }
  });
})();
