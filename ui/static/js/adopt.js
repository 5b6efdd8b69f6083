// Making elements, and taking over the server's HTML for answers: only what an answer is made of gets onto the page.

// Anything else does not, whatever the server sends.
const TAGS = new Set(
  "A ABBR BLOCKQUOTE BUTTON DD DIV DL DT EM FIELDSET H3 H4 INPUT LABEL LEGEND LI OL P SECTION SPAN STRONG TEXTAREA UL".split(" "),
);
const ATTRIBUTES = (
  "aria-expanded aria-hidden aria-label aria-live class hidden lang maxlength name role rows title value"
).split(" ");

// A page that demands trusted types must allow this policy; what comes of it is only read, never put onto the page.
let trusted = { createHTML: (html) => html };
try {
  trusted = window.trustedTypes?.createPolicy("tillit", trusted) ?? trusted;
} catch (error) {
  console.warn("Tillit: the page's trusted-types does not list tillit.", error);
}

/** An element with attributes, listeners (`onclick`) and children. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The nodes of some HTML as the page may hold them: known tags and attributes, and links to sources under `base`. */
export function adopt(html, base) {
  const parsed = new DOMParser().parseFromString(trusted.createHTML(html), "text/html");
  return [...parsed.body.childNodes].map((node) => adopted(node, base));
}

function adopted(node, base) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (!TAGS.has(node.nodeName)) return "";
  const copy = document.createElement(node.nodeName);
  for (const name of ATTRIBUTES) if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
  Object.assign(copy.dataset, node.dataset);
  if (node.nodeName === "BUTTON") copy.type = "button";
  if (node.nodeName === "INPUT") copy.type = "checkbox";
  if (node.nodeName === "A") {
    const { href } = new URL(`.${node.getAttribute("href")}`, base);
    const ours = href.startsWith(new URL("./kilde/", base).href);
    if (ours) Object.assign(copy, { href, target: "_blank", rel: "noopener" });
  }
  copy.append(...[...node.childNodes].map((child) => adopted(child, base)));
  return copy;
}
