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
  document.documentElement.classList.add("js");
})();
