// Enter leads to the next field of a form that is typed in; on the last one it saves. Shift+Enter begins a new line.
document.querySelectorAll("[data-keyed]").forEach(function (form) {
  "use strict";
  form.addEventListener("keydown", function (event) {
    var field = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.matches("input, select, textarea")) return;
    event.preventDefault();
    var fields = Array.from(form.querySelectorAll(".field input, .field select, .key-row input, .key-row textarea"));
    var next = fields[fields.indexOf(field) + 1];
    if (next) {
      next.focus();
      if (next.select) next.select();
    } else {
      form.querySelector("[data-save]").click();
    }
  });
});
