// Writing in the preview: notes on selected words, an entry's own fields, the order of a reading path, new papers. Each
// change is asked of the preview, which writes it into the list's YAML; what then comes onto the page is what was built
// from it. Nothing that is told is read as HTML, but Markdown that the preview has set.
(function () {
  "use strict";

  var preview = window.manicule_preview;
  var make = preview.make;
  var ask = preview.ask;
  var TEXTS = { title: "main h1", abstract: "#abstract", notes: "#notes .prose" };
  var AROUND = 80;
  var KINDS = ["comment", "question", "claim", "doubt", "highlight"];
  var here = new URL(location.href).pathname.slice(1);
  var slug = document.body.classList.contains("p-paper") ? decodeURIComponent(here.replace(/^.*papers\//, "").replace(/\.html$/, "")) : "";
  var bar = null;
  var tools = null;
  var undos = 0;

  function button(words, act, attributes) {
    var made = make("button", Object.assign({ type: "button" }, attributes), words);
    made.addEventListener("click", act);
    return made;
  }

  function field(label, control) {
    return make("label", { "class": "mnc-field" }, make("span", {}, label), control);
  }

  function select(values, value, none) {
    var made = make("select", {});
    if (none) made.append(make("option", { value: "" }, none));
    values.forEach(function (one) { made.append(make("option", { value: one }, one)); });
    made.value = value || "";
    return made;
  }

  // What was written, and that it can be taken back.

  function tell(words, answer) {
    undos = answer.undo || 0;
    drawTools();
    if (undos) preview.say(words + " ", button("Undo", undo)); else preview.say(words);
  }

  function undo() {
    ask("undo", {}).then(function (answer) {
      if (!answer.ok) { preview.say(wrong(answer)); return; }
      undos = answer.undo;
      drawTools();
      preview.say("Taken back.");
      // What was never built is not told of: the page may show it, as a path does whose steps have been moved.
      preview.renew();
    });
  }

  function wrong(answer) {
    return answer.problems.map(function (problem) {
      return [problem.message].concat(problem.detail || []).join(" · ");
    }).join("; ");
  }

  function isConflict(answer) {
    return answer.problems.some(function (problem) { return problem.code === "changed-meanwhile"; });
  }

  // The words that are selected, with what stands around them: formulas as their source, blocks parted by a blank line,
  // the numbers of notes left out, just as the text is where quotes are looked for.

  function readable(node) {
    var out = "";
    (function walk(node) {
      if (node.nodeType === 3) { out += node.data; return; }
      if (node.nodeType === 1) {
        if (node.matches(".ref, button, .mnc-own")) return;
        if (node.dataset && node.dataset.tex !== undefined) { out += "$" + node.dataset.tex + "$"; return; }
        if (node.localName === "br") { out += "\n"; return; }
        if (/^(p|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|pre|div|table|caption|thead|tbody|tr|td|th|figure|figcaption)$/.test(node.localName) &&
            out.trim() && !/\n\n$/.test(out)) out += "\n\n";
      }
      node.childNodes.forEach(walk);
    })(node);
    return out;
  }

  function targetOf(node) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    return Object.keys(TEXTS).filter(function (name) { return element && element.closest(TEXTS[name]); })[0] || "";
  }

  function selected() {
    var selection = getSelection();
    if (!slug || !selection.rangeCount || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0).cloneRange();
    var target = targetOf(range.startContainer);
    var whole = target && document.querySelector(TEXTS[target]);
    // Three clicks select up to where the next block begins, which is outside of the text.
    if (target && !whole.contains(range.endContainer)) range.setEnd(whole, whole.childNodes.length);
    if (!target || !whole.contains(range.commonAncestorContainer)) return null;
    [["startContainer", "setStartBefore"], ["endContainer", "setEndAfter"]].forEach(function (edge) {
      var element = range[edge[0]].nodeType === 1 ? range[edge[0]] : range[edge[0]].parentElement;
      var formula = element.closest("[data-tex]");
      if (formula) range[edge[1]](formula);
    });
    var head = document.createRange();
    head.selectNodeContents(whole);
    head.setEnd(range.startContainer, range.startOffset);
    var body = document.createRange();
    body.selectNodeContents(whole);
    body.setEnd(range.endContainer, range.endOffset);
    var text = readable(whole);
    var start = readable(head.cloneContents()).length;
    var end = readable(body.cloneContents()).length;
    while (start < end && /\s/.test(text[start])) start++;
    if (!text.slice(start, end).trim()) return null;
    return {
      target: target, quote: text.slice(start, end).trim(), before: text.slice(Math.max(0, start - AROUND), start),
      behind: text.slice(end, end + AROUND), readable: target === "notes" ? text : "", range: range
    };
  }

  function showBar() {
    var words = selected();
    if (!words || document.querySelector("dialog[open]")) { if (bar) bar.hidden = true; return; }
    if (!bar) {
      bar = make("div", { "class": "mnc-bar mnc-own", role: "toolbar", "aria-label": "Annotate the selected words" });
      KINDS.forEach(function (kind) {
        bar.append(button(kind, function () {
          var words = selected();
          if (words && kind === "highlight") save("add-note", Object.assign(words, { kind: kind, note: "" }), "Highlighted.");
          else if (words) openNote({ kind: kind, note: "", words: words });
        }, { "data-kind": kind }));
      });
      bar.addEventListener("pointerdown", function (event) { event.preventDefault(); });
      document.body.append(bar);
    }
    var boxes = words.range.getClientRects();
    var box = boxes[boxes.length - 1];
    bar.hidden = false;
    bar.style.left = Math.max(8, Math.min(box.right - bar.offsetWidth / 2, document.documentElement.clientWidth - bar.offsetWidth - 8)) + scrollX + "px";
    bar.style.top = box.bottom + scrollY + 8 + "px";
  }

  // A change without a form of its own. `base` is asked for, so it is of the file as it is now.
  function save(what, change, words) {
    return ask("entry", { slug: slug }).then(function (told) {
      if (!told.ok) { preview.say(wrong(told)); return told; }
      return send(told.path, told.base, what, change).then(function (answer) {
        if (answer.ok) tell(words, answer); else preview.say(wrong(answer));
        return answer;
      });
    });
  }

  function send(path, base, what, change) {
    var asked = Object.assign({}, change, { path: path, base: base, "do": what });
    delete asked.range;
    return ask("change", asked);
  }

  // Dialogs.

  function open(title, parts, act) {
    if (bar) bar.hidden = true;
    var dialog = make("dialog", { "class": "mnc-dialog mnc-own", "aria-label": title });
    var form = make("form", { method: "dialog" });
    var said = make("p", { "class": "mnc-said", role: "status" });
    var close = button("Close (Esc)", function () { dialog.close(); });
    form.append(make("header", {}, make("h2", {}, title), close));
    form.append.apply(form, parts);
    form.append(said);
    if (act) {
      var saving = make("button", { type: "submit", "class": "mnc-main" }, act.words);
      form.append(make("p", { "class": "mnc-acts" }, saving, ...(act.more || []), make("small", {}, "Ctrl Enter")));
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        saving.disabled = true;
        act.run(dialog).then(function (words) {
          saving.disabled = false;
          said.textContent = words || "";
          if (!words) dialog.close();
        }, function (reason) { saving.disabled = false; said.textContent = String(reason); });
      });
      dialog.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
      });
    }
    dialog.append(form);
    dialog.addEventListener("close", function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
    var first = dialog.querySelector("[autofocus]") || dialog.querySelector("input, textarea, select");
    if (first) first.focus();
    return { dialog: dialog, say: function (words) { said.textContent = words; }, act: saving };
  }

  // Markdown, and what it will look like.
  function writing(value, rows, label) {
    var area = make("textarea", { rows: rows, "aria-label": label });
    var shown = make("div", { "class": "mnc-shown prose", "aria-label": "How it will look" });
    var timer = 0;
    var last = "";
    function show() {
      var text = area.value;
      if (text === last) return;
      last = text;
      if (!text.trim()) { shown.replaceChildren(); return; }
      ask("markdown", { text: text }).then(function (answer) {
        if (area.value !== text || !answer.ok) return;
        var page = new DOMParser().parseFromString(answer.html, "text/html");
        shown.replaceChildren(...Array.from(page.body.childNodes, function (node) { return document.adoptNode(node); }));
      });
    }
    area.value = value;
    area.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(show, 250); });
    show();
    return { area: area, shown: shown };
  }

  function kinds(value) {
    var group = make("fieldset", { "class": "mnc-kinds" }, make("legend", {}, "Kind"));
    KINDS.forEach(function (kind) {
      var radio = make("input", { type: "radio", name: "kind", value: kind });
      radio.checked = kind === value;
      group.append(make("label", {}, radio, make("span", { "class": "hl", "data-kind": kind }, kind)));
    });
    return group;
  }

  function kindOf(dialog) {
    var checked = dialog.querySelector("input[name=kind]:checked");
    return checked ? checked.value : "comment";
  }

  // A note: a new one on words that are selected or typed, or one that is there.
  function openNote(note) {
    ask("entry", { slug: slug }).then(function (told) {
      if (!told.ok) { preview.say(wrong(told)); return; }
      var base = told.base;
      var text = writing(note.note, 5, "Note, in Markdown");
      var typed = !note.id && !note.words && make("textarea", { rows: 2, required: "", "aria-label": "Words of the abstract" });
      var words = note.words || { target: note.target || "abstract", quote: note.quote || "" };
      var more = note.id ? [button("Delete", function () { remove(); })] : [];
      (typed || text.area).setAttribute("autofocus", "");
      var form = open(note.id ? "Edit the note" : "A note", [
        typed ? field("Words of the abstract", typed) : make("blockquote", { "class": "mnc-words" }, words.quote),
        kinds(note.kind || "comment"), field("Note", text.area), text.shown
      ], {
        words: "Save", more: more,
        run: function (dialog) {
          var change = note.id ? { id: note.id } : Object.assign({}, words, typed ? { quote: typed.value } : {});
          change.kind = kindOf(dialog);
          change.note = text.area.value;
          return attempt(note.id ? "change-note" : "add-note", change, "Saved.");
        }
      });

      function attempt(what, change, done) {
        return send(told.path, base, what, change).then(function (answer) {
          if (answer.ok) { tell(done, answer); return ""; }
          return isConflict(answer) ? conflict() : wrong(answer);
        });
      }

      // The words of this form stay; what the file has now is said, and the next try is for that state of it.
      function conflict() {
        return ask("entry", { slug: slug }).then(function (now) {
          if (!now.ok) return wrong(now);
          base = now.base;
          var there = note.id && now.entry.margin.filter(function (one) { return one.id === note.id; })[0];
          form.act.textContent = "Save mine";
          if (!note.id) return "The file has changed on disk since you began. Nothing was written; Save mine adds your note to it as it is now.";
          if (!there) return "The file has changed on disk since you began, and this note is no longer in it. Nothing was written.";
          return "The file has changed on disk since you began. Nothing was written. There it is now: " + there.kind + ", “" + there.note + "”.";
        });
      }

      function remove() {
        attempt("remove-note", { id: note.id }, "Deleted.").then(function (words) {
          if (words) form.say(words); else form.dialog.close();
        });
      }
    });
  }

  function editNote(id) {
    ask("entry", { slug: slug }).then(function (told) {
      var note = told.ok && told.entry.margin.filter(function (one) { return one.id === id; })[0];
      if (note) openNote(note); else preview.say(told.ok ? "This note is no longer in the file." : wrong(told));
    });
  }

  // An entry's own fields.

  function openEntry() {
    ask("entry", { slug: slug }).then(function (told) {
      if (!told.ok) { preview.say(wrong(told)); return; }
      var entry = told.entry;
      var base = told.base;
      var why = make("input", { value: entry.why, autofocus: "" });
      var status = select(told.choices.statuses, entry.status, "not said");
      var importance = select(told.choices.importances, entry.importance, "not said");
      var tags = tagging(entry.tags, told.tags);
      var notes = writing(entry.notes, 10, "Notes, in Markdown");
      var form = open(entry.title, [
        field("Why it is on the list", why),
        make("div", { "class": "mnc-row" }, field("Status", status), field("Importance", importance)),
        tags.part, field("Notes", notes.area), notes.shown, relating(entry, told), listing(entry)
      ], { words: "Save", run: function () { return store(); } });

      function changed(now) {
        var values = {};
        var said = { why: why.value, status: status.value, importance: importance.value, notes: notes.area.value };
        Object.keys(said).forEach(function (name) { if (said[name].trim() !== now[name].trim()) values[name] = said[name]; });
        if (tags.keys().join(" ") !== now.tags.join(" ")) values.tags = tags.keys();
        return values;
      }

      function store() {
        var values = changed(entry);
        if (!Object.keys(values).length) return Promise.resolve("Nothing has been changed here.");
        return send(told.path, base, "set-fields", { values: values }).then(function (answer) {
          if (answer.ok) { tell("Saved.", answer); return ""; }
          if (!isConflict(answer)) return wrong(answer);
          return ask("entry", { slug: slug }).then(function (now) {
            if (!now.ok) return wrong(now);
            base = now.base;
            form.act.textContent = "Save mine";
            var theirs = Object.keys(values).filter(function (name) { return String(now.entry[name]) !== String(entry[name]); });
            return "The file has changed on disk since you began. Nothing was written. " + (theirs.length ?
              theirs.map(function (name) { return "There it says now, " + name + ": “" + String(now.entry[name]) + "”."; }).join(" ") :
              "None of what you changed is affected: Save mine writes it.");
          });
        });
      }
    });
  }

  function tagging(keys, known) {
    var labels = {};
    known.forEach(function (tag) { labels[tag.key] = tag.label; });
    var list = make("ul", { "class": "mnc-tags", "aria-label": "Tags" });
    var input = make("input", { list: "mnc-tags", "aria-label": "Add a tag", placeholder: "add a tag" });
    var choices = make("datalist", { id: "mnc-tags" });
    known.forEach(function (tag) { choices.append(make("option", { value: tag.label || tag.key })); });

    function add(said) {
      var words = said.trim();
      var tag = known.filter(function (one) { return one.key === words || (one.label || "").toLowerCase() === words.toLowerCase(); })[0];
      var key = tag ? tag.key : words;
      if (!key || now().indexOf(key) >= 0) return;
      var item = make("li", { "data-key": key }, (labels[key] || key) + (tag ? "" : " (new)"));
      item.append(button("×", function () { item.remove(); input.focus(); }, { "aria-label": "Remove " + (labels[key] || key) }));
      list.append(item);
    }
    function now() { return Array.from(list.children, function (item) { return item.dataset.key; }); }
    function take() { add(input.value); input.value = ""; }

    keys.forEach(add);
    input.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); take(); }
      if (event.key === "Backspace" && !input.value && list.lastChild) list.lastChild.remove();
    });
    input.addEventListener("change", take);
    return { part: make("div", { "class": "mnc-field" }, make("span", {}, "Tags"), list, input, choices), keys: function () { take(); return now(); } };
  }

  // Relations are written one by one, each at once.
  function relating(entry, told) {
    var list = make("ul", { "class": "mnc-list" });
    var type = select(told.choices.relations, told.choices.relations[0]);
    var to = make("input", { list: "mnc-papers", placeholder: "title, slug, arXiv id or DOI", "aria-label": "The other paper" });
    var note = make("input", { placeholder: "why you say so", "aria-label": "Why you say so" });
    var choices = make("datalist", { id: "mnc-papers" });
    var part = make("details", {}, make("summary", {}, "Relations (" + entry.relations.length + ")"), list);

    function draw(one) {
      var item = make("li", {}, one.type + " ", make("b", {}, one.to), one.note ? " " + one.note : "");
      item.append(" ", button("Remove", function () {
        save("remove-relation", { type: one.type, to: one.to }, "Removed.").then(function (answer) { if (answer.ok) item.remove(); });
      }));
      list.append(item);
    }

    function add() {
      var value = aimOf(to.value);
      if (!value) { to.focus(); return; }
      var one = { type: type.value, to: value, note: note.value.trim() };
      save("add-relation", one, "Added.").then(function (answer) {
        if (answer.ok) { draw(one); to.value = note.value = ""; }
      });
    }

    entry.relations.forEach(draw);
    suggest(to, choices);
    part.append(make("div", { "class": "mnc-row" }, type, to, note, button("Add", add)), choices);
    return part;
  }

  // A slug, or what an address, an arXiv id or a DOI says as relations have it.
  function aimOf(said) {
    var words = said.trim();
    var page = /\/papers\/([^\/?#]+?)(\.html)?([?#].*)?$/.exec(words);
    if (page) return decodeURIComponent(page[1]);
    var doi = /(?:^doi:|^https?:\/\/(?:dx\.)?doi\.org\/|^)(10\.\d{4,9}\/\S+)$/i.exec(words);
    if (doi) return "doi:" + doi[1];
    var arxiv = /(?:arxiv\.org\/(?:abs|pdf)\/|^arxiv:)([^\s?#]+?)(?:\.pdf)?$/i.exec(words);
    return arxiv ? "arxiv:" + arxiv[1] : words.split(" ")[0];
  }

  // Papers of the list as one types, by its own search.
  function suggest(input, choices) {
    var timer = 0;
    if (!window.loadManiculeSearch) return;
    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () {
        if (input.value.trim().length < 2) return;
        loadManiculeSearch().then(async function (search) {
          var found = await search.find(input.value);
          var rows = await Promise.all(found.results.slice(0, 8).map(function (one) { return search.rowOf(one.number); }));
          choices.replaceChildren(...rows.map(function (row) { return make("option", { value: row.slug + " " + row.title }); }));
        }).catch(function () { choices.replaceChildren(); });
      }, 200);
    });
  }

  function listing(entry) {
    var list = make("ul", { "class": "mnc-list" });
    entry.margin.forEach(function (note) {
      var item = make("li", {}, make("span", { "class": "hl", "data-kind": note.kind }, note.kind), " “" + note.quote + "” ");
      item.append(button("Edit", function () { item.closest("dialog").close(); openNote(note); }));
      list.append(item);
    });
    return make("details", {}, make("summary", {}, "Margin notes (" + entry.margin.length + ")"), list);
  }

  // New papers.

  function openAdd() {
    var text = make("textarea", { rows: 10, required: "", autofocus: "", spellcheck: "false", "aria-label": "What is to be added" });
    var look = make("pre", { "class": "mnc-report", tabindex: "0", hidden: "" });
    var found = make("ul", { "class": "mnc-list" });
    var form = open("Add papers", [
      make("p", {}, "Paste an arXiv id or DOI (one a line), BibTeX, RIS, CSL-JSON, an arXiv listing or a README’s list."),
      field("Papers", text), look, found
    ], {
      words: "Add", more: [button("Look first", function () { run(true); })],
      run: function () { return run(false); }
    });

    function run(dry) {
      return ask("add", { text: text.value, dry: dry }).then(function (answer) {
        look.hidden = false;
        look.textContent = answer.report || "";
        if (!answer.ok) return wrong(answer);
        found.replaceChildren(...answer.papers.map(function (one) {
          return make("li", {}, dry ? one.title : make("a", { href: "/papers/" + one.slug + ".html" }, one.title));
        }));
        if (dry) { form.say("Nothing has been written yet."); return ""; }
        form.act.remove();
        return "Written.";
      });
    }
  }

  // The order of a path: by a handle that is dragged, or with the arrow keys on it.

  function addHandles() {
    var walk = document.querySelector("ol.walk[data-path]");
    if (!walk || walk.querySelector(".mnc-handle")) return;
    var path = "content/paths/" + decodeURIComponent(here.replace(/^.*paths\//, "").replace(/\.html$/, "")) + ".yaml";
    var steps = Array.from(walk.children);
    var base = "";
    var timer = 0;
    ask("file", { path: path }).then(function (told) { base = told.base || ""; });

    function settle() {
      clearTimeout(timer);
      var order = Array.from(walk.children, function (step) { return steps.indexOf(step); });
      if (order.every(function (was, is) { return was === is; })) return;
      send(path, base, "order-steps", { order: order }).then(function (answer) {
        if (answer.ok) { tell("The path has a new order.", answer); return; }
        steps.forEach(function (step) { walk.append(step); });
        preview.say(isConflict(answer) ? "The file has changed on disk meanwhile, so the order stays as it was there." : wrong(answer));
      });
    }

    function say(step) {
      preview.say("Step " + (Array.from(walk.children).indexOf(step) + 1) + " of " + steps.length);
    }

    steps.forEach(function (step) {
      var title = step.querySelector(".title").textContent.trim();
      var handle = make("button", { type: "button", "class": "mnc-handle mnc-own", title: "Drag, or press the arrow keys", "aria-label": "Move " + title + " with the arrow keys" }, "⠿");
      handle.addEventListener("keydown", function (event) {
        var other = event.key === "ArrowUp" ? step.previousElementSibling : event.key === "ArrowDown" ? step.nextElementSibling : null;
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        if (!other) return;
        if (event.key === "ArrowUp") other.before(step); else other.after(step);
        handle.focus();
        say(step);
        clearTimeout(timer);
        timer = setTimeout(settle, 700);
      });
      handle.addEventListener("pointerdown", function (event) {
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        step.classList.add("mnc-dragged");
        var aim = null;
        var under = false;
        // It is put there when it is let go: an element that moves meanwhile would lose the pointer.
        function move(event) {
          mark(null);
          aim = steps.filter(function (one) {
            var box = one.getBoundingClientRect();
            return one !== step && event.clientY > box.top && event.clientY < box.bottom;
          })[0] || aim;
          if (!aim) return;
          var box = aim.getBoundingClientRect();
          under = event.clientY > box.top + box.height / 2;
          mark(aim);
        }
        function mark(at) {
          steps.forEach(function (one) {
            one.classList.toggle("mnc-above", one === at && !under);
            one.classList.toggle("mnc-below", one === at && under);
          });
        }
        function drop(event) {
          handle.removeEventListener("pointermove", move);
          handle.removeEventListener("pointerup", drop);
          handle.removeEventListener("pointercancel", drop);
          step.classList.remove("mnc-dragged");
          mark(null);
          if (event.type !== "pointerup" || !aim) return;
          if (under) aim.after(step); else aim.before(step);
          settle();
        }
        handle.addEventListener("pointermove", move);
        handle.addEventListener("pointerup", drop);
        handle.addEventListener("pointercancel", drop);
      });
      step.querySelector(".rail").append(handle);
    });
  }

  // The buttons.

  function drawTools() {
    if (!tools) {
      tools = make("div", { "class": "mnc-tools mnc-own", role: "toolbar", "aria-label": "Write" });
      if (slug) {
        tools.append(button("Note", function () { openNote({ note: "", words: selected() }); }, { title: "Ctrl Alt M" }));
        tools.append(button("Edit", openEntry));
      }
      tools.append(button("Add papers", openAdd), button("Undo", undo));
      document.body.append(tools);
    }
    tools.lastChild.hidden = !undos;
  }

  function addEdits() {
    if (!slug) return;
    document.querySelectorAll(".note[id]").forEach(function (note) {
      var foot = note.querySelector(".f");
      if (foot.querySelector(".mnc-edit")) return;
      foot.append(" ", button("edit", function () { editNote(note.id); }, { "class": "mnc-edit mnc-own" }));
    });
    document.querySelectorAll("mark[id][data-kind=highlight]").forEach(function (mark) {
      mark.addEventListener("click", function () { if (getSelection().isCollapsed) editNote(mark.id); });
    });
  }

  // Alt with a click opens the editor where the text stands.
  document.addEventListener("click", function (event) {
    if (!event.altKey || !slug || event.button) return;
    var name = targetOf(event.target) || (event.target.closest(".why") ? "why" : event.target.closest(".chips") ? "tags" : "");
    var note = event.target.closest(".note[id], mark[id]");
    if (!name && !note) return;
    event.preventDefault();
    ask("entry", { slug: slug }).then(function (told) {
      if (!told.ok) { preview.say(wrong(told)); return; }
      var place = note && told.entry.margin.filter(function (one) { return one.id === note.id; })[0];
      var at = place ? place.place : told.entry.places[name] || [1, 1];
      ask("open", { path: told.path, line: at[0], column: at[1] }).then(function (answer) { if (!answer.ok) preview.say(wrong(answer)); });
    });
  });

  document.addEventListener("manicule:told", function (event) { undos = event.detail.undo; drawTools(); });
  document.addEventListener("selectionchange", showBar);
  document.addEventListener("keydown", function (event) {
    if (slug && event.altKey && (event.ctrlKey || event.metaKey) && event.code === "KeyM" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      openNote({ note: "", words: selected() });
    }
  });

  function begin() {
    addEdits();
    addHandles();
  }
  document.addEventListener("manicule:main", begin);
  drawTools();
  begin();
})();
