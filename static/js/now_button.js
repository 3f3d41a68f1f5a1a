// <button type="button" data-now="2026-04-01T09:30:00+09:00" data-now-for="id_date,id_time" hidden>
// The server's clock at rendering plus the time passed since: office PCs are often minutes off.
const loadedAt = new WeakMap();

function prepare(root) {
  for (const button of root.querySelectorAll("button[data-now-for]")) {
    if (!loadedAt.has(button)) loadedAt.set(button, Date.now());
    button.hidden = false; // without this module it could do nothing
  }
}

function fill(id, value) {
  const field = document.getElementById(id);
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-now-for]");
  if (!button) return;
  const elapsed = Date.now() - (loadedAt.get(button) ?? Date.now());
  // The clock on the wall of the server: its offset is dropped, UTC is used for adding only.
  const wall = new Date(Date.parse(`${button.dataset.now.slice(0, 19)}Z`) + elapsed).toISOString();
  const [dateId, timeId] = button.dataset.nowFor.split(",").map((id) => id.trim());
  if (dateId) fill(dateId, wall.slice(0, 10));
  if (timeId) fill(timeId, wall.slice(11, 16));
});

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);
