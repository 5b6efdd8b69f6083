// Language, text size and colours. They hold while the page is open, and longer only where the visitor says so.
import { Sheet } from "./sheets.js";

const choices = window.tillitChoices;
let remembered = isKept();

function isKept() {
  try {
    return localStorage.getItem("tillit") !== null;
  } catch {
    return false;
  }
}

function keep() {
  try {
    if (remembered) localStorage.setItem("tillit", JSON.stringify(choices));
    else localStorage.removeItem("tillit");
  } catch {
    remembered = false; // storage is switched off
  }
}

function show() {
  const { size, theme } = choices;
  Object.assign(document.documentElement.dataset, { size, theme });
}

/** The dialog; `speak` is told the language that is chosen, "" for none. */
export function makeSettings(speak) {
  return new Sheet("innstillinger", {
    fill(dialog) {
      const form = dialog.querySelector("form");
      for (const [name, value] of Object.entries(choices)) form.elements[name].value = value;
      form.elements.remember.checked = remembered;
      form.onsubmit = (event) => event.preventDefault();
      form.onchange = ({ target }) => {
        if (target.name === "remember") remembered = target.checked;
        else choices[target.name] = target.value;
        show();
        keep();
        if (target.name === "language") speak(choices.language);
      };
    },
  });
}
