// Before anything is drawn: what the address or, where the visitor asked for it, this device says of looks and language.
(() => {
  const LONG = 20_000; // milliseconds after which the page says that it cannot reach the server
  const LANGUAGES = ["nb", "nn", "en", "pl"];
  const root = document.documentElement;
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("tillit") ?? "{}");
  } catch {
    // storage is switched off, or holds something else
  }
  const asked = new URLSearchParams(location.search);
  const language = [asked.get("lang"), kept.language].find((one) => LANGUAGES.includes(one)) ?? "";
  window.tillitChoices = { language, size: kept.size ?? "normal", theme: asked.get("theme") ?? kept.theme ?? "system" };
  const served = root.lang;
  root.lang = language || served;
  root.dataset.size = window.tillitChoices.size;
  root.dataset.theme = window.tillitChoices.theme;
  // The chat is seen once it does what it shows, and in its language; what stands there meanwhile has the server's.
  root.dataset.waiting = root.lang === served ? "short" : "unseen";
  setTimeout(() => "waiting" in root.dataset && (root.dataset.waiting = "long"), LONG);
})();
