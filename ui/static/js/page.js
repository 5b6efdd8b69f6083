// The chat page, apart from what Gradio does: `connect` and the rest are called from gradio.js.
import { makeComposer } from "./composer.js";
import { copyAnswer } from "./copy.js";
import { listenForFeedback } from "./feedback.js";
import { makeSettings } from "./settings.js";
import { Sheet } from "./sheets.js";

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
const TOUCH = window.matchMedia("(pointer: coarse)");
const busy = () => document.querySelector(".turn[aria-busy]") !== null;
const newest = () => document.querySelector(".turn:last-child .question");

let composer;
let settings;
let source;
let turns = 0;

/** Wires the page, once Gradio has drawn it; `trigger` sends an event to the server. */
export function connect(trigger) {
  const send = (name, value = "") => trigger(name, { value });
  settings = makeSettings((language) => send("select", language));
  source = new Sheet("kilde", { beside: true });
  composer = makeComposer(document.getElementById("skjema"), {
    send: (question) => send("submit", question),
    stop: () => send("stop"),
    begin: () => send("clear"),
    isBusy: busy,
  });
  document.addEventListener("click", onClick);
  listenForFeedback(document, "/api/v1/feedback");
  const { language } = window.tillitChoices;
  if (language) send("select", language);
  if (!language || language === "nb") show();
}

/** Puts the chat in the place of what was seen while it was made ready, in the language that its top has. */
function show() {
  const { language, title } = document.querySelector("#topp .top").dataset;
  document.documentElement.lang = language; // which Gradio has set to the browser's
  document.title = title;
  document.querySelector(".first-sight")?.remove();
  delete document.documentElement.dataset.waiting;
}

function onClick(event) {
  const { target } = event;
  const asks = target.closest("[data-ask]");
  const copies = target.closest("[data-copy]");
  if (asks) composer.ask(asks.dataset.ask);
  else if (copies) copyAnswer(copies, location.href);
  else if (target.closest("[data-opens]")) settings.open(target);
  else openSource(event);
}

function openSource(event) {
  const link = event.target.closest('.answer a[href^="/kilde/"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  source.relabel();
  const frame = source.element.querySelector("iframe");
  source.element.setAttribute("aria-label", frame.title);
  source.element.querySelector("a").href = link.href;
  frame.addEventListener("load", () => steer(frame));
  frame.contentWindow?.location.replace(link.href);
  source.open(link);
  source.element.querySelector("[data-closes]").focus();
}

/** Keeps the page in the frame a part of this one: its links leave no trace that the back button would stop at. */
function steer(frame) {
  const inside = frame.contentDocument;
  const { size, theme } = document.documentElement.dataset;
  inside.documentElement.classList.add("framed");
  Object.assign(inside.documentElement.dataset, { size, theme });
  source.element.querySelector("a").href = frame.contentWindow.location.href;
  inside.addEventListener("keydown", ({ key }) => key === "Escape" && source.close());
  inside.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="/"]:not([download], [target])');
    if (!link) return;
    event.preventDefault();
    if (link.pathname.startsWith("/kilde/")) frame.contentWindow.location.replace(link.href);
    else source.close();
  });
}

/** After the conversation was drawn anew: the newest question comes into sight, once. */
export function changed() {
  const now = document.querySelectorAll(".turn").length;
  composer.heard();
  if (now > turns) {
    newest().closest(".turn").scrollIntoView({ block: "start", behavior: STILL.matches ? "auto" : "smooth" });
    // A pressed starter is gone, and on a phone the keyboard should give way to the answer.
    if (TOUCH.matches || document.activeElement === document.body) newest().focus({ preventScroll: true });
  }
  turns = now;
}

/** After the top was drawn anew, which it is in another language. */
export function relabelled() {
  show();
  settings.relabel();
}
