// Pieces of the page that wait in a `data-html` attribute: Gradio, which draws changes into the page, would leave the
// contents of a <template> as they were.

/** A fresh copy of the HTML that waits in an element. */
export function copyOf(element) {
  const template = document.createElement("template");
  template.innerHTML = element.dataset.html;
  return template.content;
}
