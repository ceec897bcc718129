"use strict";
/* What was typed and not sent yet goes along when language or print change: in this tab, to the same address. It stays
   where it is when htmx brings a refusal. */
(function () {
  var KEY = "typed", FROM = "form page of ", FORMS = "main form[method=post]";
  var here = location.pathname + location.search, isAnswer = Boolean(document.querySelector("main[data-answer]"));

  /* Passwords and codes are nothing to keep, see engage/typed_words.py. */
  var KEPT = "input:not([type=hidden], [type=password], [type=file], [name=code], [name=codes]), select, textarea";
  function fieldsOf(form) {
    return Array.from(form.elements).filter(function (field) { return field.name && field.matches(KEPT); });
  }
  function valueOf(field) {
    if (field.matches("[type=checkbox], [type=radio]")) { return field.checked; }
    return field.multiple ? Array.from(field.selectedOptions, function (one) { return one.value; }) : field.value;
  }
  function firstValueOf(field) {
    if (field.matches("[type=checkbox], [type=radio]")) { return field.defaultChecked; }
    if (!field.matches("select")) { return field.defaultValue; }
    var chosen = Array.from(field.options).filter(function (one) { return one.defaultSelected; });
    if (field.multiple) { return chosen.map(function (one) { return one.value; }); }
    return (chosen[0] || field.options[0] || { value: "" }).value;
  }
  function put(field, value) {
    if (JSON.stringify(valueOf(field)) === JSON.stringify(value)) { return; }
    if (typeof value === "boolean") { field.checked = value; }
    else if (Array.isArray(value)) {
      Array.from(field.options).forEach(function (one) { one.selected = value.indexOf(one.value) >= 0; });
    } else { field.value = value; }
    ["input", "change"].forEach(function (kind) { field.dispatchEvent(new Event(kind, { bubbles: true })); });
  }
  /* A page that answers a form has no address of its own: it is left for the one on which the form stood. */
  function formPage() {
    var froms = Array.from(document.querySelectorAll(FORMS), function (form) { return sessionStorage.getItem(FROM + form.getAttribute("action")); });
    return froms.filter(Boolean)[0];
  }
  /* Calls back with each field of the page, and with a name for it that stays the same. */
  function eachField(callBack) {
    document.querySelectorAll(FORMS).forEach(function (form) {
      var met = {};
      fieldsOf(form).forEach(function (field) {
        var name = form.getAttribute("action") + " " + field.name + " " + (met[field.name] = (met[field.name] || 0) + 1);
        callBack(field, name);
      });
    });
  }

  function showAgain(form, choice) {
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = choice.name;
    field.value = choice.value;
    form.append(field);
    form.submit();
  }
  function takeAlong(next) {
    var fields = {};
    if (isAnswer) { next.value = formPage() || next.value; }
    eachField(function (field, name) {
      var value = valueOf(field);
      if (isAnswer || JSON.stringify(value) !== JSON.stringify(firstValueOf(field))) { fields[name] = value; }
    });
    sessionStorage.setItem(KEY, JSON.stringify({ at: next.value, fields: fields }));
  }
  document.addEventListener("submit", function (event) {
    var form = event.target, keeping = document.querySelector("form[data-keeps]");
    try {
      if (form.matches(FORMS) && !isAnswer) { sessionStorage.setItem(FROM + form.getAttribute("action"), here); }
      if (!form.matches("form.prefs")) { return; }
      if (keeping) { /* Its fields come and go: the server shows it again as it is. */
        event.preventDefault();
        showAgain(keeping, event.submitter);
      } else { takeAlong(form.elements.next); }
    } catch (error) { /* Forbidden. */ }
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail, isForm = answer.serverResponse.indexOf("data-keeps") >= 0;
    if (!answer.isError || isForm || !answer.target.matches("form[data-keeps]")) { return; }
    document.querySelectorAll("#problem").forEach(function (earlier) { earlier.remove(); });
    answer.swapOverride = "beforebegin";
  });

  try {
    var kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    if (kept && kept.at === here) {
      eachField(function (field, name) { if (name in kept.fields) { put(field, kept.fields[name]); } });
    }
  } catch (error) { /* Forbidden. */ }
})();
