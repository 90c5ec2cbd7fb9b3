// An open <details data-closes-outside> closes on a click elsewhere and on Escape.
const open = () => document.querySelectorAll("details[data-closes-outside][open]");

document.addEventListener("click", (event) => {
  for (const details of open()) if (!details.contains(event.target)) details.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of open()) {
    details.open = false;
    details.querySelector("summary").focus();
  }
});
