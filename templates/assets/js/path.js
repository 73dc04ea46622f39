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
    } catch (refused) { /* it holds for this page */ }
  }

  function add(step) {
    var box = document.createElement("input");
    var label = document.createElement("label");
    box.type = "checkbox";
    box.setAttribute("aria-label", "Read by me: " + step.querySelector(".title").textContent.trim());
    box.checked = done.has(step.dataset.step);
    step.classList.toggle("done", box.checked);
    box.addEventListener("change", function () {
      if (box.checked) done.add(step.dataset.step); else done.delete(step.dataset.step);
      step.classList.toggle("done", box.checked);
      remember();
    });
    label.className = "tick";
    label.append(box, "Read by me");
    step.querySelector(".list").append(label);
  }

  function begin() { document.querySelectorAll("[data-path] [data-step]").forEach(add); }

  document.addEventListener("manicule:main", begin);
  begin();
})();
