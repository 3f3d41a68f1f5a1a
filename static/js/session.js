// The session's clock. Asking how long it lasts is no activity; typing, saving and opening pages
// are. Five minutes before the end a dialog offers to go on; at the end, and whenever a background
// request was answered 401, `sign_in_again.js` asks for the password over the page.
const warning = document.getElementById("session-warning");
const LEAST_WAIT = 5;
const AFTER_A_FAILURE = 60;
let timer = 0;

const pageOf = document.querySelector("#sign-in-again [name=user]")?.value;
const asking = new WeakSet();
const sure = new WeakSet();

// Resolves to the seconds left for whom this page was made, 0 when signed out or somebody else's.
async function secondsLeft() {
  const response = await fetch(warning.dataset.statusUrl, {
    headers: { Accept: "application/json" },
    cache: "no-store",
  });
  if (!response.ok) throw new Error("no answer");
  const { user, seconds_left: left } = await response.json();
  return user === pageOf ? Math.max(0, left) : 0;
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(LEAST_WAIT, seconds) * 1000);
}

async function look() {
  const warnBefore = Number(warning.dataset.warningMinutes) * 60;
  try {
    const left = await secondsLeft();
    if (left <= 0) {
      warning.close();
      document.dispatchEvent(new Event("session-expired"));
      return;
    }
    if (left > warnBefore) {
      warning.close();
      return wait(left - warnBefore);
    }
    warning.querySelector("[data-minutes-left]").textContent = Math.ceil(left / 60);
    if (!warning.open) warning.showModal();
    wait(Math.min(left, 60));
  } catch {
    wait(AFTER_A_FAILURE);
  }
}

async function keep(event) {
  event.preventDefault();
  warning.close();
  try {
    const response = await fetch(event.target.action, {
      method: "POST",
      body: new FormData(event.target),
      headers: { Accept: "application/json", "X-Tsunagi-User": pageOf },
    });
    if (response.status === 401) document.dispatchEvent(new Event("session-expired"));
  } finally {
    look();
  }
}

async function check(form, button) {
  asking.add(form);
  let left = 1; // no answer at all: the browser says so itself, and Back brings the text again
  try {
    left = await secondsLeft();
  } catch {
    // as above
  }
  asking.delete(form);
  if (left <= 0) {
    const held = { detail: { form, button } };
    document.dispatchEvent(new CustomEvent("session-expired", held));
    return;
  }
  sure.add(form);
  form.requestSubmit(button);
}

function isChecked(form) {
  // By attribute: a field may be named "method".
  if (form.getAttribute("method") !== "post" || form.closest("dialog")) return false;
  return !form.matches("[hx-post], [data-hx-post], [data-no-session-check]");
}

function beforeSubmit(event) {
  const { target: form, submitter } = event;
  if (!isChecked(form)) return;
  if (sure.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!asking.has(form)) check(form, submitter);
}

if (warning) {
  // Before a form is sent, a short question finds out whether the session still stands.
  document.addEventListener("submit", beforeSubmit, true);
  warning.querySelector("form").addEventListener("submit", keep);
  document.addEventListener("session-resumed", look);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look(); // a sleeping PC's timers stood still
  });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-Tsunagi-User"] = pageOf;
  });
  // This page has just been fetched: nothing to ask before the warning may be due.
  wait((warning.dataset.idleMinutes - warning.dataset.warningMinutes) * 60);
}
