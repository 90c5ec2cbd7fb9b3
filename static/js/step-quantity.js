// The − and + beside a number inside data-steps: each button with data-step moves it by so much and
// rests at the number's own min and max. They are hidden in the page and shown by this script.
function rest(field) {
  const number = field.querySelector("input");
  const now = Number(number.value);
  for (const button of field.querySelectorAll("[data-step]")) {
    const down = Number(button.dataset.step) < 0;
    button.hidden = false;
    button.disabled = down ? now <= Number(number.min) : now >= Number(number.max);
  }
}

for (const field of document.querySelectorAll("[data-steps]")) {
  const number = field.querySelector("input");
  rest(field);
  number.addEventListener("input", () => rest(field));
  field.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    number[Number(button.dataset.step) < 0 ? "stepDown" : "stepUp"]();
    field.querySelector("output").textContent = number.value;
    rest(field);
    if (button.disabled) number.focus();
  });
}
