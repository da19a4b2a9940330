/** Text from a peer made fit for a message: printable ASCII, short. */
export function sanitize(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, 120);
}
