// What readers think of an answer: works the form of feedback.html, on the chat's page and in a widget's shadow.
export function listenForFeedback(root, address, request = fetch) {
  const said = new Map(); // by ticket, for a page that draws its answers anew

  function close(box, message) {
    const line = box.querySelector(".feedback-said");
    for (const part of box.querySelectorAll(".feedback-votes, .feedback-form")) part.hidden = true;
    line.tabIndex = -1;
    line.textContent = message;
  }

  function questionOf(box) {
    const heading = box.closest(".turn")?.querySelector(".question")?.cloneNode(true);
    heading?.querySelectorAll(".sr-only").forEach((aside) => aside.remove());
    return heading?.textContent.trim() ?? "";
  }

  /** Sends a vote; says so only when it is all that the reader has to say. */
  async function send(box, vote, final) {
    const line = box.querySelector(".feedback-said");
    const checked = (name) => [...box.querySelectorAll(`[name=${name}]:checked`)].map((input) => input.value);
    const more = final && vote === "down";
    const body = {
      ticket: box.dataset.ticket,
      vote,
      reasons: more ? checked("reason") : [],
      text: more ? box.querySelector("textarea").value.trim() : "",
      question: more && checked("question").length ? questionOf(box) : "",
    };
    try {
      const response = await request(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
      });
      if (!response.ok) throw new Error(response.statusText);
      if (!final) return;
      const kept = Object.values(await response.json());
      const { thanks, masked, leftOut } = line.dataset;
      const message = kept.includes("left_out") ? leftOut : kept.includes("masked") ? masked : thanks;
      said.set(box.dataset.ticket, message);
      close(box, message);
      line.focus({ preventScroll: true });
    } catch {
      line.textContent = line.dataset.failed;
    }
  }

  root.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".feedback button");
    const box = button?.closest(".feedback");
    if (!box) return;
    if (button.dataset.vote === "down") {
      const form = box.querySelector(".feedback-form");
      form.hidden = !form.hidden;
      button.setAttribute("aria-expanded", !form.hidden);
      if (!form.hidden) send(box, "down", false);
    } else {
      send(box, button.dataset.vote ?? "down", true);
    }
  });

  new MutationObserver(() => {
    for (const box of said.size ? root.querySelectorAll(".feedback") : []) {
      const message = said.get(box.dataset.ticket);
      if (message && !box.querySelector(".feedback-votes").hidden) close(box, message);
    }
  }).observe(root, { childList: true, subtree: true });
}
