// <textarea data-given-box>: where the caller was told to turn to. The last word – after 「、」「。」,
// a space or a new line – is looked for in the directory (htmx brings what was found); 「;」 with a
// code ticks a favourite at once. The box is the one stop for Tab: ↓ goes through favourites and
// found entries, Enter ticks and comes back, and the word that was typed for it goes. What is ticked
// nowhere stays a text.
// Without this module the checkboxes are ordinary ones and the button beside the box searches.
const FOUND = "#given-found";
const box = document.querySelector("[data-given-box]");
const holder = document.querySelector("[data-given]");
const CODE = /^[;；]\s*(\S+)$/;
const LAST_WORD = /(?:[;；]\s*)?[^、。，．,\s]*$/; // as consultations/directory_search.py divides

function boxes() {
  const found = holder.querySelectorAll(`${FOUND} input[type=checkbox]`);
  return [...found, ...holder.querySelectorAll("#given-choices input[type=checkbox]")];
}

function lastWord() {
  return box.value.match(LAST_WORD)[0].normalize("NFKC");
}

function dropLastWord() {
  box.value = box.value.replace(LAST_WORD, "").replace(/[、，,\s]$/, "");
  box.dispatchEvent(new Event("change", { bubbles: true })); // the draft; no search
}

function say(text) {
  document.getElementById("given-status").textContent = text;
}

function prepare() {
  for (const each of boxes()) each.tabIndex = -1;
}

// What was found and is ticked stands with the others from then on.
function keep(choice) {
  const list = document.getElementById("given-choices");
  const twin = [...list.querySelectorAll("input")].find((each) => each.value === choice.value);
  if (twin && twin !== choice) twin.checked = true;
  else if (!twin) list.querySelector("ul").prepend(choice.closest("li"));
  list.hidden = false;
  holder.querySelector(FOUND).replaceChildren();
}

function told(choice) {
  say(`${choice.dataset.name}：${choice.checked ? "選びました" : "外しました"}`);
}

function typed() {
  const word = lastWord();
  const code = word.match(CODE)?.[1]?.toLowerCase();
  if (!code) {
    if (!word) holder.querySelector(FOUND).replaceChildren();
    return;
  }
  const codes = boxes().filter((each) => each.dataset.code);
  const exact = codes.find((each) => each.dataset.code === code);
  const isLonger = (each) => each !== exact && each.dataset.code.startsWith(code);
  if (!exact || codes.some(isLonger)) return;
  exact.checked = true;
  dropLastWord();
  told(exact);
}

function onLastLine() {
  return !box.value.slice(box.selectionEnd).includes("\n");
}

function step(from, forward) {
  const stops = [box, ...boxes()];
  stops[stops.indexOf(from) + (forward ? 1 : -1)]?.focus();
}

function choose(choice) {
  const isFound = Boolean(choice.closest(FOUND));
  choice.checked = isFound || !choice.checked;
  if (isFound) {
    keep(choice);
    dropLastWord();
  } else choice.dispatchEvent(new Event("change", { bubbles: true }));
  told(choice);
  box.focus();
}

function pressed({ key, target }) {
  if (target === box) {
    if (key !== "ArrowDown" || !onLastLine() || !boxes().length) return false;
    step(box, true);
  } else if (key === "ArrowDown" || key === "ArrowUp") step(target, key === "ArrowDown");
  else if (key === "Enter") choose(target);
  else if (key === "Escape") box.focus();
  else return false;
  return true;
}

if (box && holder) {
  prepare();
  box.addEventListener("ime:settled", typed);
  holder.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!event.target.matches?.("[data-given-box], [data-given] input[type=checkbox]")) return;
    if (!pressed(event)) return;
    event.preventDefault();
    event.stopPropagation(); // before the form's own Enter
  });
  // With the mouse or the space bar.
  holder.addEventListener("change", (event) => {
    const { target } = event;
    if (!target.matches?.(`${FOUND} input[type=checkbox]`) || !target.checked) return;
    keep(target);
    dropLastWord();
    told(target);
    box.focus();
  });
  box.addEventListener("htmx:beforeRequest", (event) => {
    const word = lastWord();
    if (word.length < 2 || CODE.test(word) || word.startsWith(";")) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target?.matches?.(FOUND)) return;
    // Chosen, or choosing: a search that comes late must not take the list away.
    const inList = document.activeElement?.closest(FOUND);
    if (inList || lastWord().length < 2) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches?.(FOUND)) return;
    prepare();
    const number = event.target.querySelectorAll("input").length;
    say(number ? `${number}件見つかりました。下矢印で選べます。` : "");
  });
}
