// "ime:settled": the text has changed and no conversion is in progress. Chromium's last `input`
// of a conversion still says isComposing, so the end of the conversion counts as well.
function settle(event) {
  event.target.dispatchEvent(new Event("ime:settled", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (!event.isComposing) settle(event);
});
document.addEventListener("compositionend", settle);

// Enter that ends a conversion is no answer to the form.
document.addEventListener("keydown", (event) => {
  if (event.isComposing && event.key === "Enter") event.preventDefault();
});
