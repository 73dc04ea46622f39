// What is new since a reader was last here, and a paper that they have not opened: both from what this browser remembers
// of the site, which nobody else is told.
(function () {
  "use strict";

  var site = location.pathname.replace(/[^\/]*$/, "");
  var list = document.querySelector("[data-days]");
  var sum = document.querySelector(".opening .sum");

  function recall(store, key) { try { return store().getItem("manicule-" + key + ":" + site); } catch (refused) { return null; } }

  function keep(store, key, value) { try { store().setItem("manicule-" + key + ":" + site, value); } catch (refused) {

    // Then nothing is new.

  } }

  function local() { return localStorage; }

  function session() { return sessionStorage; }

  // New is what was added after the last day of an addition that was seen; so it stays, while the window is open.
  function markNew() {
    var days = list.dataset.days.split(" ");
    var latest = days[0];
    var before = recall(session, "since");
    if (before === null) {
      before = recall(local, "seen") || "";
      keep(session, "since", before);
    }
    keep(local, "seen", latest > before ? latest : before);
    if (!before) return;
    var rows = Array.from(list.querySelectorAll(".entry"));
    var count = days.filter(function (day, n) {
      if (day <= before || !rows[n]) return false;
      var mark = document.createElement("span");
      mark.className = "new";
      mark.textContent = _("new");
      rows[n].querySelector(".title").append(" ", mark);
      return true;
    }).length;
    if (count) sum.append(" ", count === days.length
      ? ngettext("At least %(num)s new since you were here.", "At least %(num)s new since you were here.", count)
      : ngettext("%(num)s new since you were here.", "%(num)s new since you were here.", count));
  }

  // The same one for a whole day, and the next when that has been opened.
  function addUnopened() {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "unopened";
    button.textContent = _("One that you have not opened");
    button.addEventListener("click", async function () {
      button.disabled = true;
      var search = await loadManiculeSearch();
      var count = (await search.facts()).count;
      var opened = new Set((recall(local, "opened") || "").split(" "));
      var first = Math.floor(Date.now() / 86400000) * 7919 % count;
      for (var n = 0; n < count; n++) {
        var row = await search.rowOf((first + n) % count);
        if (!opened.has(row.slug)) { location.href = row.url; return; }
      }
      button.textContent = _("You have opened all of them");
    });
    sum.after(button);
  }

  if (list && list.dataset.days && sum) markNew();
  if (sum && window.loadManiculeSearch) addUnopened();
})();
