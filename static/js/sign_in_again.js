// Signing in over the page: nothing typed is lost, what waited to be saved is sent afterwards.
const dialog = document.getElementById("sign-in-again");
const elsewhere = dialog?.querySelector("[data-elsewhere]"); // single sign-on, in a tab of its own
let waiting = null; // the form, with its button, that the end of the session held back

function field(name) {
  return dialog.querySelector(`[data-${name}-field]`);
}

function ask(name) {
  if (elsewhere) return elsewhere.focus();
  for (const each of ["password", "code"]) {
    field(each).hidden = each !== name;
    field(each).querySelector("input").value = "";
  }
  field(name).querySelector("input").focus();
}

function say(message) {
  const refusal = dialog.querySelector("[data-refusal]");
  refusal.textContent = message;
  refusal.hidden = !message;
}

function open() {
  if (dialog.open) return;
  if (!elsewhere) say("");
  dialog.showModal();
  ask("password");
}

function resume() {
  ask("password"); // nothing of it stays in the page
  dialog.close();
  document.dispatchEvent(new Event("session-resumed"));
  const { form, button } = waiting ?? {};
  waiting = null;
  if (form?.isConnected) form.requestSubmit(button);
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const { state, message } = await response.json();
    say(state === "refused" ? message : "");
    if (state === "signed_in") resume();
    else if (state === "code") ask("code");
    else ask(field("code").hidden ? "password" : "code");
  } catch {
    say("サーバーにつながりません。少し待ってからもう一度お試しください。");
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// Back from the other tab: go on if it was the same person who signed in there.
async function lookAgain() {
  if (!elsewhere || !dialog.open || document.hidden) return;
  const { statusUrl } = document.getElementById("session-warning").dataset;
  try {
    const response = await fetch(statusUrl, { cache: "no-store" });
    const { user } = await response.json();
    if (user === dialog.querySelector("[name=user]").value) resume();
  } catch {
    // the dialog stays, and so does the text
  }
}

if (dialog) {
  dialog.querySelector("form")?.addEventListener("submit", signIn);
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("focus", lookAgain);
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  document.addEventListener("session-expired", (event) => {
    if (event.detail?.form instanceof HTMLFormElement) waiting = event.detail;
    open();
  });
}
