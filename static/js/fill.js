// <button data-fill="id" data-fill-text="…">: puts the text into a box when it is pressed.
// With data-fill-if-empty, an empty box is filled as soon as the button appears; typed text stays.
function fill(button) {
  const box = document.getElementById(button.dataset.fill);
  if (!box) return;
  box.value = button.dataset.fillText;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  fill(button);
  document.getElementById(button.dataset.fill)?.focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  for (const button of event.target.querySelectorAll("[data-fill-if-empty]")) {
    const box = document.getElementById(button.dataset.fill);
    if (box && !box.value.trim()) fill(button);
  }
});
