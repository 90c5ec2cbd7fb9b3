// What every page does: open lists close again, and the first product of a visit is timed.

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

// How long a visit takes to its first product: this tab remembers when it came in and which page it
// came from, and tells a number of seconds once. Nothing is told of who asked not to be counted.
const WAYS = { "": "home", categories: "category", search: "search", products: "product" };
const NEW_VISIT = 30 * 60 * 1000; // ms without a page
const here = WAYS[location.pathname.replace(/^\/en(?=\/)/, "").split("/")[1]] || "other";
const tell = document.currentScript.dataset.tell;

function remembered() {
  const kept = JSON.parse(sessionStorage.getItem("visit") || "null");
  if (kept && Date.now() - kept.seen < NEW_VISIT) return kept;
  // a page of ours opened in a new tab: nobody knows when that visit began
  const isOurs = document.referrer.startsWith(`${location.origin}/`);
  return { began: Date.now(), way: "straight", told: !kept && isOurs };
}

function count() {
  const visit = remembered();
  if (here === "product" && !visit.told) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const seconds = Math.round((Date.now() - visit.began) / 1000);
    const news = { way: visit.way, seconds, csrfmiddlewaretoken: token ? token.value : "" };
    visit.told = navigator.sendBeacon(tell, new URLSearchParams(news));
  }
  sessionStorage.setItem("visit", JSON.stringify({ ...visit, way: here, seen: Date.now() }));
}

if (!navigator.globalPrivacyControl && navigator.doNotTrack !== "1") {
  try {
    count();
  } catch {
    // a browser that keeps nothing for us is not counted
  }
}
