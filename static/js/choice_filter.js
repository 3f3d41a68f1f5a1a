// <fieldset> with <div data-choice-filter hidden><input></div>: one text box for many checkboxes.
// A number chooses its option at once (「01」), words narrow the list down and Enter chooses the
// first. The box is the group's one stop for Tab; ↑ and ↓ walk through the options.
// Without this module the checkboxes are ordinary ones.
const BOXES = "input[type=checkbox]";

function labelOf(box) {
  return (box.labels?.[0]?.textContent ?? "").normalize("NFKC").trim();
}

function codeOf(box) {
  return labelOf(box).match(/^\d+/)?.[0] ?? "";
}

function boxesOf(fieldset) {
  return [...fieldset.querySelectorAll(BOXES)];
}

function isShown(box) {
  return !box.closest("[hidden]");
}

function narrow(fieldset, words) {
  for (const box of boxesOf(fieldset)) {
    const found = labelOf(box).toLowerCase().includes(words.toLowerCase());
    (box.closest("label")?.parentElement ?? box).hidden = Boolean(words) && !found && !box.checked;
  }
}

function say(fieldset, text) {
  fieldset.querySelector("[data-choice-filter-status]").textContent = text;
}

function choose(fieldset, input, box) {
  box.click(); // `input` and `change` follow, as with the mouse
  input.value = "";
  narrow(fieldset, "");
  say(fieldset, `${labelOf(box)}：${box.checked ? "選びました" : "外しました"}`);
}

function typed(fieldset, input) {
  const words = input.value.normalize("NFKC").trim();
  const boxes = boxesOf(fieldset);
  const exact = boxes.find((box) => codeOf(box) === words);
  const longer = boxes.some((box) => codeOf(box) !== words && codeOf(box).startsWith(words));
  if (exact && !longer) return choose(fieldset, input, exact);
  narrow(fieldset, words);
  const any = !words || boxes.some((box) => isShown(box) && labelOf(box).includes(words));
  say(fieldset, any ? "" : `「${words}」に当てはまる区分はありません`);
}

function step(fieldset, input, from, forward) {
  const stops = [input, ...boxesOf(fieldset).filter(isShown)];
  const next = stops[stops.indexOf(from) + (forward ? 1 : -1)];
  next?.focus();
  return Boolean(next);
}

function pressed(fieldset, input, event) {
  const { key, target } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    return step(fieldset, input, target, key === "ArrowDown");
  }
  if (target !== input || !input.value) return false;
  if (key === "Escape") {
    input.value = "";
    typed(fieldset, input);
    return true;
  }
  if (key !== "Enter") return false;
  const words = input.value.normalize("NFKC").trim().toLowerCase();
  const first = boxesOf(fieldset).find((box) => labelOf(box).toLowerCase().includes(words));
  if (first) choose(fieldset, input, first);
  return true;
}

function prepare(holder) {
  const fieldset = holder.closest("fieldset");
  const input = holder.querySelector("input");
  holder.hidden = false;
  for (const box of boxesOf(fieldset)) box.tabIndex = -1;
  input.addEventListener("ime:settled", () => typed(fieldset, input));
  fieldset.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (pressed(fieldset, input, event)) event.preventDefault();
  });
}

document.querySelectorAll("[data-choice-filter]").forEach(prepare);
