// Keys with a modifier only (WCAG 2.1.4). F6–F10 and everything typed during a conversion belong
// to the IME; Ctrl+N, Ctrl+T, Ctrl+W and F5 belong to the browser.
const NOT_TYPED_IN = new Set(["submit", "button", "reset", "image", "file", "hidden"]);

function submitByKey(form) {
  const button =
    form.querySelector("[data-submit-default]") ??
    form.querySelector("button[type=submit], button:not([type]), input[type=submit]");
  form.requestSubmit(button);
}

function isReachable(element) {
  return (
    !element.disabled &&
    element.type !== "hidden" &&
    element.tagName !== "FIELDSET" &&
    element.tagName !== "OUTPUT" &&
    element.tabIndex >= 0 &&
    element.getClientRects().length > 0
  );
}

function focusNext(input) {
  const sameGroup = (other) => other.type === "radio" && other.name === input.name;
  const fields = [...input.form.elements].filter(isReachable);
  const next = fields
    .slice(fields.indexOf(input) + 1)
    .find((field) => !(input.type === "radio" && sameGroup(field)));
  // Into a group of radio buttons one enters at the chosen one, as with Tab.
  const chosen =
    next?.type === "radio" && fields.find((field) => field.name === next.name && field.checked);
  (chosen || next)?.focus();
}

function toggleHelp() {
  const dialog = document.getElementById("shortcut-help");
  if (!dialog) return false;
  if (dialog.open) dialog.close();
  else dialog.showModal();
  return true;
}

// A box or a button with a key of its own: pressed where it stands.
function operate(key) {
  const keys = `[aria-keyshortcuts="Alt+${key}"]`;
  const control = document.querySelector(`input${keys}, button${keys}`);
  if (!control || !control.getClientRects().length) return false;
  control.focus();
  control.click();
  return true;
}

function follow(key) {
  if (operate(key)) return true;
  const link =
    document.querySelector(`a[aria-keyshortcuts="Alt+${key}"]`) ??
    (key === "N" ? document.querySelector('a[data-shortcut="new"]') : null);
  if (!link) return false;
  const form = document.querySelector("form[data-draft-url]");
  if (form && link.href === location.href) {
    // Already there: loading the page again would take its last words from an older draft.
    form.querySelector("[autofocus], input:not([type=hidden])")?.focus();
    return true;
  }
  document.activeElement?.blur(); // a draft is sent before the page goes
  link.click();
  return true;
}

function handle(event) {
  const { target } = event;
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    return /^Key[A-Z]$/.test(event.code) && follow(event.code.at(-1));
  }
  if (event.ctrlKey && !event.altKey && !event.shiftKey) {
    if (event.key === "/") return toggleHelp();
    const form = event.key === "Enter" && target.closest?.("form[data-shortcut-submit]");
    if (form && !event.repeat) submitByKey(form);
    return Boolean(form);
  }
  if (event.key === "Enter" && plain && target.tagName === "INPUT") {
    if (NOT_TYPED_IN.has(target.type) || !target.form?.matches("[data-no-enter-submit]")) return false;
    focusNext(target);
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (handle(event)) event.preventDefault();
});

const helpButton = document.querySelector("button[data-shortcut-help]");
if (helpButton) {
  helpButton.hidden = false; // nothing to open without this module
  helpButton.addEventListener("click", toggleHelp);
}
