// The map's zoom and filter. Without it the map is a picture whose dots are links, with the same as a list below.
(function () {
  "use strict";

  var chart = document.getElementById("chart");
  var svg = chart && chart.querySelector("svg");
  if (!svg) return;
  var whole = svg.getAttribute("viewBox").split(" ").map(Number);
  var view = whole.slice();
  var dots = Array.from(svg.querySelectorAll("a"));
  var told = document.createElement("p");
  var tools = document.createElement("div");
  told.className = "told";
  tools.className = "tools";

  function show() {
    svg.setAttribute("viewBox", view.map(function (n) { return n.toFixed(1); }).join(" "));
    svg.style.setProperty("--zoom", Math.max(0.35, view[2] / whole[2]));
  }

  function zoom(by, x, y) {
    var wide = Math.min(whole[2], Math.max(whole[2] / 12, view[2] * by));
    var high = wide * whole[3] / whole[2];
    view = [clamp(x - (x - view[0]) * wide / view[2], whole[2] - wide), clamp(y - (y - view[1]) * high / view[3], whole[3] - high), wide, high];
    show();
  }

  function clamp(value, most) { return Math.min(Math.max(0, value), Math.max(0, most)); }

  function move(x, y) {
    view[0] = clamp(view[0] + x * view[2], whole[2] - view[2]);
    view[1] = clamp(view[1] + y * view[3], whole[3] - view[3]);
    show();
  }

  function middle() { return [view[0] + view[2] / 2, view[1] + view[3] / 2]; }

  function button(label, text, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.setAttribute("aria-label", label);
    made.title = label;
    made.textContent = text;
    made.addEventListener("click", act);
    tools.append(made);
  }

  function tell(dot) {
    told.replaceChildren();
    if (!dot) return;
    var title = document.createElement("b");
    title.textContent = dot.getAttribute("aria-label");
    told.append(title, dot.dataset.said ? " " + dot.dataset.said : "");
  }

  var select = document.createElement("select");
  select.setAttribute("aria-label", _("Show papers with the tag"));
  select.append(new Option(_("all tags"), ""));
  document.querySelectorAll("#together thead th span").forEach(function (tag, n) {
    var link = document.querySelectorAll("#together tbody th a")[n];
    select.append(new Option(tag.textContent, link ? link.getAttribute("href").replace(/^.*\/|\.html$/g, "") : ""));
  });
  select.addEventListener("change", function () {
    dots.forEach(function (dot) { dot.classList.toggle("off", select.value !== "" && dot.dataset.tags.split(" ").indexOf(select.value) < 0); });
  });
  if (select.options.length > 1) tools.append(select);
  button(_("Nearer"), "+", function () { var at = middle(); zoom(0.7, at[0], at[1]); });
  button(_("Farther"), "−", function () { var at = middle(); zoom(1 / 0.7, at[0], at[1]); });
  button(_("All of it"), "⤢", function () { view = whole.slice(); show(); });

  var held = null;
  svg.addEventListener("pointerdown", function (event) { if (view[2] < whole[2]) held = [event.clientX, event.clientY]; });
  addEventListener("pointerup", function () { held = null; });
  svg.addEventListener("pointermove", function (event) {
    if (!held) return;
    move((held[0] - event.clientX) / svg.clientWidth, (held[1] - event.clientY) / svg.clientHeight);
    held = [event.clientX, event.clientY];
  });
  svg.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    var box = svg.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, view[0] + (event.clientX - box.left) / box.width * view[2], view[1] + (event.clientY - box.top) / box.height * view[3]);
  }, { passive: false });
  dots.forEach(function (dot) {
    dot.addEventListener("pointerenter", function () { tell(dot); });
    dot.addEventListener("focus", function () {
      tell(dot);
      var circle = dot.querySelector("circle");
      var x = +circle.getAttribute("cx");
      var y = +circle.getAttribute("cy");
      if (x < view[0] || x > view[0] + view[2] || y < view[1] || y > view[1] + view[3]) {
        view[0] = clamp(x - view[2] / 2, whole[2] - view[2]);
        view[1] = clamp(y - view[3] / 2, whole[3] - view[3]);
        show();
      }
    });
  });
  chart.append(tools, told);
})();
