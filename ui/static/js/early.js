// Before anything is drawn: what the address or, where the visitor asked for it, this device says of looks and language.
// The page's modules import it too: a script that Gradio puts into the head may come after them.
(() => {
  if (window.tillitChoices) return;
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
  root.lang = language || "nb";
  root.dataset.size = window.tillitChoices.size;
  root.dataset.theme = window.tillitChoices.theme;
  // Seen once it does what it shows, and in its language: it comes in bokmål and is put into another right away.
  root.dataset.waiting = "";
  setTimeout(() => delete root.dataset.waiting, 10_000);
})();
