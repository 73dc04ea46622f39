// Cards of papers, beside the links that lead to them. What they say comes in shards, as scripts that call
// manicule.cards, since pages opened from the disk can load nothing else.
(function () {
  "use strict";

  var site = document.currentScript.dataset.site;
  var shards = +document.currentScript.dataset.shards;
  var said = {};
  var asked = {};
  var card = document.createElement("div");
  var owner = null;
  var wanted = null;
  var timer = 0;

  card.className = "card";
  card.id = "card";
  card.hidden = true;
  document.body.append(card);

  // The same sum as the one that put the paper into its shard.
  function shardOf(slug) {
    var sum = 0;
    for (var n = 0; n < slug.length; n++) sum = (sum * 31 + slug.charCodeAt(n)) % 65521;
    return sum % shards;
  }

  function ask(slug, then) {
    var number = shardOf(slug);
    if (said[slug]) { then(); return; }
    if (!asked[number]) {
      asked[number] = document.createElement("script");
      asked[number].src = site + "assets/cards-" + number + ".js";
      document.head.append(asked[number]);
    }
    asked[number].addEventListener("load", then);
  }

  // Under the link, or above it where there is no room; always within the window.
  function place(link) {
    var boxes = link.getClientRects();
    var box = boxes[boxes.length - 1];
    var edge = 12;
    var wide = document.documentElement.clientWidth;
    var left = Math.max(edge, Math.min(box.left, wide - card.offsetWidth - edge));
    var below = box.bottom + 6;
    var above = boxes[0].top - card.offsetHeight - 6;
    var top = below + card.offsetHeight > innerHeight && above > 0 ? above : below;
    card.style.left = left + scrollX + "px";
    card.style.top = top + scrollY + "px";
  }

  function hide() {
    clearTimeout(timer);
    wanted = null;
    card.hidden = true;
    if (owner) owner.removeAttribute("aria-describedby");
    owner = null;
  }

  function show(link, slug, at_once) {
    clearTimeout(timer);
    wanted = link;
    if (owner === link) return;
    timer = setTimeout(function () {
      ask(slug, function () {
        // Shards come in any order: one that was asked for an earlier link may be the last.
        if (wanted !== link || !said[slug] || !link.isConnected) return;
        hide();
        owner = wanted = link;
        card.innerHTML = said[slug];
        card.querySelector("a").href = link.href;
        card.hidden = false;
        link.setAttribute("aria-describedby", "card");
        place(link);
      });
    }, at_once ? 0 : 250);
  }

  function leave(event) {
    var to = event.relatedTarget;
    if (to && (card.contains(to) || (owner && owner.contains(to)))) { clearTimeout(timer); return; }
    if (event.target.closest && (event.target.closest("main a[href]") || card.contains(event.target))) {
      clearTimeout(timer);
      timer = setTimeout(hide, 250);
    }
  }

  document.addEventListener("pointerout", function (event) { if (event.pointerType !== "touch") leave(event); });
  card.addEventListener("pointerenter", function () { clearTimeout(timer); });
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", function (event) {
    if (owner && !card.contains(event.target) && !owner.contains(event.target)) hide();
  });

  window.manicule = { cards: function (some) { Object.assign(said, some); }, show: show };
})();
