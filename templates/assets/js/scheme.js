// The reader's choice of colours, before anything is painted. Storage may be refused; then the system decides.
(function () {
  "use strict";
  try {
    var chosen = localStorage.getItem("manicule-scheme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
  } catch (refused) {
    // As the system has it.
  }
})();
