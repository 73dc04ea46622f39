// Progress along a reading path, which stays on the reader's own device.
(function () {
  "use strict";

  var key = "manicule-path:" + location.pathname;
  var done = new Set((recall() || "").split(" ").filter(Boolean));

  function recall() {
    try { return localStorage.getItem(key); } catch (refused) { return ""; }
  }

  function remember() {
    try {
      if (done.size) localStorage.setItem(key, Array.from(done).join(" ")); else localStorage.removeItem(key);
    } catch (refused) {
      // It holds for this page.
    }
  }

  function add(step) {
    var box = document.createElement("input");
    var label = document.createElement("label");
    box.type = "checkbox";
    box.setAttribute("aria-label", _("Read by me: %(title)s").split("%(title)s").join(step.querySelector(".title").textContent.trim()));
    box.checked = done.has(step.dataset.step);
    step.classList.toggle("done", box.checked);
    box.addEventListener("change", function () {
      if (box.checked) done.add(step.dataset.step); else done.delete(step.dataset.step);
      step.classList.toggle("done", box.checked);
      remember();
    });
    label.className = "tick";
    label.append(box, _("Read by me"));
    step.querySelector(".list").append(label);
  }

  // Progress as a list to keep or to pass on, which Markdown shows with its ticks.
  function save() {
    var lines = Array.from(document.querySelectorAll("[data-path] [data-step]"), function (step) {
      var link = step.querySelector(".title a");
      return "- [" + (done.has(step.dataset.step) ? "x" : " ") + "] [" + link.textContent.trim().replace(/[\\\[\]]/g, "\\$&") + "](<" + link.href + ">)";
    });
    var text = "# " + document.querySelector("h1").textContent.trim() + "\n\n" + lines.join("\n") + "\n";
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = location.pathname.replace(/^.*\/|\.html$/g, "") + "-progress.md";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function begin() {
    document.querySelectorAll("[data-path] [data-step]").forEach(add);
    var button = document.createElement("button");
    button.type = "button";
    button.className = "progress copy";
    button.textContent = _("Save your progress");
    button.addEventListener("click", save);
    document.querySelector("[data-path]").after(button);
  }

  document.addEventListener("manicule:main", begin);
  begin();
})();
