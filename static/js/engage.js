"use strict";
/* htmx comes from a CDN; when that is dead, slow or changed, the copy beside this file runs instead. */
(function () {
  var loaded = false;
  function fallBack(script) {
    if (loaded || window.htmx) { return; }
    loaded = true;
    var copy = document.createElement("script");
    copy.src = script.dataset.fallback;
    document.head.appendChild(copy);
  }
  document.addEventListener("error", function (event) {
    if (event.target.dataset && event.target.dataset.fallback) { fallBack(event.target); }
  }, true);
  setTimeout(function () {
    var script = document.querySelector("script[data-fallback]");
    if (script) { fallBack(script); }
  }, 4000);

  /* A second tap on the same button sends nothing; the page that comes back has fresh buttons. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      form.dataset.sent = "yes";
      form.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });
  /* A shared tablet closes an abandoned ballot: first a word on the screen, then the page for the next person. */
  document.addEventListener("DOMContentLoaded", function () {
    var idle = document.querySelector("[data-idle]");
    if (!idle) { return; }
    var limit = Number(idle.dataset.idle), still = 0;
    ["pointerdown", "keydown", "scroll", "change"].forEach(function (name) {
      document.addEventListener(name, function () { still = 0; idle.hidden = true; }, true);
    });
    setInterval(function () {
      still += 1;
      if (still >= limit - 20) { idle.hidden = false; }
      if (still >= limit) { window.location.replace(idle.dataset.idleUrl); }
    }, 1000);
  });
  document.documentElement.classList.add("js");
})();
