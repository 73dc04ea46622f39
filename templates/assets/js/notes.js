// Margin notes of one kind at a time: buttons with the kinds and how many there are of each.
(function () {
  "use strict";

  var notes = [];
  var group = null;

  function show(kind) {
    notes.forEach(function (note) {
      var off = kind !== "" && note.dataset.kind !== kind;
      note.classList.toggle("off", off);
      document.getElementById("r-" + note.id).classList.toggle("off", off);
    });
    document.querySelectorAll("mark.hl").forEach(function (mark) {
      mark.classList.toggle("off", kind !== "" && mark.dataset.kind !== kind);
    });
    Array.from(group.children).forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === kind));
    });
  }

  function add(kind, words, count) {
    var button = document.createElement("button");
    var label = document.createElement("span");
    button.type = "button";
    button.value = kind;
    label.textContent = words;
    if (kind) {
      label.className = "hl";
      label.dataset.kind = kind;
    }
    button.append(label, " " + count);
    button.addEventListener("click", function () { show(kind); });
    group.append(button);
  }

  function begin() {
    var counts = {};
    notes = Array.from(document.querySelectorAll(".note"));
    notes.forEach(function (note) { counts[note.dataset.kind] = (counts[note.dataset.kind] || 0) + 1; });
    if (Object.keys(counts).length < 2) return;
    group = document.createElement("div");
    group.className = "kinds";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", _("Which notes are shown"));
    add("", _("all notes"), notes.length);
    Object.keys(counts).forEach(function (kind) {
      add(kind, counts[kind] > 1
        ? { question: _("questions"), doubt: _("doubts"), claim: _("claims"), comment: _("comments"), highlight: _("highlights") }[kind]
        : document.querySelector(".k [data-kind=" + kind + "]").textContent, counts[kind]);
    });
    show("");
    var beside = document.querySelector(".notes");
    beside.parentNode.insertBefore(group, beside);
  }

  // A link to a note that is not shown shows them all.
  addEventListener("hashchange", function () {
    var aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (aim && aim.classList.contains("off")) { show(""); aim.scrollIntoView(); }
  });
  document.addEventListener("manicule:main", begin);
  begin();
})();
