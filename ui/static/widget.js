// <tillit-chat>: the chat on another site's page. It builds the panel; answers come from the server as the chat shows them.
(() => {
  "use strict";

  const base = new URL(".", document.currentScript.src);
  const at = (path) => new URL(`.${path}`, base);

  const LANGUAGES = { nb: "nb", no: "nb", nn: "nn", en: "en", pl: "pl" };
  const EARLIER_EXCHANGES = 6; // the body of a question may hold 64 kB
  const LONGEST_TURN = 4000; // characters that the API takes of an earlier message
  const LONGEST_PASTE = 5000; // more than a question may have, so that a long one is refused aloud, not cut
  const PHONE = window.matchMedia("(max-width: 480px)");
  const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

  // What an answer is made of. Anything else does not get onto the page, whatever the server sends.
  const TAGS = new Set(["A", "ABBR", "BLOCKQUOTE", "BUTTON", "DIV", "EM", "H3", "H4", "LI", "OL", "P", "SECTION", "SPAN", "STRONG", "UL"]);
  const ATTRIBUTES = ["aria-hidden", "aria-label", "class", "data-ask", "lang", "title", "value"];

  // A page that demands trusted types must allow this policy; what comes of it is only read, never put onto the page.
  let trusted = { createHTML: (html) => html };
  try {
    trusted = window.trustedTypes?.createPolicy("tillit", trusted) ?? trusted;
  } catch (error) {
    console.warn("Tillit: the page's trusted-types does not list tillit.", error);
  }

  // Lengths in the style sheets are in rem, which here would follow the page around; this is the reader's own text size.
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
    if (node.nodeName === "BUTTON") copy.type = "button";
    if (node.nodeName === "A") {
      const url = at(node.getAttribute("href"));
      if (url.href.startsWith(at("/kilde/").href)) Object.assign(copy, { href: url.href, target: "_blank", rel: "noopener" });
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

  /** The events that answer a question; throws `Refused` when the server says no. */
  async function* answering(question, history, signal) {
    const response = await fetch(at("/api/v1/ask/stream?html=true"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, history }),
      credentials: "omit",
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
      try {
        const response = await fetch(at(`/widget/${LANGUAGES[language] ?? "nb"}`), { credentials: "omit" });
        if (!response.ok) throw new Error(response.statusText);
        this.#build(await response.json());
      } catch (error) {
        console.error(`Tillit: no answer from ${base.origin}. Does its TILLIT_ORIGINS list ${location.origin}?`, error);
        for (const child of this.children) child.hidden = false;
      }
    }

    disconnectedCallback() {
      this.#asking?.abort();
    }

    #build({ language, texts, starters, styles }) {
      this.#t = texts;
      this.#starters = starters;
      this.#inline = this.hasAttribute("inline");
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = styles.map(sheet);
      const accent = this.getAttribute("accent");
      if (accent && CSS.supports("color", accent)) this.style.setProperty("--brand", accent);
      this.#panel = this.#makePanel(language);
      this.#begin();
      root.append(this.#panel);
      if (this.#inline) return;
      this.#launcher = h(
        "button",
        { class: "launcher", type: "button", lang: language, "aria-haspopup": "dialog", onclick: () => this.#open() },
        texts["widget.open"],
      );
      root.append(this.#launcher);
    }

    #makePanel(language) {
      const t = this.#t;
      this.#log = h("div", { class: "log", role: "region", tabindex: "0", "aria-label": t["widget.conversation"] });
      this.#log.onclick = ({ target }) => {
        const question = target.closest("button[data-ask]")?.dataset.ask;
        if (question) this.#ask(question);
      };
      this.#status = h("p", { class: "sr-only", role: "status" });
      this.#alert = h("p", { class: "alert", role: "alert" });
      this.#box = h("textarea", {
        id: "question", rows: 1, maxlength: LONGEST_PASTE, placeholder: t["chat.placeholder"], "aria-describedby": "reminder",
        onkeydown: (event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          if (!this.#asking) this.#ask(this.#box.value);
        },
      });
      this.#send = h("button", { class: "send", type: "button", onclick: () => this.#sendOrStop() }, t["chat.ask"]);
      this.#fresh = h("button", { class: "plain", type: "button", onclick: () => this.#begin(true) }, t["chat.new_conversation"]);
      const bar = h("header", { class: "bar" }, h("p", { id: "title" }, t["chat.heading"]), this.#fresh);
      if (!this.#inline) {
        bar.append(h("button", { class: "close", type: "button", "aria-label": t["widget.close"], onclick: () => this.#panel.close() }, "×"));
      }
      const label = h("label", { class: "sr-only", for: "question" }, t["chat.question_label"]);
      const form = h("div", { class: "form" }, this.#alert, h("div", { class: "line" }, label, this.#box, this.#send),
        h("p", { id: "reminder" }, t["chat.reminder"]));
      const panel = h(this.#inline ? "section" : "dialog", { class: "panel", part: "panel", lang: language, "aria-labelledby": "title" }, bar, this.#log, this.#status, form);
      panel.onkeydown = (event) => {
        if (event.key === "Escape" && !this.#inline) panel.close();
      };
      panel.onclose = () => {
        this.#launcher.hidden = false;
        this.#launcher.focus();
      };
      return panel;
    }

    #open() {
      // On a phone the panel covers the page, which must then be out of reach; else both can be used.
      if (PHONE.matches) this.#panel.showModal();
      else this.#panel.show();
      this.#launcher.hidden = true;
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
        h("div", { class: "start" },
          h("p", { class: "tagline" }, this.#t["chat.tagline"]),
          h("p", { class: "machine-notice" }, this.#t["chat.machine_notice"]),
          h("h2", {}, this.#t["chat.starters"]),
          this.#questions(this.#starters.map((starter) => [starter, starter]))),
      );
      if (focus) this.#box.focus();
    }

    /** Buttons that ask, from pairs of question and label. */
    #questions(pairs) {
      const items = pairs.map(([question, label]) => h("li", {}, h("button", { class: "suggestion", type: "button", "data-ask": question }, label)));
      return h("ul", { class: "suggestions" }, ...items);
    }

    #say(text, { lang = "", alert = "" } = {}) {
      this.#status.lang = lang;
      this.#status.textContent = text;
      this.#alert.textContent = alert;
    }

    #sendOrStop() {
      if (this.#asking) this.#asking.abort();
      else this.#ask(this.#box.value);
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
      const asked = h("h2", { class: "question" }, h("span", { class: "sr-only" }, `${this.#t["chat.you_asked"]} `), question);
      const turn = h("article", { class: "turn" }, asked, place);
      const focused = this.shadowRoot.activeElement;
      this.#log.querySelectorAll(".start, .turn:has(.failed)").forEach((old) => old.remove());
      this.#log.append(turn);
      if (focused && !focused.isConnected) this.#log.focus({ preventScroll: true });
      this.#box.value = "";
      this.#fresh.hidden = false;
      this.#say(pending);
      const scroll = () => this.#log.scrollTo({ top: turn.offsetTop + turn.clientTop, behavior: STILL.matches ? "auto" : "smooth" });
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
      const turns = [["user", question], ["assistant", reply]].map(([role, content]) => ({ role, content: [...content].slice(0, LONGEST_TURN).join("") }));
      this.#history = [...this.#history, ...turns].slice(-2 * EARLIER_EXCHANGES);
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
      const message = this.#t[stopped ? "widget.stopped" : error.code ? `api.${error.code}` : "widget.lost"] ?? error.message;
      turn.show(
        h("div", { class: "answer failed" },
          h("div", { class: "said" }, h("p", { class: "message" }, message), this.#questions([[question, this.#t["widget.retry"]]]))),
      );
      this.#say(message);
    }
  }

  customElements.define("tillit-chat", TillitChat);
})();
