// What a page offers beyond reading: the switch of colours, Copy, and cards of the papers that it links to. Everything
// here is put in by this script, so that without it nothing is there that does not work.
(function () {
  "use strict";

  var self = document.currentScript;

  function make(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  function remember(key, value) {
    try {
      if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
    } catch (refused) {
      // It holds for this page.
    }
  }

  // The three-way switch: as the system has it, light, dark.
  function circle(half) {
    return '<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><circle cx="8" cy="8" r="6.5"' +
      (half === "dark" ? ' class="fill"/>' : "/>") + (half ? "" : '<path class="fill" d="M8 1.5a6.5 6.5 0 0 1 0 13z"/>') + "</svg>";
  }

  function addSchemes() {
    var choices = [["", _("As the system has it")], ["light", _("Light")], ["dark", _("Dark")]];
    var group = make("div", { "class": "scheme", role: "group", "aria-label": _("Colour scheme") });
    var root = document.documentElement;
    choices.forEach(function (choice) {
      var button = make("button", { type: "button", "aria-label": choice[1], title: choice[1] });
      button.innerHTML = circle(choice[0]);
      button.addEventListener("click", function () {
        if (choice[0]) root.dataset.scheme = choice[0]; else delete root.dataset.scheme;
        remember("manicule-scheme", choice[0] || null);
        press();
      });
      group.append(button);
    });
    function press() {
      Array.from(group.children).forEach(function (button, n) {
        button.setAttribute("aria-pressed", String(choices[n][0] === (root.dataset.scheme || "")));
      });
    }
    press();
    document.querySelector(".masthead").append(group);
  }

  // Copy: the text of what precedes the button. From the disk the clipboard may be refused; then it is selected.
  function addCopies() {
    document.querySelectorAll("[data-copy]").forEach(function (source) {
      var text = source.textContent.trim();
      var button = make("button", { type: "button", "class": "copy" }, _("Copy"));
      button.addEventListener("click", function () {
        function done() {
          button.textContent = _("Copied");
          setTimeout(function () { button.textContent = _("Copy"); }, 2000);
        }
        function select() { getSelection().selectAllChildren(source); }
        if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select); else select();
      });
      var last = source.parentNode.lastElementChild;
      if (last.className === "acts") last.prepend(button); else source.append(" ", button);
    });
  }

  // What is wider than its column scrolls by itself: with the keyboard as well.
  function addScrolling() {
    document.querySelectorAll("table, pre, math").forEach(function (wide) {
      if (wide.scrollWidth > wide.clientWidth && wide.clientWidth) wide.setAttribute("tabindex", "0");
    });
  }

  // A link to a paper shows its card when it is pointed at, focused by key, or tapped within a text: the second tap
  // follows it. What draws the cards comes when the first one is asked for.
  function addCards() {
    var site = new URL("..", self.src).href;
    var touched = false;
    var asked = false;

    function slugOf(link) {
      var path = typeof link.href === "string" ? link.href.split(/[?#]/)[0] : "";
      var found = path && path.startsWith(site + "papers/") && /\/papers\/([^\/]+)\.html$/.exec(path);
      return found && path !== location.href.split(/[?#]/)[0] && !/^index(-\d+)?$/.test(found[1]) ? found[1] : "";
    }

    function wake(event) {
      var link = event.target.closest && event.target.closest("main a[href]");
      var slug = link && !link.closest(".entry, .turn") && slugOf(link);
      if (!slug) return;
      var tap = event.type === "click";
      if (tap ? !touched || !link.matches(".prose a, .b a, .why a, q a") : touched) return;
      if (event.type === "focusin" && !link.matches(":focus-visible")) return;
      if (tap && link.hasAttribute("aria-describedby")) return;
      if (tap) event.preventDefault();
      if (window.manicule) { manicule.show(link, slug, tap); return; }
      if (asked) return;
      asked = true;
      var script = make("script", { src: site + "assets/cards.js", "data-site": site, "data-shards": self.dataset.cards });
      script.addEventListener("load", function () { manicule.show(link, slug, tap); });
      script.addEventListener("error", function () { if (tap) location.href = link.href; });
      document.head.append(script);
    }

    document.addEventListener("pointerdown", function (event) { touched = event.pointerType === "touch"; }, true);
    document.addEventListener("keydown", function () { touched = false; }, true);
    ["pointerover", "focusin", "click"].forEach(function (name) { document.addEventListener(name, wake); });
  }

  // Search is loaded when it is first asked for, by the button or by Ctrl or Cmd with K.
  function addSearch() {
    var site = new URL("..", self.src).href;
    var loading = null;
    var button = make("button", { type: "button", "class": "search", title: "Ctrl K" });
    button.innerHTML = '<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><circle cx="6.5" cy="6.5" r="4.5"/><path d="M10 10l4.5 4.5"/></svg><span>' + _("Search") + "</span>";

    // The home page asks for it as well.
    window.loadManiculeSearch = function () {
      if (window.maniculeSearch) return Promise.resolve(maniculeSearch);
      return loading = loading || new Promise(function (done, failed) {
        var script = make("script", { src: site + "assets/search.js" });
        script.addEventListener("load", function () { done(maniculeSearch); });
        script.addEventListener("error", failed);
        document.head.append(make("link", { rel: "stylesheet", href: site + "assets/search.css" }), script);
      });
    };

    function ask() {
      loadManiculeSearch().then(function (search) { search.open(); }, function () { location.href = site + "search.html"; });
    }

    button.addEventListener("click", ask);
    document.addEventListener("keydown", function (event) {
      var key = event.key.toLowerCase();
      if (key === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) { event.preventDefault(); ask(); }
    });
    document.querySelector(".masthead").append(button);
  }

  function begin() {
    addScrolling();
    addCopies();
  }

  // Which papers have been opened, for the home page; it stays on this device.
  function noteOpened() {
    var found = document.body.className === "p-paper" && /^(.*\/)papers\/([^\/]+)\.html$/.exec(location.pathname);
    if (!found) return;
    try {
      var key = "manicule-opened:" + found[1];
      var opened = (localStorage[key] || "").split(" ");
      if (opened.indexOf(found[2]) < 0) localStorage[key] = opened.concat(found[2]).join(" ");
    } catch (refused) {
      // Then none has been.
    }
  }

  if (self.hasAttribute("data-search")) addSearch();
  noteOpened();
  addSchemes();
  begin();
  // Whoever puts another text in the place of this one says so.
  document.addEventListener("manicule:main", begin);
  if (+self.dataset.cards) addCards();
})();
