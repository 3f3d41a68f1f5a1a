// Drafts kept on the server: <form data-draft-url="…" [data-draft-interval="5"]>.
// The form is only read. What cannot be saved stays on the page and is tried again.
const AFTER_TYPING = 1500;
const RETRIES = [5000, 10000, 20000, 40000, 60000];
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies from a page that is going away
const STILL_HERE = 15000; // the page outlived its submission: a download, a stopped request
const pageOf = document.querySelector("#sign-in-again [name=user]")?.value ?? "";
const states = new WeakMap();
// A slow request must not put its older text in place of what was typed after it.
const page = Date.now().toString(36) + Math.random().toString(36).slice(2);
let sent = 0;

function stateOf(form) {
  if (!states.has(form)) {
    states.set(form, { dirtySince: 0, timer: 0, failures: 0, request: null, submittedAt: 0 });
  }
  return states.get(form);
}

function show(form, text, { failed = false } = {}) {
  const status =
    form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  if (!status) return;
  // Only a failure interrupts a screen reader.
  if (failed) status.setAttribute("role", "alert");
  else status.removeAttribute("role");
  status.classList.toggle("is-failed", failed);
  status.textContent = text;
}

function schedule(form, delay) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => send(form), delay);
}

function changed(event) {
  const form = event.target.closest?.("form[data-draft-url]") ?? event.target.form;
  if (!form?.dataset?.draftUrl) return;
  const state = stateOf(form);
  if (state.submittedAt && Date.now() - state.submittedAt < STILL_HERE) return;
  state.submittedAt = 0;
  const interval = Number(form.dataset.draftInterval || 5) * 1000;
  const now = Date.now();
  state.dirtySince ||= now;
  // Whoever types without a pause is saved every interval all the same.
  if (!state.failures) {
    schedule(form, Math.max(0, Math.min(AFTER_TYPING, state.dirtySince + interval - now)));
  }
}

function textOf(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

function sizeOf(data) {
  return [...data].reduce((sum, [name, value]) => sum + new Blob([name, value]).size + 150, 0);
}

async function send(form, { leaving = false } = {}) {
  const state = stateOf(form);
  // A request on its way may be cut off with the page: it is sent again to outlive it.
  if (leaving && state.request) state.dirtySince ||= Date.now();
  if (!form.isConnected || !state.dirtySince || state.submittedAt) return;
  if (state.request && !leaving) return schedule(form, AFTER_TYPING);
  clearTimeout(state.timer);
  const since = state.dirtySince;
  state.dirtySince = 0;
  form.dispatchEvent(new Event("draft:before-send", { bubbles: true }));
  const content = textOf(form);
  const request = new AbortController();
  state.request = request;
  try {
    const response = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: content,
      headers: {
        Accept: "application/json",
        "X-Tsunagi-User": pageOf,
        "X-Draft-Page": page,
        "X-Draft-Number": String(++sent),
      },
      keepalive: leaving && sizeOf(content) < KEEPALIVE_LIMIT,
      signal: request.signal,
    });
    const signedOut = response.status === 401 || response.redirected;
    if (signedOut || !response.ok) throw Object.assign(new Error("not saved"), { signedOut });
    const { saved_at: savedAt } = await response.json();
    state.failures = 0;
    show(form, `下書きを保存しました ${savedAt}`);
  } catch (error) {
    if (state.submittedAt) return;
    state.dirtySince ||= since;
    const delay = RETRIES[Math.min(state.failures, RETRIES.length - 1)];
    state.failures += 1;
    if (error.signedOut) {
      show(form, "サインインが切れました。入力内容はこの画面に残っています。", { failed: true });
      if (!document.hidden && !leaving) document.dispatchEvent(new Event("session-expired"));
    } else {
      show(form, "下書きを保存できていません。入力内容はこの画面に残っています。", { failed: true });
    }
    schedule(form, delay);
  } finally {
    if (state.request === request) state.request = null;
  }
}

function sendAll(options) {
  for (const form of document.querySelectorAll("form[data-draft-url]")) send(form, options);
}

function reopen(form) {
  if (form?.dataset?.draftUrl) stateOf(form).submittedAt = 0;
}

document.addEventListener("ime:settled", changed);
document.addEventListener("change", changed);
document.addEventListener("focusout", (event) => {
  const form = event.target.form;
  if (form?.dataset?.draftUrl && !stateOf(form).failures) send(form);
});
document.addEventListener("visibilitychange", () => sendAll({ leaving: document.hidden }));
window.addEventListener("pagehide", () => sendAll({ leaving: true }));
window.addEventListener("online", () => sendAll());
document.addEventListener("session-resumed", () => sendAll());

// Once the form itself is on its way, a late draft would outlive the saved record. What is answered
// in another tab (a sample) saves nothing.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.draftUrl || event.submitter?.formTarget) return;
  const state = stateOf(form);
  const byHtmx = form.matches("[hx-post], [data-hx-post]");
  if (event.defaultPrevented && !byHtmx) return;
  state.submittedAt = Date.now();
  clearTimeout(state.timer);
  state.request?.abort();
});
document.addEventListener("htmx:afterRequest", (event) => reopen(event.target));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-draft-url]").forEach(reopen);
});
