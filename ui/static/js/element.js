// The element <tillit-chat>. The panel is made in panel.js, the answers' HTML on the server.
import { adopt, h } from "./adopt.js";
import { answering } from "./answering.js";
import { base, call, signIn } from "./calling.js";
import { copyAnswer } from "./copy.js";
import { listenForFeedback } from "./feedback.js";
import { Panel } from "./panel.js";
import { masked } from "./personal.js";

const LANGUAGES = { nb: "nb", no: "nb", nn: "nn", en: "en", pl: "pl" };
const EARLIER_EXCHANGES = 6; // the body of a question may hold 64 kB
const LONGEST_TURN = 4000; // characters that the API takes of an earlier message
const LOOK_EVERY = 5000; // milliseconds between two looks at whether the service is paused

// The style sheets count in rem, which here would follow the page around; this follows the reader's own text size.
CSS.registerProperty({ name: "--tillit-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css.replace(/(\d*\.?\d+)rem\b/g, "calc($1 * var(--tillit-rem))"));
  return made;
}

class TillitChat extends HTMLElement {
  #panel;
  #history = [];
  #asking = null; // stops the question that is being answered
  #looking; // the timer that looks for what everyone is told

  async connectedCallback() {
    if (this.shadowRoot) return; // moved on the page
    const root = this.attachShadow({ mode: "open" });
    const [language] = (this.closest("[lang]")?.lang ?? "").toLowerCase().split("-");
    try {
      const parts = await this.#parts(LANGUAGES[language] ?? "nb");
      root.adoptedStyleSheets = parts.styles.map(sheet);
      this.#build(root, parts);
    } catch (error) {
      console.error(`Tillit: no answer from ${base.origin}. Does its TILLIT_ORIGINS list ${location.origin}?`, error);
      root.append(h("slot", {}));
      for (const child of this.children) child.hidden = false;
    }
  }

  disconnectedCallback() {
    this.#asking?.abort();
    clearInterval(this.#looking);
  }

  async #parts(language) {
    const response = await call(`/widget/${language}`);
    if (!response.ok) throw new Error(response.statusText);
    const parts = await response.json();
    const own = (this.getAttribute("starters") ?? "").split("|").map((one) => one.trim()).filter(Boolean);
    return own.length && parts.may_ask ? { ...parts, starters: own } : parts;
  }

  #build(root, parts) {
    const accent = this.getAttribute("accent");
    if (accent && CSS.supports("color", accent)) this.style.setProperty("--brand", accent);
    listenForFeedback(root, "/api/v1/feedback", call);
    this.#panel = new Panel(root, parts, {
      inline: this.hasAttribute("inline"),
      ask: (question, hidden) => this.#ask(question, hidden),
      stop: () => this.#asking?.abort(),
      begin: () => this.#begin(),
      copy: (button) => copyAnswer(button, base),
      signIn: (question) => this.#signIn(question),
      look: () => this.#look(),
    });
    this.#look();
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
  }

  /** Shows why nothing is answered at present, and what the municipality tells everyone. */
  async #look() {
    if (document.hidden || !this.#panel.isSeen) return;
    try {
      const response = await call(`/api/v1/status?lang=${this.#panel.language}`);
      const { paused, message, banner } = await response.json();
      this.#panel.tellEveryone([paused ? message : "", banner].filter(Boolean));
    } catch {
      // The next question tells that the server is away.
    }
  }

  /** Lets the visitor sign in, and then asks what was typed. */
  async #signIn(question) {
    const signedIn = signIn();
    if (!signedIn) return this.#panel.warn("widget.no_window");
    await signedIn;
    this.#panel.speak(await this.#parts(this.#panel.language));
    if (question) this.#ask(question, true);
    else this.#panel.begin(true);
  }

  #begin() {
    this.#asking?.abort();
    this.#asking = null;
    this.#history = [];
  }

  /** Asks a question as it is typed, unless it seems to hold personal data; `hidden` when that was seen to. */
  async #ask(typed, hidden = false) {
    const question = typed.trim();
    const panel = this.#panel;
    if (this.#asking) return;
    if (!question) return panel.warn("api.question_empty");
    const without = hidden ? null : masked(question);
    if (without !== null) return panel.confirm(without);
    const asking = (this.#asking = new AbortController());
    const turn = panel.addTurn(question);
    try {
      const request = { question, history: this.#history };
      for await (const [name, data] of answering(request, asking.signal)) {
        if (name === "html") turn.show(...adopt(data, base));
        if (name === "done") await this.#answered(data);
      }
    } catch (error) {
      panel.failed(error, question, turn, asking.signal.aborted);
    }
    if (this.#asking !== asking) return;
    this.#asking = null;
    panel.wait(false);
  }

  async #answered({ question, answer, refusal, citations, language }) {
    const reply = refusal?.message ?? answer;
    const content = [...reply].slice(0, LONGEST_TURN).join("");
    this.#history.push({ role: "user", content: question }, { role: "assistant", content });
    this.#history = this.#history.slice(-2 * EARLIER_EXCHANGES);
    // Where nobody chose a language, the panel takes on that of the question.
    if (language !== this.#panel.language && !this.lang) this.#panel.speak(await this.#parts(language));
    this.#panel.answered(refusal ? reply : null, citations.length);
  }
}

customElements.define("tillit-chat", TillitChat);
