/** `--faults`: what the venue can be told to have; the room that knows more is loaded later. */
import type { FaultName } from '../loopback/index.js';

/** In the order of the help: as it is by default, and what it is. */
export const FAULT_TEXTS: Readonly<Record<FaultName, readonly [string, string]>> = {
  'lost-reply': ['2%/5s', 'done, but the reply never comes'],
  delay: ['2%/1500ms', 'a request, a reply or all streams stand still'],
  reorder: ['10%/500ms', 'fills before their orders, and the like'],
  'too-many-requests': ['2%', 'HTTP 429, nothing is done'],
  'server-error': ['2%', 'HTTP 500 to 504; it may have been done'],
  'partial-batch': ['2%', 'an order is refused, others beside it are not'],
  'fill-without-cloid': ['30%', 'a fill does not name its cloid'],
  'unknown-oid': ['20%', 'orderStatus does not know a live order'],
  'dropped-socket': ['1m/3s', 'what sockets say is lost, then they are cut'],
  'stale-book': ['90s/15s', 'books stand still on an open socket'],
  'stale-state': ['1m/5s', 'clearinghouseState is that of a while ago'],
  upgrade: ['5m/30s', 'cut, then HTTP 502, then post-only orders alone'],
  crash: ['5m/10s', 'cut, nothing listens, then it is back'],
  'late-action': ['1%/12s', 'HTTP 504, and done later, if it has not expired'],
};

const LINES = Object.entries(FAULT_TEXTS).map(
  ([name, [usual, what]]) => `  ${name.padEnd(20)}${usual.padEnd(11)}${what}`,
);

export const FAULTS_HELP = `Faults, each as it is with \`--faults all\`:
${LINES.join('\n')}
A share strikes single messages, a time comes about that often; after the slash it says for how
long at most. Write NAME, NAME=5%/2s, NAME=2m/10s, NAME@90s (once), NAME=off, from=10s (none before
that), with commas between them. The seed decides, on the venue's clock.`;
