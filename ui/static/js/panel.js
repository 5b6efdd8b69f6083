// The widget's panel and the button that opens it: what is seen and heard, in one language at a time.
import { h } from "./adopt.js";
import { base } from "./calling.js";

const LONGEST_PASTE = 5000; // more than a question may have, so that a long one is refused aloud, not cut
const PHONE = window.matchMedia("(max-width: 480px)");
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

export class Panel {
  #t; // the texts, by key
  #starters;
  #inline;
  #on; // what the element does: ask, stop, begin, copy, signIn, look
  #kept; // what is said where questions are kept
  #mayAsk; // false while one must sign in first
  #notice;
  #root;
  #labels = []; // calls that put the texts of the language in their places
  #launcher;
  #panel;
  #log;
  #status;
  #alert;
  #box;
  #send;
  #fresh;
  #waiting = false;

  constructor(root, parts, { inline, ...on }) {
    this.#root = root;
    this.#inline = inline;
    this.#on = on;
    this.#panel = this.#makePanel();
    root.append(this.#panel);
    if (!inline) root.append(this.#makeLauncher());
    this.speak(parts);
    this.begin();
  }

  get language() {
    return this.#panel.lang;
  }

  get isSeen() {
    return this.#panel.checkVisibility();
  }

  /** Shows lines that are meant for everyone. */
  tellEveryone(texts) {
    // A screen reader would say again what is put there again.
    if (texts.join() === [...this.#notice.children].map((line) => line.textContent).join()) return;
    this.#notice.replaceChildren(...texts.map((text) => h("p", { lang: "" }, text)));
  }

  /** Puts everything but the conversation into another language. */
  speak({ language, texts, kept, starters, may_ask }) {
    this.#t = texts;
    this.#kept = kept;
    this.#mayAsk = may_ask;
    this.#starters = starters;
    this.#panel.lang = language;
    if (this.#launcher) this.#launcher.lang = language;
    for (const label of this.#labels) label(texts);
  }

  /** The element, whose text or attribute is that of a key, whatever the language. */
  #labelled(element, key, attribute) {
    this.#labels.push((t) => (attribute ? element.setAttribute(attribute, t[key]) : (element.textContent = t[key])));
    return element;
  }

  #makeLauncher() {
    const opens = { class: "launcher", type: "button", "aria-haspopup": "dialog", onclick: () => this.#open() };
    this.#launcher = this.#labelled(h("button", opens), "widget.open");
    return this.#launcher;
  }

  #makePanel() {
    this.#log = h("div", {
      class: "log", role: "region", tabindex: "0",
      onclick: ({ target }) => {
        const [asks, copies] = [target.closest("button[data-ask]"), target.closest("button[data-copy]")];
        if (asks) this.#on.ask(asks.dataset.ask, true);
        if (copies) this.#on.copy(copies);
      },
    });
    this.#labelled(this.#log, "widget.conversation", "aria-label");
    this.#status = h("p", { class: "sr-only", role: "status" });
    const looks = { class: "panel", part: "panel", "aria-labelledby": "title" };
    this.#notice = h("div", { class: "everyone", role: "status" });
    const held = [this.#makeBar(), this.#notice, this.#log, this.#status, this.#makeForm()];
    const panel = h(this.#inline ? "section" : "dialog", looks, ...held);
    if (this.#inline) return panel;
    panel.onkeydown = (event) => {
      if (event.key === "Escape") panel.close();
    };
    panel.onclose = () => {
      this.#launcher.hidden = false;
      this.#launcher.focus();
    };
    return panel;
  }

  #makeBar() {
    const anew = { class: "plain", type: "button", onclick: () => this.begin(true) };
    this.#fresh = this.#labelled(h("button", anew), "chat.new_conversation");
    const bar = h("header", { class: "bar" }, this.#labelled(h("p", { id: "title" }), "chat.heading"), this.#fresh);
    const close = { class: "close", type: "button", onclick: () => this.#panel.close() };
    if (!this.#inline) bar.append(this.#labelled(h("button", close, "×"), "widget.close", "aria-label"));
    return bar;
  }

  #makeForm() {
    this.#alert = h("div", { class: "alert", role: "alert" });
    this.#box = h("textarea", {
      id: "question", rows: 1, maxlength: LONGEST_PASTE, "aria-describedby": "reminder",
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.#on.ask(this.#box.value);
      },
    });
    this.#labelled(this.#box, "chat.placeholder", "placeholder");
    const pressed = () => (this.#waiting ? this.#on.stop() : this.#on.ask(this.#box.value));
    this.#send = h("button", { class: "send", type: "button", onclick: pressed });
    this.#labels.push(() => this.wait(this.#waiting));
    const label = this.#labelled(h("label", { class: "sr-only", for: "question" }), "chat.question_label");
    const line = h("div", { class: "line" }, label, this.#box, this.#send);
    return h("div", { class: "form" }, this.#alert, line, this.#labelled(h("p", { id: "reminder" }), "chat.reminder"));
  }

  #open() {
    // On a phone the panel covers the page, which must then be out of reach; else both can be used.
    if (PHONE.matches) this.#panel.showModal();
    else this.#panel.show();
    this.#launcher.hidden = true;
    this.#on.look();
    this.#box.focus();
  }

  /** A new conversation. */
  begin(focus = false) {
    this.#on.begin();
    this.wait(false);
    this.#say("");
    this.#fresh.hidden = true;
    const t = this.#t;
    const said = [h("p", {}, t["chat.tagline"]), h("p", { class: "machine-notice" }, t["chat.machine_notice"])];
    const starters = this.#starters.map((starter) => [starter, starter]);
    const questions = starters.length ? [h("h2", {}, t["chat.starters"]), this.#questions(starters)] : [];
    const ways = this.#mayAsk ? questions : [h("p", {}, t["api.sign_in_needed"]), this.#signInButton()];
    if (this.#kept) said.push(h("p", {}, this.#kept));
    const about = h("p", { class: "about" }, this.#about("personvern", "privacy"), " ", this.#about("tilgjengelighet", "accessibility"));
    const start = h("div", { class: "start" }, ...said, ...ways, about);
    this.#log.replaceChildren(start);
    if (focus) this.#box.focus();
  }

  /** A link to a page about the service. */
  #about(path, name) {
    const aside = h("span", { class: "sr-only" }, ` (${this.#t["chat.new_tab"]})`);
    const href = new URL(`${path}?lang=${this.language}`, base);
    return h("a", { href, target: "_blank", rel: "noopener" }, this.#t[`about.${name}`], aside);
  }

  #signInButton(question = "") {
    const looks = { class: "suggestion", type: "button", onclick: () => this.#on.signIn(question) };
    return h("button", looks, this.#t["widget.sign_in"]);
  }

  /** Buttons that ask, from pairs of question and label. */
  #questions(pairs) {
    const looks = { class: "suggestion", type: "button" };
    const button = (question, label) => h("button", { ...looks, "data-ask": question }, label);
    return h("ul", { class: "suggestions" }, ...pairs.map((pair) => h("li", {}, button(...pair))));
  }

  /** Tells a screen reader, and with `alert` everyone. */
  #say(text, { lang = this.language, alert = "" } = {}) {
    this.#status.lang = lang;
    this.#status.textContent = text;
    this.#alert.replaceChildren(alert);
  }

  /** Tells what is wrong with what was typed. */
  warn(key) {
    this.#say("", { alert: this.#t[key] });
  }

  /** Shows a question with what seems personal hidden, to be sent so or written anew. */
  confirm(without) {
    const t = this.#t;
    const send = { class: "send", type: "button", onclick: () => this.#on.ask(without, true) };
    const edit = { class: "plain", type: "button", onclick: () => (this.#say(""), this.#box.focus()) };
    const sends = h("button", send, t["chat.personal_send"]);
    const choices = h("div", {}, sends, h("button", edit, t["chat.personal_edit"]));
    const told = [h("p", {}, t["chat.personal"]), h("blockquote", {}, without), h("p", {}, t["chat.personal_hint"])];
    this.#say("", { alert: h("div", { class: "personal" }, ...told, choices) });
    sends.focus();
  }

  wait(waiting) {
    this.#waiting = waiting;
    this.#send.textContent = this.#t[waiting ? "widget.stop" : "chat.ask"];
    this.#send.classList.toggle("stop", waiting);
  }

  /** A question on the page; `show` puts its answer under it, and what follows in its place. */
  addTurn(question) {
    const pending = this.#t["chat.pending"];
    const place = h("div", {}, h("p", { class: "pending" }, pending));
    const youAsked = h("span", { class: "sr-only" }, `${this.#t["chat.you_asked"]} `);
    const turn = h("article", { class: "turn" }, h("h2", { class: "question" }, youAsked, question), place);
    const focused = this.#root.activeElement;
    this.#say(pending);
    this.#log.querySelectorAll(".start, .turn:has(.failed)").forEach((old) => old.remove());
    this.#log.append(turn);
    if (focused && !focused.isConnected) this.#log.focus({ preventScroll: true });
    this.#box.value = "";
    this.#fresh.hidden = false;
    this.wait(true);
    const behavior = STILL.matches ? "auto" : "smooth";
    this.#log.scrollTo({ top: turn.offsetTop + turn.clientTop, behavior });
    return { element: turn, show: (...nodes) => place.replaceChildren(...nodes) };
  }

  /** Tells that the answer is there: how many quotes it has, or the words of a refusal. */
  answered(refused, quotes) {
    this.#say(refused ?? this.#t["chat.answered"].replace("{count}", quotes));
  }

  /** Tells what went wrong, and offers to ask again; a question that was none goes back into the box. */
  failed(error, question, turn, stopped) {
    if (!turn.element.isConnected) return; // a new conversation has begun
    if (error.question) {
      turn.element.remove();
      if (!this.#log.firstChild) this.begin();
      this.#box.value = question;
      this.#say("", { alert: this.#t[`api.${error.code}`] ?? error.message });
      return;
    }
    if (!stopped && !error.code) console.warn("Tillit:", error);
    const words = this.#t[`api.${error.code}`]?.replace("{reason}", error.reason).trim();
    const told = error.code ? words ?? error.message : this.#t["widget.lost"];
    const message = stopped ? this.#t["widget.stopped"] : told;
    const signedOut = error.code === "sign_in_needed";
    const again = signedOut ? this.#signInButton(question) : this.#questions([[question, this.#t["widget.retry"]]]);
    turn.show(h("div", { class: "answer failed" }, h("div", { class: "said" }, h("p", { class: "message" }, message), again)));
    this.#say(message);
  }
}
