"use strict";
/* A long file: shows how far it is while it comes. Without this the form is a plain download. */
document.addEventListener("DOMContentLoaded", function () {
  if (!window.fetch || !window.ReadableStream || !window.URLSearchParams) { return; }
  document.querySelectorAll("form[data-download]").forEach(function (form) {
    var bar = form.querySelector("progress"), words = form.querySelector("[data-words]");
    function say(text) { words.textContent = text; }
    function finish(isBusy) {
      form.querySelectorAll("button").forEach(function (button) { button.disabled = isBusy; });
      bar.hidden = !isBusy;
    }
    function read(response) {
      var reader = response.body.getReader(), parts = [], size = 0;
      var rows = Number(response.headers.get("X-Rows") || 0), about = Number(response.headers.get("X-Bytes-About") || 0);
      bar.max = 100;
      function next(part) {
        if (part.done) { return new Blob(parts, { type: response.headers.get("Content-Type") }); }
        parts.push(part.value);
        size += part.value.length;
        if (about) {
          var share = Math.min(0.99, size / about);
          bar.value = share * 100;
          say(form.dataset.progress.replace("{done}", Math.round(share * rows).toLocaleString()).replace("{all}", rows.toLocaleString()));
        }
        return reader.read().then(next);
      }
      return reader.read().then(next);
    }
    form.addEventListener("submit", function (event) {
      var button = event.submitter, body = new URLSearchParams(new FormData(form));
      if (!button) { return; }
      event.preventDefault();
      event.stopPropagation();
      body.append(button.name, button.value);
      finish(true);
      say(form.dataset.begin);
      fetch(form.action, { method: "POST", body: body, credentials: "same-origin" }).then(function (response) {
        if (!response.ok || response.redirected) { throw new Error(String(response.status)); }
        var name = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") || "");
        return read(response).then(function (blob) {
          var link = document.createElement("a");
          link.href = URL.createObjectURL(blob);
          link.download = name ? name[1] : "answers";
          document.body.appendChild(link);
          link.click();
          link.remove();
          setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
          say(form.dataset.done);
        });
      }).catch(function () { say(form.dataset.failed); }).then(function () { finish(false); });
    });
  });
});
