// <fieldset data-choice-keys>: typing an option's number selects it. The number is `data-code` of
// the control or the digits its label begins with (「2 電話」「02 電話」).
const PAUSE = 700; // "1" waits this long for "12" when both exist
let typed = "";
let timer = 0;

function codeOf(control) {
  const label = control.labels?.[0]?.textContent ?? "";
  return control.dataset.code ?? label.normalize("NFKC").trim().match(/^\d{1,2}/)?.[0] ?? "";
}

function choose(control) {
  typed = "";
  clearTimeout(timer);
  // Whoever has moved on meanwhile is not called back.
  if (control.closest("[data-choice-keys]").contains(document.activeElement)) control.focus();
  control.click(); // `input` and `change` follow, as with the mouse
}

function type(group, digits) {
  const controls = [...group.querySelectorAll("input[type=radio], input[type=checkbox]")].filter(
    (control) => !control.disabled,
  );
  const exact = controls.find((control) => codeOf(control) === digits);
  const longer = controls.some(
    (control) => codeOf(control) !== digits && codeOf(control).startsWith(digits),
  );
  clearTimeout(timer);
  typed = longer ? digits : "";
  if (exact && !longer) choose(exact);
  else if (longer) timer = setTimeout(() => (exact ? choose(exact) : (typed = "")), PAUSE);
  return Boolean(exact) || longer;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.altKey || event.metaKey || !/^\d$/.test(event.key)) return;
  if (!event.target.matches?.("input[type=radio], input[type=checkbox]")) return;
  const group = event.target.closest("[data-choice-keys]");
  if (!group) return;
  const digits = typed + event.key;
  if (type(group, digits) || (digits.length > 1 && type(group, event.key))) event.preventDefault();
});
