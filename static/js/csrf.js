// The CSRF token changes at sign-in. Whoever signed in again in another tab would lose the text
// of this page to a refusal, so a form takes the current token from the cookie when it is sent.
const FIELD = "csrfmiddlewaretoken";

function currentToken() {
  return document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/)?.[1];
}

function refresh(event) {
  const field = event.target.elements?.namedItem(FIELD);
  const token = currentToken();
  if (field && token) field.value = token;
}

document.addEventListener("submit", refresh, true);
document.addEventListener("draft:before-send", refresh, true);

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, headers, verb } = event.detail;
  const token = currentToken();
  if (!token || verb === "get") return;
  if (parameters[FIELD]) parameters[FIELD] = token;
  headers["X-CSRFToken"] = token;
});
