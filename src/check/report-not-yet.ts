/** What the language has and this version cannot run: refused, so that nothing is silently off. */
import type { ProblemList, Span } from '../diagnostic/index.js';

/** `what` begins the message: a word of the policy in backticks, or a phrase. */
export function reportNotYet(what: string, span: Span, hint: string, problems: ProblemList): void {
  problems.report('P119', span, `${what} is not in this version yet`, { hint });
}
