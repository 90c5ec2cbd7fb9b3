// What the page must say first is where the reader starts: [data-takes-focus] is focused on arrival.
document.querySelector("[data-takes-focus]")?.focus();
