// <form data-submit-once [data-submitting-text="…"]>: a second click while the first is on its way
// is ignored. The button is not `disabled`, so its own name and value are still sent. The server
// has its own guard (the form token); this one only spares people the doubt.
const AGAIN_AFTER = 15000; // a download or a stopped request leaves the page as it was
const sent = new Map();

function release(form) {
  const { button, text } = sent.get(form) ?? {};
  sent.delete(form);
  form.removeAttribute("aria-busy");
  if (!button) return;
  button.removeAttribute("aria-disabled");
  if (text !== undefined) button.textContent = text;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-submit-once]") || event.defaultPrevented) return;
  if (event.submitter?.formTarget) return; // another tab
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter ?? form.querySelector("button[type=submit], button:not([type])");
  const state = { button };
  sent.set(form, state);
  form.setAttribute("aria-busy", "true");
  if (button) {
    button.setAttribute("aria-disabled", "true");
    // Text only: a button with other content keeps it.
    if (button.matches("button") && !button.childElementCount) {
      state.text = button.textContent;
      button.textContent = form.dataset.submittingText || "保存しています…";
    }
  }
  setTimeout(() => {
    if (sent.get(form) === state) release(form);
  }, AGAIN_AFTER);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) [...sent.keys()].forEach(release);
});
