// A choice that htmx could not take in (the shop is busy, the connection gone) is said in
// [data-busy], whose button makes it once more. Whatever is taken in later puts that away.
const busy = document.querySelector("[data-busy]");
let again;

function say({ detail }) {
  const cause = detail.requestConfig.triggeringEvent;
  again = () => cause?.target.dispatchEvent(new Event(cause.type, { bubbles: true }));
  busy.hidden = false;
}

document.addEventListener("htmx:responseError", say);
document.addEventListener("htmx:sendError", say);
document.addEventListener("htmx:afterSwap", () => (busy.hidden = true));
busy.querySelector("button").addEventListener("click", () => again());
