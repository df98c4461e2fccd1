/** The smallest part of a failing input that still fails, as far as cutting pieces out can find. */

/** At most this many attempts: a failing input is worth a few seconds, not more. */
const ATTEMPTS_LIMIT = 3000;

export function minimise(input: string, fails: (text: string) => boolean): string {
  let text = input;
  let attempts = 0;
  for (let size = Math.ceil(text.length / 2); size >= 1; size = Math.floor(size / 2)) {
    let at = 0;
    while (at < text.length && attempts < ATTEMPTS_LIMIT) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      attempts += 1;
      if (fails(shorter)) text = shorter;
      else at += size;
    }
  }
  return text;
}
