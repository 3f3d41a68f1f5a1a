// <textarea data-maxlength="2000">: a counter below. Characters are code points, a line break is
// one. Nothing is cut off: the server says so when the text is too long.
function counterOf(area) {
  const next = area.nextElementSibling;
  if (next?.classList.contains("counter")) return next;
  const counter = document.createElement("p");
  counter.className = "counter";
  area.after(counter);
  return counter;
}

function count(area) {
  const limit = Number(area.dataset.maxlength);
  const length = [...area.value].length;
  const counter = counterOf(area);
  const over = length - limit;
  counter.classList.toggle("is-over", over > 0);
  // Spoken only when the limit is passed.
  if (over > 0) counter.setAttribute("role", "status");
  else counter.removeAttribute("role");
  const format = (number) => number.toLocaleString("ja-JP");
  counter.textContent =
    over > 0
      ? `上限の${format(limit)}文字を${format(over)}文字超えています`
      : `${format(length)}／${format(limit)}文字`;
}

function prepare(root) {
  root.querySelectorAll("textarea[data-maxlength], input[data-maxlength]").forEach(count);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-maxlength]")) count(event.target);
});
document.addEventListener("htmx:load", (event) => prepare(event.target));
window.addEventListener("pageshow", () => prepare(document)); // restored text after "back"
prepare(document);
