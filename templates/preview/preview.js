// The preview's side in the browser: what has been built comes onto the page where it is, what is wrong stands below it.
// Content comes as text and stays text: nothing that is told is ever read as HTML, but the pages themselves.
(function () {
  "use strict";

  var token = document.currentScript ? document.currentScript.dataset.token : "";
  var RETRY = 500;
  var QUIET = 8000;
  // Those of the page itself; what they load when it is asked for is data, and no reason to begin again.
  var own = scripts(document);
  var seen = null;
  var panel = null;
  var line = null;
  var timer = 0;
  var dismissed = "";

  function make(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  // What is asked of the preview, by a page that has its token.
  function ask(what, value) {
    return fetch("/.manicule/ask/" + what, {
      method: "POST", headers: { "Content-Type": "application/json", "X-Manicule-Token": token }, body: JSON.stringify(value)
    }).then(function (answer) { return answer.json(); });
  }

  // The path of this page in the site, as a build tells of it.
  function pathOf(address) {
    var path = decodeURIComponent(new URL(address, location.href).pathname).slice(1);
    if (path === "" || path.endsWith("/")) return path + "index.html";
    return /\.[a-z0-9]+$/i.test(path.split("/").pop()) ? path : path + ".html";
  }

  // What is told.

  function connect() {
    var socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/.manicule/live");
    socket.addEventListener("message", function (event) { take(JSON.parse(event.data)); });
    socket.addEventListener("close", function () { setTimeout(connect, RETRY); });
  }

  // What is told first, while a build is still at work, is of the papers that have been changed alone.
  function takeFirst(told) {
    showProblems(told);
    if (told.written.indexOf(pathOf(location.href)) >= 0) renew();
  }

  function take(told) {
    if (told.first) { takeFirst(told); return; }
    var missed = seen && (seen.run !== told.run || told.build > seen.build + ("written" in told ? 1 : 0));
    var first = !seen;
    seen = told;
    document.dispatchEvent(new CustomEvent("manicule:told", { detail: told }));
    showProblems(told);
    if (told.failed) return;
    if (document.title === "Not built yet" && told.build) { location.reload(); return; }
    if (missed) renew();
    else if (!first && told.written) showBuilt(told);
  }

  function showBuilt(told) {
    var written = new Set(told.written);
    var here = pathOf(location.href);
    if (own.some(function (source) { return written.has(pathOf(source)); })) { location.reload(); return; }
    swapSheets(written);
    if (written.has(here)) renew();
    else if (told.removed.indexOf(here) >= 0) say("This page is no longer part of the site.");
    else if (told.early.indexOf(here) < 0) tellOfOthers(told.early.concat(told.written).filter(function (path) { return path.endsWith(".html"); }), told.edited, told.follow);
  }

  // The page of the file that was edited before those that show something of it.
  function tellOfOthers(pages, edited, follow) {
    if (!pages.length) return;
    var first = edited.filter(function (path) { return pages.indexOf(path) >= 0; })[0] || pages[0];
    if (follow) { location.href = "/" + encodeURI(first); return; }
    say("Changed: ", make("a", { href: "/" + encodeURI(first) }, first),
      pages.length > 1 ? " and " + (pages.length - 1) + " more" : "");
  }

  function say() {
    if (!line) {
      line = make("div", { "class": "mnc-line", role: "status" });
      document.body.append(line);
    }
    line.replaceChildren.apply(line, arguments);
    line.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(function () { line.hidden = true; }, QUIET);
  }

  // The page, in place.

  function scripts(page) {
    return Array.from(page.querySelectorAll("head script[src]"), function (script) { return script.getAttribute("src"); })
      .filter(function (source) { return source.indexOf("/.manicule/") !== 0; });
  }

  function swapSheets(written) {
    document.querySelectorAll("link[rel=stylesheet]").forEach(function (old) {
      if (!written.has(pathOf(old.href))) return;
      var fresh = old.cloneNode();
      fresh.href = old.href.split("?")[0] + "?" + seen.build;
      fresh.addEventListener("load", function () { old.remove(); });
      old.after(fresh);
    });
  }

  function renew() {
    fetch(location.href.split("#")[0], { cache: "no-store" }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var main = document.querySelector("main");
      var fresh = page.querySelector("main");
      if (!main || !fresh) { location.reload(); return; }
      var state = note(main);
      document.title = page.title;
      document.body.className = page.body.className;
      main.replaceWith(document.adoptNode(fresh));
      renewFrame(page, ".masthead nav");
      renewFrame(page, ".masthead .home");
      renewFrame(page, "body > footer");
      document.dispatchEvent(new CustomEvent("manicule:main"));
      fetchMissing(page);
      restore(fresh, state);
    });
  }

  // What the page needs now and did not before: the first note brings the script of notes.
  function fetchMissing(page) {
    page.querySelectorAll("head link[rel=stylesheet], head script[src]").forEach(function (wanted) {
      var attribute = wanted.localName === "link" ? "href" : "src";
      var address = new URL(wanted.getAttribute(attribute), location.href).href;
      var there = Array.from(document.querySelectorAll("head " + wanted.localName)).some(function (one) {
        return one[attribute].split("?")[0] === address.split("?")[0];
      });
      if (there) return;
      var added = make(wanted.localName, wanted.localName === "link" ? { rel: "stylesheet", href: address } : { src: address });
      document.head.append(added);
      if (attribute === "src") own.push(wanted.getAttribute("src"));
    });
  }

  function renewFrame(page, selector) {
    var old = document.querySelector(selector);
    var fresh = page.querySelector(selector);
    if (old && fresh && old.outerHTML !== fresh.outerHTML) old.replaceWith(document.adoptNode(fresh));
  }

  // Where one was: scrolled to, focused, selected, and which details were open.

  function note(main) {
    var focus = document.activeElement;
    return {
      top: scrollY, left: scrollX,
      focus: main.contains(focus) ? route(focus, main) : null,
      open: Array.from(main.querySelectorAll("details[open]"), function (one) { return route(one, main); }),
      shut: Array.from(main.querySelectorAll("details:not([open])"), function (one) { return route(one, main); }),
      selection: noteSelection(main)
    };
  }

  function restore(main, state) {
    state.open.forEach(function (one) { var found = follow(one, main); if (found) found.open = true; });
    state.shut.forEach(function (one) { var found = follow(one, main); if (found) found.open = false; });
    var focused = state.focus && follow(state.focus, main);
    if (focused) focused.focus({ preventScroll: true });
    restoreSelection(main, state.selection);
    scrollTo({ top: state.top, left: state.left, behavior: "instant" });
  }

  // An element is found again by the nearest id above it, and by which of its name it is below that.
  function route(element, main) {
    var base = element.closest("[id]");
    if (!base || !main.contains(base)) base = main;
    if (base === element) return { id: element.id, name: "", which: 0 };
    return {
      id: base === main ? "" : base.id, name: element.localName,
      which: Array.from(base.querySelectorAll(element.localName)).indexOf(element)
    };
  }

  function follow(way, main) {
    var base = way.id ? document.getElementById(way.id) : main;
    if (!base || !way.name) return base;
    return base.querySelectorAll(way.name)[way.which] || null;
  }

  function noteSelection(main) {
    var selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0);
    if (!main.contains(range.commonAncestorContainer)) return null;
    var before = document.createRange();
    before.selectNodeContents(main);
    before.setEnd(range.startContainer, range.startOffset);
    return { text: range.toString(), at: before.toString().length };
  }

  // The same words, nearest to where they were.
  function restoreSelection(main, chosen) {
    if (!chosen) return;
    var text = main.textContent;
    var best = -1;
    for (var at = text.indexOf(chosen.text); at >= 0; at = text.indexOf(chosen.text, at + 1)) {
      if (best < 0 || Math.abs(at - chosen.at) < Math.abs(best - chosen.at)) best = at;
    }
    if (best < 0) return;
    var range = document.createRange();
    var walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    var passed = 0;
    var end = best + chosen.text.length;
    while (walker.nextNode()) {
      var length = walker.currentNode.length;
      if (passed <= best && best < passed + length) range.setStart(walker.currentNode, best - passed);
      if (passed < end && end <= passed + length) { range.setEnd(walker.currentNode, end - passed); break; }
      passed += length;
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  // What is wrong.

  function showProblems(told) {
    var errors = told.problems.filter(function (problem) { return problem.level === "error"; });
    var shown = told.failed ? (errors.length ? errors : told.problems) : [];
    var key = JSON.stringify(shown);
    if (!shown.length) {
      dismissed = "";
      if (panel) panel.hidden = true;
      return;
    }
    if (!panel) {
      panel = make("section", { "class": "mnc-preview", "aria-label": "Problems", role: "alert", tabindex: "-1" });
      document.body.append(panel);
    }
    if (key === dismissed) return;
    var hide = make("button", { type: "button" }, "Hide (Esc)");
    hide.addEventListener("click", dismiss);
    var count = shown.length === 1 ? "A problem" : shown.length + " problems";
    panel.replaceChildren(make("div", {},
      make("h2", {}, make("span", {}, count + ": the pages are as they were before"), hide),
      make("ol", {}, ...shown.map(tellProblem))));
    panel.dataset.key = key;
    panel.hidden = false;
  }

  function tellProblem(problem) {
    var place = [problem.path, problem.line, problem.column].filter(Boolean).join(":");
    var item = make("li", {}, make("p", {}, make("span", { "class": "at" }, place), problem.message));
    if (problem.frame) item.append(make("pre", {}, problem.frame[0] + "\n", make("b", {}, problem.frame[1])));
    problem.detail.forEach(function (text) { item.append(make("p", { "class": "more" }, text)); });
    if (problem.fix) item.append(make("p", {}, "To mend it: ", make("code", {}, problem.fix)));
    if (problem.can_mend) item.lastChild.append(" ", makeMend(problem));
    return item;
  }

  function makeMend(problem) {
    var button = make("button", { type: "button" }, "Write it");
    button.addEventListener("click", function () {
      button.disabled = true;
      ask("mend", problem).then(function (answer) {
        button.disabled = false;
        if (!answer.ok) say(answer.problems[0].message);
      });
    });
    return button;
  }

  function dismiss() {
    dismissed = panel.dataset.key;
    panel.hidden = true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && panel && !panel.hidden) dismiss();
  });

  window.manicule_preview = { ask: ask, say: say, make: make, renew: renew };
  if (token !== undefined) connect();
})();
