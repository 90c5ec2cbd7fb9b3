// Draws the live parts of the page again every two seconds, unless somebody is using one of them.
setInterval(async () => {
  const parts = document.querySelectorAll("[data-live]");
  if (document.hidden || !parts.length) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = page.getElementById(part.id);
    const inUse = part.contains(document.activeElement);
    if (fresh && !inUse && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  }
}, 2000);
