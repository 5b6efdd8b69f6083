// Runs once, when Gradio has put the conversation on the page: `element`, `trigger` and `watch` are Gradio's.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-ask]");
  if (button) trigger("select", { index: 0, value: button.dataset.ask });
});
watch("value", () => {
  const newest = element.querySelector(".turn:last-child");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (newest) newest.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
});
