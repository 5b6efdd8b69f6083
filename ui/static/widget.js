// <tillit-chat>: the chat on another site's page. The panel is made here, the answers' HTML on the server.
(() => {
  "use strict";

  const base = new URL(".", document.currentScript.src);
  const at = (path) => new URL(`.${path}`, base);

  const LANGUAGES = { nb: "nb", no: "nb", nn: "nn", en: "en", pl: "pl" };
  const EARLIER_EXCHANGES = 6; // the body of a question may hold 64 kB
  const LONGEST_TURN = 4000; // characters that the API takes of an earlier message
  const LONGEST_PASTE = 5000; // more than a question may have, so that a long one is refused aloud, not cut
  const LOOK_EVERY = 5000; // milliseconds between two looks at whether the service is paused
  const PHONE = window.matchMedia("(max-width: 480px)");
  const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

  // What an answer is made of. Anything else does not get onto the page, whatever the server sends.
  const TAGS = new Set(
    "A ABBR BLOCKQUOTE BUTTON DIV EM FIELDSET H3 H4 INPUT LABEL LEGEND LI OL P SECTION SPAN STRONG TEXTAREA UL".split(" "),
  );
  const ATTRIBUTES = ["aria-expanded", "aria-hidden", "aria-label", "aria-live", "class", "hidden", "lang", "maxlength", "name", "role", "rows", "title", "value"];

  // A page that demands trusted types must allow this policy; what comes of it is only read, never put onto the page.
  let trusted = { createHTML: (html) => html };
  try {
    trusted = window.trustedTypes?.createPolicy("tillit", trusted) ?? trusted;
  } catch (error) {
    console.warn("Tillit: the page's trusted-types does not list tillit.", error);
  }

  // The style sheets count in rem, which here would follow the page around; this follows the reader's own text size.
  CSS.registerProperty({ name: "--tillit-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
  const sheet = (css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css.replace(/(\d*\.?\d+)rem\b/g, "calc($1 * var(--tillit-rem))"));
    return made;
  };

  /** An element with attributes, listeners (`onclick`) and children. */
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  /** The node as the page may hold it: known tags and attributes, and links into our own sources alone. */
  function adopted(node) {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (!TAGS.has(node.nodeName)) return "";
    const copy = document.createElement(node.nodeName);
    for (const name of ATTRIBUTES) if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
    Object.assign(copy.dataset, node.dataset);
    if (node.nodeName === "BUTTON") copy.type = "button";
    if (node.nodeName === "INPUT") copy.type = "checkbox";
    if (node.nodeName === "A") {
      const url = at(node.getAttribute("href"));
      const ours = url.href.startsWith(at("/kilde/").href);
      if (ours) Object.assign(copy, { href: url.href, target: "_blank", rel: "noopener" });
    }
    copy.append(...[...node.childNodes].map(adopted));
    return copy;
  }

  const fragment = (html) =>
    [...new DOMParser().parseFromString(trusted.createHTML(html), "text/html").body.childNodes].map(adopted);

  /** A failure that the server has words for. */
  class Refused extends Error {
    constructor({ error }, status) {
      super(error.message);
      this.code = error.code;
      this.reason = error.reason ?? "";
      this.question = status === 422; // it lies in the question
    }
  }

  /** The events of a stream, as pairs of name and data. */
  async function* eventsOf(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value.replaceAll("\r", "")).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n").map((line) => line.split(/: ?(.*)/s));
        const field = (wanted) => lines.filter(([name]) => name === wanted).map(([, text]) => text).join("\n");
        if (field("data")) yield [field("event"), JSON.parse(field("data"))];
      }
    }
  }

  // What the sign-in window handed over, where access is controlled. It lives as long as the page.
  let token = "";

  const call = (path, { headers, ...options } = {}) => {
    const proof = token ? { Authorization: `Bearer ${token}` } : {};
    return fetch(at(path), { credentials: "same-origin", ...options, headers: { ...headers, ...proof } });
  };

  /** Opens the sign-in window, and waits until it has handed over a token; `false` when the browser opens none. */
  function signIn() {
    const address = at(`/logg-inn/vindu?origin=${encodeURIComponent(location.origin)}`);
    const opened = window.open(address, "tillit", "popup,width=480,height=640");
    if (!opened) return false;
    return new Promise((resolve) => {
      window.addEventListener("message", function receive({ origin, source, data }) {
        if (origin !== base.origin || source !== opened || typeof data?.tillitToken !== "string") return;
        window.removeEventListener("message", receive);
        token = data.tillitToken;
        resolve(true);
      });
    });
  }

  /** The events that answer a question; throws `Refused` when the server says no. */
  async function* answering(question, history, signal) {
    const response = await call("/api/v1/ask/stream?html=true", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, history }),
      signal,
    });
    if (!response.ok) throw new Refused(await response.json(), response.status);
    for await (const [name, data] of eventsOf(response)) {
      if (name === "error") throw new Refused(data);
      yield [name, data];
      if (name === "done") return;
    }
    throw new TypeError("the stream ended before the answer");
  }

  class TillitChat extends HTMLElement {
    #asked = false; // the server, for what the panel is made of
    #t; // the texts, by key
    #starters;
    #kept; // what is said where questions are kept
    #mayAsk; // false while one must sign in first
    #language;
    #looking; // the timer that looks for what everyone is told
    #notice;
    #inline;
    #history = [];
    #asking = null; // stops the question that is being answered
    #launcher;
    #panel;
    #log;
    #status;
    #alert;
    #box;
    #send;
    #fresh;

    async connectedCallback() {
      if (this.#asked) return; // moved on the page
      this.#asked = true;
      const [language] = (this.closest("[lang]")?.lang ?? "").toLowerCase().split("-");
      this.#language = LANGUAGES[language] ?? "nb";
      try {
        this.#build(await this.#parts());
      } catch (error) {
        console.error(`Tillit: no answer from ${base.origin}. Does its TILLIT_ORIGINS list ${location.origin}?`, error);
        for (const child of this.children) child.hidden = false;
      }
    }

    disconnectedCallback() {
      this.#asking?.abort();
      clearInterval(this.#looking);
    }

    async #parts() {
      const response = await call(`/widget/${this.#language}`);
      if (!response.ok) throw new Error(response.statusText);
      return response.json();
    }

    #build({ language, texts, kept, starters, styles, may_ask }) {
      this.#kept = kept;
      this.#t = texts;
      this.#starters = starters;
      this.#mayAsk = may_ask;
      this.#inline = this.hasAttribute("inline");
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = styles.map(sheet);
      listenForFeedback(root, at("/api/v1/feedback"));
      const accent = this.getAttribute("accent");
      if (accent && CSS.supports("color", accent)) this.style.setProperty("--brand", accent);
      this.#panel = this.#makePanel(language);
      this.#begin();
      root.append(this.#panel);
      this.#look();
      this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
      if (this.#inline) return;
      this.#launcher = h(
        "button",
        { class: "launcher", type: "button", lang: language, "aria-haspopup": "dialog", onclick: () => this.#open() },
        texts["widget.open"],
      );
      root.append(this.#launcher);
    }

    #makePanel(language) {
      this.#log = h("div", {
        class: "log", role: "region", tabindex: "0", "aria-label": this.#t["widget.conversation"],
        onclick: ({ target }) => {
          const question = target.closest("button[data-ask]")?.dataset.ask;
          if (question) this.#ask(question);
        },
      });
      this.#status = h("p", { class: "sr-only", role: "status" });
      this.#notice = h("div", { class: "everyone", role: "status" });
      const panel = h(
        this.#inline ? "section" : "dialog",
        { class: "panel", part: "panel", lang: language, "aria-labelledby": "title" },
        this.#makeBar(), this.#notice, this.#log, this.#status, this.#makeForm(),
      );
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
      const t = this.#t;
      const anew = { class: "plain", type: "button", onclick: () => this.#begin(true) };
      this.#fresh = h("button", anew, t["chat.new_conversation"]);
      const bar = h("header", { class: "bar" }, h("p", { id: "title" }, t["chat.heading"]), this.#fresh);
      const close = { class: "close", type: "button", onclick: () => this.#panel.close() };
      if (!this.#inline) bar.append(h("button", { ...close, "aria-label": t["widget.close"] }, "×"));
      return bar;
    }

    #makeForm() {
      const t = this.#t;
      this.#alert = h("p", { class: "alert", role: "alert" });
      this.#box = h("textarea", {
        id: "question", rows: 1, maxlength: LONGEST_PASTE,
        placeholder: t["chat.placeholder"], "aria-describedby": "reminder",
        onkeydown: (event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          this.#ask(this.#box.value);
        },
      });
      this.#send = h("button", {
        class: "send", type: "button",
        onclick: () => (this.#asking ? this.#asking.abort() : this.#ask(this.#box.value)),
      });
      const label = h("label", { class: "sr-only", for: "question" }, t["chat.question_label"]);
      const line = h("div", { class: "line" }, label, this.#box, this.#send);
      return h("div", { class: "form" }, this.#alert, line, h("p", { id: "reminder" }, t["chat.reminder"]));
    }

    /** Shows why nothing is answered at present, and what the municipality tells everyone. */
    async #look() {
      if (document.hidden || !this.#panel.checkVisibility()) return;
      try {
        const { paused, message, banner } = await (await call(`/api/v1/status?lang=${this.#language}`)).json();
        const texts = [paused ? message : "", banner].filter(Boolean);
        if (texts.join() === [...this.#notice.children].map((line) => line.textContent).join()) return;
        this.#notice.replaceChildren(...texts.map((text) => h("p", { lang: "" }, text)));
      } catch {
        // The next question tells that the server is away.
      }
    }

    /** Lets the visitor sign in, and then asks what was typed. */
    async #signIn(question) {
      const signedIn = signIn();
      if (!signedIn) return this.#say("", { alert: this.#t["widget.no_window"] });
      await signedIn;
      ({ starters: this.#starters, may_ask: this.#mayAsk } = await this.#parts());
      if (question) this.#ask(question);
      else this.#begin(true);
    }

    #signInButton(question = "") {
      const looks = { class: "suggestion", type: "button" };
      return h("button", { ...looks, onclick: () => this.#signIn(question) }, this.#t["widget.sign_in"]);
    }

    #open() {
      // On a phone the panel covers the page, which must then be out of reach; else both can be used.
      if (PHONE.matches) this.#panel.showModal();
      else this.#panel.show();
      this.#launcher.hidden = true;
      this.#look();
      this.#box.focus();
    }

    /** A new conversation. */
    #begin(focus = false) {
      this.#asking?.abort();
      this.#wait(null);
      this.#history = [];
      this.#say("");
      this.#fresh.hidden = true;
      this.#log.replaceChildren(
        h(
          "div",
          { class: "start" },
          h("p", {}, this.#t["chat.tagline"]),
          h("p", { class: "machine-notice" }, this.#t["chat.machine_notice"]),
          ...(this.#kept ? [h("p", {}, this.#kept)] : []),
          ...(this.#mayAsk
            ? [
                h("h2", {}, this.#t["chat.starters"]),
                this.#questions(this.#starters.map((starter) => [starter, starter])),
              ]
            : [h("p", {}, this.#t["api.sign_in_needed"]), this.#signInButton()]),
          h("p", { class: "about" }, this.#about("/personvern", "privacy"), " ", this.#about("/tilgjengelighet", "accessibility")),
        ),
      );
      if (focus) this.#box.focus();
    }

    /** A link to a page about the service. */
    #about(path, name) {
      const aside = h("span", { class: "sr-only" }, ` (${this.#t["chat.new_tab"]})`);
      const href = at(`${path}?lang=${this.#panel.lang}`);
      return h("a", { href, target: "_blank", rel: "noopener" }, this.#t[`about.${name}`], aside);
    }

    /** Buttons that ask, from pairs of question and label. */
    #questions(pairs) {
      const looks = { class: "suggestion", type: "button" };
      const button = (question, label) => h("button", { ...looks, "data-ask": question }, label);
      return h("ul", { class: "suggestions" }, ...pairs.map((pair) => h("li", {}, button(...pair))));
    }

    /** Tells a screen reader, and with `alert` everyone. */
    #say(text, { lang = this.#panel.lang, alert = "" } = {}) {
      this.#status.lang = lang;
      this.#status.textContent = text;
      this.#alert.textContent = alert;
    }

    async #ask(text) {
      const question = text.trim();
      if (this.#asking) return;
      if (!question) return this.#say("", { alert: this.#t["api.question_empty"] });
      const asking = new AbortController();
      const turn = this.#addTurn(question);
      this.#wait(asking);
      try {
        for await (const [name, data] of answering(question, this.#history, asking.signal)) {
          if (name === "html") turn.show(...fragment(data));
          if (name === "done") this.#answered(data);
        }
      } catch (error) {
        this.#failed(error, question, turn, asking.signal.aborted);
      }
      if (this.#asking === asking) this.#wait(null);
    }

    #wait(asking) {
      this.#asking = asking;
      this.#send.textContent = this.#t[asking ? "widget.stop" : "chat.ask"];
      this.#send.classList.toggle("stop", asking !== null);
    }

    #addTurn(question) {
      const pending = this.#t["chat.pending"];
      const place = h("div", {}, h("p", { class: "pending" }, pending));
      const youAsked = h("span", { class: "sr-only" }, `${this.#t["chat.you_asked"]} `);
      const turn = h("article", { class: "turn" }, h("h2", { class: "question" }, youAsked, question), place);
      const focused = this.shadowRoot.activeElement;
      this.#log.querySelectorAll(".start, .turn:has(.failed)").forEach((old) => old.remove());
      this.#log.append(turn);
      if (focused && !focused.isConnected) this.#log.focus({ preventScroll: true });
      this.#box.value = "";
      this.#fresh.hidden = false;
      this.#say(pending);
      const behavior = STILL.matches ? "auto" : "smooth";
      const scroll = () => this.#log.scrollTo({ top: turn.offsetTop + turn.clientTop, behavior });
      scroll();
      return {
        element: turn,
        show(...nodes) {
          place.replaceChildren(...nodes);
          scroll();
        },
      };
    }

    #answered({ question, answer, refusal, citations, language }) {
      const reply = refusal?.message ?? answer;
      const content = [...reply].slice(0, LONGEST_TURN).join("");
      this.#history.push({ role: "user", content: question }, { role: "assistant", content });
      this.#history = this.#history.slice(-2 * EARLIER_EXCHANGES);
      if (refusal) this.#say(reply, { lang: language });
      else this.#say(this.#t["chat.answered"].replace("{count}", citations.length));
    }

    #failed(error, question, turn, stopped) {
      if (!turn.element.isConnected) return; // a new conversation has begun
      if (error.question) {
        turn.element.remove();
        if (!this.#log.firstChild) this.#begin();
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
      const said = h("div", { class: "said" }, h("p", { class: "message" }, message), again);
      turn.show(h("div", { class: "answer failed" }, said));
      this.#say(message);
    }
  }

  customElements.define("tillit-chat", TillitChat);
})();
