// What a page offers beyond reading: the switch of colours, Copy, and progress along a reading path. Everything
// here is put in by this script, so that without it nothing is there that does not work.
(function () {
  "use strict";

  function make(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  function recall(key) {
    try { return localStorage.getItem(key); } catch (refused) { return null; }
  }

  function remember(key, value) {
    try {
      if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
    } catch (refused) { /* it holds for this page */ }
  }

  // The three-way switch: as the system has it, light, dark.
  function circle(half) {
    return '<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><circle cx="8" cy="8" r="6.5"' +
      (half === "dark" ? ' class="fill"/>' : "/>") + (half ? "" : '<path class="fill" d="M8 1.5a6.5 6.5 0 0 1 0 13z"/>') + "</svg>";
  }

  function addSchemes() {
    var choices = [["", "As the system has it"], ["light", "Light"], ["dark", "Dark"]];
    var group = make("div", { "class": "scheme", role: "group", "aria-label": "Colour scheme" });
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
      var button = make("button", { type: "button", "class": "copy" }, "Copy");
      button.addEventListener("click", function () {
        function done() {
          button.textContent = "Copied";
          setTimeout(function () { button.textContent = "Copy"; }, 2000);
        }
        function select() { getSelection().selectAllChildren(source); }
        if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select); else select();
      });
      var last = source.parentNode.lastElementChild;
      if (last.className === "acts") last.prepend(button); else source.append(" ", button);
    });
  }

  // Progress along a path stays on the reader's own device.
  function addProgress() {
    var walk = document.querySelector("[data-path]");
    if (!walk) return;
    var key = "manicule-path:" + location.pathname;
    var done = new Set((recall(key) || "").split(" ").filter(Boolean));
    walk.querySelectorAll("[data-step]").forEach(function (step) {
      var slug = step.dataset.step;
      var title = step.querySelector(".title").textContent.trim();
      var box = make("input", { type: "checkbox", "aria-label": "Read by me: " + title });
      box.checked = done.has(slug);
      step.classList.toggle("done", box.checked);
      box.addEventListener("change", function () {
        if (box.checked) done.add(slug); else done.delete(slug);
        step.classList.toggle("done", box.checked);
        remember(key, Array.from(done).join(" ") || null);
      });
      step.querySelector(".list").append(make("label", { "class": "tick" }, box, "Read by me"));
    });
  }

  // What is wider than its column scrolls by itself: with the keyboard as well.
  function addScrolling() {
    document.querySelectorAll("table, pre, math").forEach(function (wide) {
      if (wide.scrollWidth > wide.clientWidth && wide.clientWidth) wide.setAttribute("tabindex", "0");
    });
  }

  addSchemes();
  addScrolling();
  addCopies();
  addProgress();
})();
