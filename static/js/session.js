// A background request was answered 401 (HX-Trigger: session-expired): say so, keep the page.
document.addEventListener("session-expired", () => {
  const notice = document.getElementById("session-expired");
  if (!notice) return;
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
});

// Back from signing in on the other tab, the notice has served its purpose at the next success.
document.addEventListener("htmx:afterRequest", (event) => {
  const notice = document.getElementById("session-expired");
  if (notice && event.detail.successful) notice.hidden = true;
});
