// Dialogs of the page: the settings, and the source beside the answer. Made from templates in the page's top, so that
// they speak its language; kept outside of what the server draws anew.
import { copyOf } from "./templates.js";

const WIDE = window.matchMedia("(min-width: 1100px)");

/** An open or closed dialog that is made from the template `mal-NAME`. */
export class Sheet {
  #name;
  #fill;
  #opener = null;
  #beside;
  #dialog = document.createElement("dialog");

  /** `fill` gets the dialog after each time that it is made; `beside` leaves the page usable where there is room. */
  constructor(name, { fill = () => {}, beside = false } = {}) {
    this.#name = name;
    this.#fill = fill;
    this.#beside = beside;
    this.#dialog.className = `sheet sheet-${name}`;
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog || target.closest("[data-closes]")) this.close();
    });
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.#dialog.addEventListener("close", () => this.#closed());
    window.addEventListener("popstate", () => this.#dialog.open && this.#dialog.close());
    document.body.append(this.#dialog);
  }

  get element() {
    return this.#dialog;
  }

  /** Opens it; a phone's back button closes it again. */
  open(opener) {
    if (!this.#dialog.firstChild) this.relabel();
    this.#opener = opener;
    if (this.#dialog.open) return;
    const beside = this.#beside && WIDE.matches;
    if (beside) this.#dialog.show();
    else this.#dialog.showModal();
    document.documentElement.classList.toggle("beside", beside);
    history.pushState({ sheet: this.#name }, "");
  }

  close() {
    if (!this.#dialog.open) return;
    this.#dialog.close();
    if (history.state?.sheet === this.#name) history.back();
  }

  /** Makes what it holds anew, from the template of the page's language; the focus stays where it was. */
  relabel() {
    const template = document.getElementById(`mal-${this.#name}`);
    if (!template) return;
    const focused = this.#stops().indexOf(document.activeElement);
    this.#dialog.replaceChildren(copyOf(template));
    this.#dialog.lang = document.documentElement.lang;
    const title = this.#dialog.querySelector("h2");
    if (title) this.#dialog.setAttribute("aria-labelledby", title.id);
    this.#fill(this.#dialog);
    this.#stops()[focused]?.focus();
  }

  #stops() {
    return [...this.#dialog.querySelectorAll("a, button, input, select")];
  }

  #closed() {
    document.documentElement.classList.remove("beside");
    if (this.#opener?.isConnected) this.#opener.focus();
  }
}
