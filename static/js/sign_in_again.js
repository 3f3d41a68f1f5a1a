// Signing in over the page: nothing typed is lost, what waited to be saved is sent afterwards.
const dialog = document.getElementById("sign-in-again");
let waiting = null; // the form, with its button, that the end of the session held back

function field(name) {
  return dialog.querySelector(`[data-${name}-field]`);
}

function ask(name) {
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
  say("");
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

if (dialog) {
  dialog.querySelector("form").addEventListener("submit", signIn);
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  document.addEventListener("session-expired", (event) => {
    if (event.detail?.form instanceof HTMLFormElement) waiting = event.detail;
    open();
  });
}
