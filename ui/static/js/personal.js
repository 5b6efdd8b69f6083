// What looks like personal data in a question, so that the asker is warned before it is sent. The server hides more.
const GAP = "[\\s.\\-–—/\\u00a0]";
const PATTERNS = [
  "[\\w.+-]+\\s?@\\s?[\\w-]+(?:\\.[\\w-]+)+", // e-mail
  `\\d(?:${GAP}{0,2}\\d){10}`, // 11 digits: identity and account numbers
  "\\d{6}\\s*[-–,]\\s*\\d{5}|\\d{8,}",
  `(?:\\+|00)\\d{1,3}(?:${GAP}?\\d){7,12}`, // telephone, with the country
  `\\d{2}(?:${GAP}\\d{2}){3}|\\d{3}${GAP}\\d{2}${GAP}\\d{3}|\\d{4} \\d{4}`, // and without
];
const PERSONAL = new RegExp(`(?<![\\d\\w])(?:${PATTERNS.join("|")})(?!\\d)`, "g");
const YEARS = /^(?:19|20)\d\d[\s\-–/]+(?:19|20)\d\d$/;
const FIGURE = /^\s*(?:kr|kroner|mill|prosent|%|zł|euro)/i;

/** The question with "[…]" for what looks like personal data; `null` when nothing does. */
export function masked(question) {
  const hidden = question.replace(PERSONAL, (found, at) => {
    const after = question.slice(at + found.length);
    return YEARS.test(found) || FIGURE.test(after) ? found : "[…]";
  });
  return hidden === question ? null : hidden;
}
