// <input data-caller-box>: the one box for the caller. Who was found stands below as radio buttons
// (htmx brings them); ↓ goes there, a choice is written into the box. Without this module the
// button beside the box does the same.
const FOUND = "#caller-found";

function choices() {
  return [...document.querySelectorAll(`${FOUND} input[type=radio]`)];
}

function take(radio) {
  const box = document.querySelector("[data-caller-box]");
  if (radio.dataset.name) box.value = radio.dataset.name; // no event: nothing is searched for again
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.key !== "ArrowDown" || !event.target.matches?.("[data-caller-box]")) return;
  const [first] = choices();
  if (!first) return;
  event.preventDefault();
  first.focus();
  if (!first.checked) first.click(); // `input` and `change` follow, as with the mouse
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.(`${FOUND} input[type=radio]`)) take(event.target);
});

// Whoever goes on has chosen: the others make room.
document.addEventListener("focusout", (event) => {
  const list = event.target.closest?.(FOUND);
  if (!list || list.contains(event.relatedTarget)) return;
  const chosen = choices().find((radio) => radio.checked && radio.value);
  if (!chosen) return;
  for (const radio of choices()) radio.closest("li").hidden = radio !== chosen && Boolean(radio.value);
});

for (const button of document.querySelectorAll("[data-without-scripts]")) button.hidden = true;
