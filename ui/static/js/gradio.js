// Runs once, when Gradio has put the conversation on the page: `trigger` and `watch` are Gradio's.
const page = import("/tillit/js/page.js");
const drawn = (call) => requestAnimationFrame(() => page.then(call));
page.then(({ connect }) => connect(trigger));
watch("value", () => drawn(({ changed }) => changed()));
new MutationObserver(() => drawn(({ relabelled }) => relabelled())).observe(
  document.querySelector("#topp .top"),
  { attributes: true, attributeFilter: ["data-language"] },
);
