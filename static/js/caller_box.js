// <input data-caller-box data-next="id_…">: the one box for the caller. Who was found stands below
// as radio buttons (htmx brings them). The box is their one stop for Tab: ↓ goes to them, a choice
// is written into the box, Enter goes on. Without this module the button beside the box searches.
const FOUND = "#caller-found";
const box = document.querySelector("[data-caller-box]");
let taken = null; // what the box says for whoever has been chosen
let isPressed = false;
let isWaiting = false;
let typed = box?.value ?? ""; // what somebody typed: it comes back when nobody found is the one

function choices() {
  return [...document.querySelectorAll(`${FOUND} input[type=radio]`)];
}

function people() {
  return choices().filter((radio) => /^\d+$/.test(radio.value));
}

function prepare() {
  for (const radio of choices()) radio.tabIndex = -1;
}

function tell() {
  const number = people().length;
  const status = document.getElementById("caller-status");
  if (status) status.textContent = number ? `${number}人見つかりました。下矢印で選べます。` : "";
}

function pressed(event) {
  const { key, target } = event;
  if (target === box && key === "ArrowDown") {
    const [first] = choices();
    if (!first) return false;
    first.focus();
    if (!first.checked) first.click(); // `input` and `change` follow, as with the mouse
    return true;
  }
  if (!target.matches?.(`${FOUND} input[type=radio]`)) return false;
  if (key === "Enter") document.getElementById(box.dataset.next)?.focus();
  else if (key === "Escape") {
    choices().find((radio) => radio.value === "")?.click();
    box.focus();
  } else return false;
  return true;
}

// Chosen, or choosing: a search that comes late must not take the choice away.
function isSettled() {
  const inList = document.activeElement?.closest(FOUND);
  return Boolean(inList) || (taken !== null && box.value === taken);
}

function makeRoom() {
  isWaiting = false;
  if (document.activeElement?.closest(FOUND)) return;
  const chosen = choices().find((radio) => radio.checked && radio.value);
  if (!chosen) return;
  for (const radio of choices()) {
    const item = radio.closest("li");
    if (item) item.hidden = radio !== chosen && radio.value !== "";
  }
}

if (box) {
  prepare();
  // Before the form's own Enter.
  box.form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (pressed(event)) event.preventDefault();
  });
  box.addEventListener("htmx:beforeRequest", (event) => {
    if (isSettled()) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.matches?.(FOUND) && isSettled()) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches?.(FOUND)) return;
    prepare();
    tell();
  });
  document.addEventListener("change", (event) => {
    const { target } = event;
    if (!target.matches?.(`${FOUND} input[type=radio]`)) return;
    box.value = target.dataset.name ?? typed; // no event: no search
    taken = target.value ? box.value : null;
  });
  box.addEventListener("input", () => {
    typed = box.value;
  });
  // Whoever goes on has chosen: the others make room. While a mouse button is down nothing moves:
  // what it was pressed on would no longer lie under it.
  document.addEventListener("pointerdown", () => {
    isPressed = true;
  });
  for (const end of ["click", "pointercancel"]) {
    document.addEventListener(end, () => {
      isPressed = false;
      if (isWaiting) makeRoom();
    });
  }
  document.addEventListener("focusout", (event) => {
    const list = event.target.closest?.(FOUND);
    if (!list || list.contains(event.relatedTarget)) return;
    if (isPressed) isWaiting = true;
    else makeRoom();
  });
}
