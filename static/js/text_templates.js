// <dialog id="text-templates"> and a button that opens it (Alt+T): a text template goes to where
// the cursor stood. Its code and Enter put it in; words narrow the list down, ↓ walks through it.
const dialog = document.getElementById("text-templates");
const opener = document.querySelector("[data-text-templates]");
let area = null; // the note that was last typed into

function buttons() {
  return [...dialog.querySelectorAll("[data-body]")];
}

function shown() {
  return buttons().filter((button) => !button.closest("li").hidden);
}

function narrow(words) {
  const wanted = words.normalize("NFKC").trim().toLowerCase();
  for (const button of buttons()) {
    const text = button.textContent.normalize("NFKC").toLowerCase();
    button.closest("li").hidden = Boolean(wanted) && !text.includes(wanted);
  }
}

function first(words) {
  const wanted = words.normalize("NFKC").trim().toLowerCase();
  return buttons().find((button) => button.dataset.code === wanted) ?? shown()[0];
}

function put(button) {
  dialog.close();
  const target = area ?? document.querySelector("form[data-draft-url] textarea");
  target.focus();
  target.setRangeText(button.dataset.body, target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

function open() {
  const input = dialog.querySelector("input");
  input.value = "";
  narrow("");
  dialog.showModal();
  input.focus();
}

function step(target, forward) {
  const stops = [dialog.querySelector("input"), ...shown()];
  stops[stops.indexOf(target) + (forward ? 1 : -1)]?.focus();
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const { key, target } = event;
  if (key === "ArrowDown" || key === "ArrowUp") step(target, key === "ArrowDown");
  else if (key === "Enter" && target.matches("input")) {
    const button = first(target.value);
    if (button) put(button);
  } else return;
  event.preventDefault();
}

if (dialog && opener) {
  opener.hidden = false; // without this module there is nothing to open
  opener.addEventListener("click", open);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("form[data-draft-url] textarea")) area = event.target;
  });
  // Back to where the words were to go, also after Esc.
  dialog.addEventListener("close", () => {
    (area ?? document.querySelector("form[data-draft-url] textarea")).focus();
  });
  dialog.addEventListener("ime:settled", (event) => narrow(event.target.value));
  dialog.addEventListener("keydown", pressed);
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-body]");
    if (button) put(button);
  });
}
