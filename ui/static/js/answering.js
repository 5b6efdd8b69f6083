// Asking the server: the events of an answer's stream.
import { call } from "./calling.js";

/** A failure that the server has words for. */
export class Refused extends Error {
  constructor({ error }, status) {
    super(error.message);
    this.code = error.code;
    this.reason = error.reason ?? "";
    this.question = status === 422; // it lies in the question
  }
}

/** The events that answer a request, as pairs of name and data; throws `Refused` when the server says no. */
export async function* answering(request, signal) {
  const response = await call("/api/v1/ask/stream?html=true", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
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
