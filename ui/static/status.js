// Shows the municipality's banner, and why nothing is answered, above a page that is open already.
(() => {
  const place = Object.assign(document.createElement("div"), { id: "driftsmelding", lang: "" });
  place.setAttribute("role", "status");
  document.body.prepend(place);
  const say = (texts) => {
    const told = [...place.children].map((line) => line.textContent);
    if (told.join("\n") === texts.join("\n")) return; // a screen reader would say it again
    place.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  };
  const look = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(`/api/v1/status?lang=${document.documentElement.lang}`);
      const { message, banner } = await response.json();
      say([message, banner].filter(Boolean));
    } catch {
      // The next question tells that the server is away.
    }
  };
  look();
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
})();
