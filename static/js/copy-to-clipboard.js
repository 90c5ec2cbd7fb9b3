// A button with data-copies puts that text on the clipboard and says so (data-done) for a moment.
// It is hidden in the page and shown only where the browser can copy.
function show(root) {
  for (const button of root.querySelectorAll("[data-copies][hidden]")) button.hidden = false;
}

if (navigator.clipboard) {
  show(document);
  document.addEventListener("htmx:afterSettle", () => show(document));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button || button.disabled) return;
    await navigator.clipboard.writeText(button.dataset.copies);
    const words = button.innerHTML;
    button.textContent = button.dataset.done;
    button.disabled = true;
    setTimeout(() => {
      button.innerHTML = words;
      button.disabled = false;
    }, 1500);
  });
}
