/** A private key in a policy is a private key in every log and repository the policy reaches. */
import type { ProblemList } from '../diagnostic/index.js';

/** 32 bytes in hex, in code and comments alike. */
const SECRET = /(?<![0-9A-Za-z])(?:0x)?[0-9a-fA-F]{64}(?![0-9A-Za-z])/gu;

export function reportSecrets(source: string, problems: ProblemList): void {
  for (const match of source.matchAll(SECRET)) {
    const span = { start: match.index, end: match.index + match[0].length };
    problems.report('P117', span, 'this looks like a private key', {
      hint: 'take it out and replace the key: what stood in a file once is known',
    });
  }
}
