// Calls to the server that the script came from, with proof of who may ask where access is controlled.

export const base = new URL("../../", import.meta.url);
const at = (path) => new URL(`.${path}`, base);

// What the sign-in window handed over. It lives as long as the page.
let token = "";

/** Fetches a path of the server's. */
export function call(path, { headers, ...options } = {}) {
  const proof = token ? { Authorization: `Bearer ${token}` } : {};
  return fetch(at(path), { credentials: "same-origin", ...options, headers: { ...headers, ...proof } });
}

/** Opens the sign-in window, and waits until it has handed over a token; `false` when the browser opens none. */
export function signIn() {
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
