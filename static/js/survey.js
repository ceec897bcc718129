"use strict";
/* Answering a survey: hides what does not apply, saves as it goes, and keeps what could not be saved yet.
   The page works without it; the server decides what is stored. */
(function () {
  /* Expressions: the tree that engage.surveys.expressions documents, and the same answers as there. */
  var WHITE = /^[ \t\r\n]+|[ \t\r\n]+$/g;

  function dayNumber(text) {
    var parts = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text);
    if (!parts) { return null; }
    var day = new Date(Date.UTC(+parts[1], +parts[2] - 1, +parts[3]));
    var isReal = day.getUTCMonth() === +parts[2] - 1 && day.getUTCDate() === +parts[3];
    return isReal ? day.getTime() / 86400000 : null;
  }
  function asNumber(text) {
    var plain = text.replace(WHITE, "");
    if (/^-?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(plain)) { return Number(plain); }
    var days = dayNumber(plain);
    return days === null ? NaN : days;
  }
  function asText(value) {
    if (value === null || value === undefined) { return ""; }
    if (Array.isArray(value)) { return value.join(" "); }
    if (typeof value === "object") {
      return Object.keys(value).map(function (row) { return row + "=" + value[row]; }).sort().join(" ");
    }
    return String(value);
  }
  function truth(result) { return Boolean(result); } /* NaN, 0 and "" are not. */
  function number(result) { return typeof result === "string" ? asNumber(result) : Number(result); }
  function words(text) { return text.split(/[ \t\r\n]+/).filter(Boolean); }
  function equal(left, right) {
    if (typeof left === "boolean" || typeof right === "boolean") { return truth(left) === truth(right); }
    if (typeof left === "string" && typeof right === "string") { return left === right; }
    return number(left) === number(right);
  }
  var RECKONING = {
    "<": function (a, b) { return a < b; },
    "<=": function (a, b) { return a <= b; },
    ">": function (a, b) { return a > b; },
    ">=": function (a, b) { return a >= b; },
    "+": function (a, b) { return a + b; },
    "-": function (a, b) { return a - b; },
    "*": function (a, b) { return a * b; },
    "div": function (a, b) { return b ? a / b : NaN; },
    "mod": function (a, b) { return a % b; }
  };
  function result(node, scope) {
    var kind = node[0];
    function part(place) { return result(node[place], scope); }
    function holds(each) { return truth(result(each, scope)); }
    switch (kind) {
      case "number": return Number(node[1]);
      case "text": return node[1];
      case "answer": return asText(scope.answers.get(node[1]));
      case "own": return asText(scope.own);
      case "or": return node.slice(1).some(holds);
      case "and": return node.slice(1).every(holds);
      case "not": return !holds(node[1]);
      case "=": return equal(part(1), part(2));
      case "!=": return !equal(part(1), part(2));
      case "negative": return -number(part(1));
      case "selected": return words(part(1)).indexOf(part(2).replace(WHITE, "")) >= 0;
      case "count-selected": return words(part(1)).length;
      case "string-length": return Array.from(part(1)).length;
      case "date": { var day = part(1).replace(WHITE, ""); return dayNumber(day) === null ? "" : day; }
      case "today": return scope.today;
      case "true": return true;
      case "false": return false;
    }
    return RECKONING[kind](number(part(1)), number(part(2)));
  }
  function evaluate(tree, answers, own, today) {
    return truth(result(tree, { answers: answers, own: own, today: today }));
  }
  window.engageSurvey = { evaluate: evaluate, asText: asText };

  /* Reading a question as the server does. UNSURE: the server may understand it, such as a number in characters. */
  var UNSURE = {};
  function plainly(text) {
    var narrow = text.replace(/[\uff01-\uff5e]/g, function (full) {
      return String.fromCharCode(full.charCodeAt(0) - 0xfee0);
    });
    return narrow.replace(/\u3000/g, " ").replace(/[\u2212\u2013\u2014]/g, "-").trim();
  }
  function canonical(text, isWhole) {
    var plain = plainly(text).replace(/^\+/, "");
    if (!plain) { return null; }
    var parts = /^(-?)0*(\d{0,10})(?:\.(\d*))?$/.exec(plain);
    if (!parts || !/\d/.test(plain)) { return UNSURE; }
    var fraction = (parts[3] || "").replace(/0+$/, ""), whole = parts[2] || "0";
    if (fraction.length > (isWhole ? 0 : 4) || Number(whole) > 1e9) { return null; }
    var digits = fraction ? whole + "." + fraction : whole;
    return (digits === "0" ? "" : parts[1]) + digits;
  }
  function canonicalDay(text) {
    var plain = plainly(text);
    if (!plain) { return null; }
    var parts = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?$/.exec(plain);
    if (!parts) { return UNSURE; }
    var day = parts[1] + "-" + parts[2].padStart(2, "0") + "-" + parts[3].padStart(2, "0");
    return dayNumber(day) === null ? null : day;
  }
  function fieldsOf(question) {
    var found = [];
    question.querySelectorAll("[name^='q.']").forEach(function (input) {
      var isBox = input.type === "radio" || input.type === "checkbox";
      if (!isBox || input.checked) { found.push([input.name, input.value]); }
    });
    return found;
  }
  function ranked(question, given) {
    var selects = Array.from(question.querySelectorAll("select")), order = [], left = [];
    selects.forEach(function (select) {
      var choice = select.name.slice(("q." + question.dataset.question + ".").length);
      if (!select.value) { left.push(choice); return; }
      if (order[select.value - 1]) { left.push(null); }
      order[select.value - 1] = choice;
    });
    if (!given.length || left.length > 1 || left[0] === null) { return null; }
    for (var place = 0; place < selects.length; place += 1) {
      if (!order[place]) { order[place] = left[0]; }
    }
    return order;
  }
  /* What the server understood, by field and text. */
  var understood = {};
  function answerOf(question) {
    var value = readHere(question);
    if (value !== UNSURE) { return value; }
    var known = understood[JSON.stringify(fieldsOf(question))];
    return known === undefined ? UNSURE : known;
  }
  function readHere(question) {
    var given = fieldsOf(question).filter(function (pair) { return pair[1].trim() !== ""; });
    var first = given.length ? given[0][1] : "";
    switch (question.dataset.type) {
      case "multiple": return given.length ? given.map(function (pair) { return pair[1]; }) : null;
      case "ranking": return ranked(question, given);
      case "matrix": {
        var rows = {}, start = ("q." + question.dataset.question + ".").length;
        given.forEach(function (pair) { rows[pair[0].slice(start)] = pair[1]; });
        return given.length ? rows : null;
      }
      case "integer": return canonical(first, true);
      case "decimal": return canonical(first, false);
      case "date": return canonicalDay(first);
      case "photo": return question.dataset.photo || null;
      default: return first.trim().normalize("NFC") || null;
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    var sent = document.querySelector("[data-survey-sent]");
    if (sent) { forget(sent.dataset.surveySent); }
    document.querySelectorAll("[data-copy]").forEach(offerCopying);
    var summary = document.querySelector("[data-summary]");
    if (summary) { summary.focus(); }
    document.querySelectorAll("form[data-survey-page]").forEach(run);
  });

  function offerCopying(button) {
    var field = document.getElementById(button.dataset.copy);
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(field.value).then(function () { button.textContent = button.dataset.done; });
    });
  }

  /* What is not saved yet, by the draft's token; a browser that forbids keeping simply keeps nothing. */
  var PREFIX = "survey.", LONGEST_DAYS = 30;
  function remembered(token) {
    try { return JSON.parse(localStorage.getItem(PREFIX + token)) || { fields: {} }; } catch (error) { return { fields: {} }; }
  }
  function remember(token, kept) {
    try {
      if (!Object.keys(kept.fields).length) { localStorage.removeItem(PREFIX + token); return; }
      kept.at = Date.now();
      localStorage.setItem(PREFIX + token, JSON.stringify(kept));
    } catch (error) { /* Full or forbidden. */ }
  }
  function forget(token) {
    try {
      localStorage.removeItem(PREFIX + token);
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf(PREFIX) !== 0) { return; }
        var kept = remembered(key.slice(PREFIX.length));
        if (!(Date.now() - kept.at < LONGEST_DAYS * 86400000)) { localStorage.removeItem(key); }
      });
    } catch (error) { /* Forbidden. */ }
  }

  function run(form) {
    var token = form.dataset.token, state = form.querySelector("[data-save-state]"), bar = form.querySelector("progress");
    var questions = Array.from(form.querySelectorAll("[data-question]"));
    var elsewhere = JSON.parse(form.dataset.answers || "{}");
    var told = null, timer = 0, isSaving = false, waitingSubmit = null, changes = {}, canSave = Boolean(form.dataset.save);
    var seen = {};
    form.elements.seen.value.split(" ").filter(Boolean).forEach(function (pair) {
      var cut = pair.indexOf(":");
      seen[pair.slice(0, cut)] = pair.slice(cut + 1);
    });

    function show() {
      var answers = new Map(Object.entries(elsewhere));
      form.querySelectorAll("section.questions").forEach(function (section) {
        var isOn = !section.dataset.relevant ||
          evaluate(JSON.parse(section.dataset.relevant), answers, null, form.dataset.today);
        section.querySelectorAll("[data-question]").forEach(function (question) {
          var name = question.dataset.question, tree = question.dataset.relevant, value = answerOf(question);
          var applies = isOn && (!tree || evaluate(JSON.parse(tree), answers, null, form.dataset.today));
          if (told) { applies = told.indexOf(name) >= 0; }
          question.hidden = !applies && !question.classList.contains("wrong");
          if (applies && value !== null && value !== UNSURE) { answers.set(name, value); }
        });
        section.hidden = !section.querySelector("[data-question]:not([hidden])");
      });
    }

    function say(kind) {
      if (!state) { return; }
      state.dataset.kind = kind;
      state.textContent = state.dataset[kind] || "";
    }

    function touch(question) {
      var name = question.dataset.question;
      told = null;
      question.dataset.before = JSON.stringify(fieldsOf(question));
      calm(question);
      seen[name] = "*"; /* Whatever stood there when the page came: what is typed here counts. */
      form.elements.seen.value = Object.keys(seen).map(function (key) { return key + ":" + seen[key]; }).join(" ");
      changes[name] = (changes[name] || 0) + 1;
      if (!canSave) { return; }
      var kept = remembered(token);
      kept.fields[name] = fieldsOf(question);
      kept.revision = Number(form.elements.revision.value);
      delete kept.isSent;
      remember(token, kept);
      plan(800);
    }
    function plan(wait) {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }

    function save() {
      var kept = remembered(token), names = Object.keys(kept.fields), before = Object.assign({}, changes);
      if (!names.length || isSaving || !canSave) { return; }
      isSaving = true;
      var body = new URLSearchParams();
      body.append("asked", names.join(" "));
      names.forEach(function (name) { kept.fields[name].forEach(function (pair) { body.append(pair[0], pair[1]); }); });
      say("saving");
      fetch(form.dataset.save, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "application/json" } })
        .then(function (answer) {
          if (answer.status >= 500) { throw new Error("later"); }
          if (!answer.ok) { canSave = false; say(answer.status === 409 ? "closed" : "refused"); return null; }
          return answer.json();
        })
        .then(function (saved) {
          if (!saved) { return; }
          var now = remembered(token);
          names.forEach(function (name) { if (changes[name] === before[name]) { delete now.fields[name]; } });
          remember(token, now);
          form.elements.revision.value = saved.revision;
          names.forEach(function (name) { understood[JSON.stringify(kept.fields[name])] = saved.answers[name]; });
          if (bar) {
            bar.value = saved.progress;
            form.querySelector("[data-percent]").textContent = saved.progress + " %";
          }
          if (!Object.keys(now.fields).length) { told = saved.shown; show(); }
          say(Object.keys(now.fields).length ? "saving" : "saved");
          plan(400);
        })
        .catch(function () { say("waiting"); plan(5000); })
        .then(function () {
          isSaving = false;
          if (waitingSubmit) { var go = waitingSubmit; waitingSubmit = null; go(); }
        });
    }

    function onSubmit(event) {
      if (navigator.onLine === false) {
        event.preventDefault();
        event.stopPropagation();
        say("waiting");
        state.scrollIntoView({ block: "center" });
        return;
      }
      var kept = remembered(token);
      if (isSaving && form.requestSubmit && !waitingSubmit) { /* An older save must not come after this one. */
        event.preventDefault();
        event.stopPropagation();
        waitingSubmit = function () { form.requestSubmit(event.submitter); };
        return;
      }
      clearTimeout(timer);
      canSave = false;
      kept.isSent = true;
      remember(token, kept);
    }

    function fill(question, fields) {
      question.querySelectorAll("[name^='q.']").forEach(function (input) {
        var mine = fields.filter(function (pair) { return pair[0] === input.name; }).map(function (pair) { return pair[1]; });
        if (input.type === "radio" || input.type === "checkbox") { input.checked = mine.indexOf(input.value) >= 0; }
        else { input.value = mine.length ? mine[0] : ""; }
      });
    }
    function bringBack() {
      var kept = remembered(token);
      if (kept.isSent && Number(form.elements.revision.value) > kept.revision) { kept.fields = {}; }
      delete kept.isSent;
      remember(token, kept);
      questions.forEach(function (question) {
        var fields = kept.fields[question.dataset.question];
        if (fields) { fill(question, fields); touch(question); }
      });
      if (Object.keys(kept.fields).length) { say("waiting"); plan(0); }
    }

    questions.forEach(function (question) {
      ["input", "change"].forEach(function (kind) {
        question.addEventListener(kind, function (event) {
          if (event.target.matches("[data-rank]")) { swap(question, event.target); }
          if (event.target.matches(".calendar")) {
            document.getElementById(event.target.dataset.for).value = event.target.value;
          }
          var now = JSON.stringify(fieldsOf(question)); /* Leaving a field that was typed in changes nothing more. */
          if (event.target.type === "file" || now === question.dataset.before) { return; }
          touch(question);
          show();
          offerClearing(question);
        });
      });
      question.querySelectorAll("[data-rank]").forEach(function (select) { select.dataset.before = select.value; });
      question.querySelectorAll("[data-clear]").forEach(function (button) {
        button.addEventListener("click", function () {
          var radios = question.querySelectorAll("[name='" + button.dataset.clear + "']");
          radios.forEach(function (radio) { radio.checked = radio.value === ""; });
          touch(question);
          show();
          offerClearing(question);
          if (radios.length) { radios[0].focus(); }
        });
      });
      offerClearing(question);
    });
    form.addEventListener("submit", onSubmit);
    window.addEventListener("online", function () { plan(0); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) { canSave = Boolean(form.dataset.save); } });
    bringBack();
    show();
  }

  /* What was pointed out is being mended; the server looks again. */
  function calm(question) {
    question.classList.remove("wrong");
    question.querySelectorAll(".error").forEach(function (error) { error.hidden = true; });
    question.querySelectorAll("[aria-invalid]").forEach(function (input) { input.removeAttribute("aria-invalid"); });
  }
  function offerClearing(question) {
    question.querySelectorAll("[data-clear]").forEach(function (button) {
      var chosen = question.querySelector("[name='" + button.dataset.clear + "']:checked");
      button.hidden = !chosen || chosen.value === "";
    });
  }
  /* Two choices cannot have one place: the other one takes the place that this one had. */
  function swap(question, select) {
    question.querySelectorAll("[data-rank]").forEach(function (other) {
      if (other !== select && select.value && other.value === select.value) {
        other.value = select.dataset.before || "";
        other.dataset.before = other.value;
      }
    });
    select.dataset.before = select.value;
  }
})();
