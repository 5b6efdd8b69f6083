// The form below the conversation: a question is looked at before it is sent.
import { masked } from "./personal.js";
import { copyOf } from "./templates.js";

const LONGEST = 1000;
const CONTROL = /[^\P{Cc}\n\t]/u;
const SILENCE = 15_000; // milliseconds after which a question that nothing comes back on counts as lost

/** Wires the form to `send`, `stop` and `begin`; gives a way to ask a question that is not typed. */
export function makeComposer(form, { send, stop, begin, isBusy }) {
  const box = form.querySelector("textarea");
  const alert = form.querySelector(".alert");
  const personal = form.querySelector(".personal");
  const tell = (text) => (alert.textContent = text);
  const quiet = () => personal.replaceChildren();
  let waiting;

  function problem(question) {
    if (!question) return form.dataset.empty;
    if ([...question].length > LONGEST) return form.dataset.long;
    return CONTROL.test(question) ? form.dataset.control : "";
  }

  function ask(question) {
    if (isBusy()) return;
    quiet();
    tell("");
    form.classList.add("busy");
    waiting = setTimeout(() => {
      form.classList.remove("busy");
      if (!box.value) box.value = question;
      tell(form.dataset.lost);
    }, SILENCE);
    send(question);
  }

  function warn(hidden) {
    quiet();
    const shown = copyOf(personal);
    shown.querySelector("blockquote").textContent = hidden;
    shown.querySelector("[data-masked]").onclick = () => {
      clear();
      ask(hidden);
    };
    shown.querySelector("[data-edit]").onclick = () => {
      quiet();
      box.focus();
    };
    personal.append(shown);
    personal.querySelector("[data-masked]").focus();
  }

  function clear() {
    box.value = "";
    grow();
  }

  function submit() {
    const question = box.value.trim();
    if (isBusy()) return;
    const wrong = problem(question);
    quiet();
    tell(wrong);
    if (wrong) return box.focus();
    const hidden = masked(question);
    if (hidden !== null) return warn(hidden);
    clear();
    ask(question);
  }

  function grow() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  form.querySelector(".ask").addEventListener("click", submit);
  form.querySelector(".stop").addEventListener("click", stop);
  form.querySelector(".anew").addEventListener("click", () => {
    quiet();
    tell("");
    begin();
    box.focus();
  });
  return {
    ask,
    heard() {
      clearTimeout(waiting);
      form.classList.remove("busy");
    },
  };
}
