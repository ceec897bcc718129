"use strict";
/* htmx comes from a CDN; when that is dead, slow or changed, the copy beside this file runs instead. */
(function () {
  var fellBack = false, parsed = false;
  function fallBack(script) {
    if (fellBack || window.htmx) { return; }
    fellBack = true;
    var copy = document.createElement("script");
    copy.src = script.dataset.fallback;
    copy.dataset.htmx = "";
    document.head.appendChild(copy);
  }
  document.addEventListener("error", function (event) {
    if (event.target.dataset && event.target.dataset.fallback) { fallBack(event.target); }
  }, true);
  document.addEventListener("DOMContentLoaded", function () { parsed = true; });
  /* htmx begins at DOMContentLoaded, or at once on a page that is complete. One that arrives in between would wait
     for an event that has passed: give it the event. */
  document.addEventListener("load", function (event) {
    var isHtmx = event.target.dataset && "htmx" in event.target.dataset;
    if (isHtmx && parsed && document.readyState !== "complete") {
      document.dispatchEvent(new Event("DOMContentLoaded"));
    }
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
  document.addEventListener("DOMContentLoaded", function watch() {
    document.removeEventListener("DOMContentLoaded", watch);
    var idle = document.querySelector("[data-idle]");
    if (!idle) { return; }
    var limit = Number(idle.dataset.idle), still = 0;
    ["pointerdown", "keydown", "scroll", "change"].forEach(function (name) {
      document.addEventListener(name, function () { still = 0; idle.hidden = true; }, true);
    });
    var clock = setInterval(function () {
      still += 1;
      if (still >= limit - 20) { idle.hidden = false; }
      if (still < limit) { return; }
      clearInterval(clock); /* To leave again every second would never arrive on a slow line. */
      window.location.replace(idle.dataset.idleUrl);
    }, 1000);
  });
  document.documentElement.classList.add("js");
})();
