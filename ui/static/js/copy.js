// Copying an answer with its sources: the button carries the text, the page knows what the server is called.

/** Copies what a pressed `[data-copy]` button carries, with the sources' addresses under `base`; says so on the button. */
export async function copyAnswer(button, base) {
  const text = button.dataset.copy.replace(/^\/kilde\//gm, new URL("/kilde/", base).href);
  if (!(await copied(text))) return;
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = label), 2500);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https a page has no clipboard; the old way works there.
    const focused = document.activeElement;
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return done;
  }
}
