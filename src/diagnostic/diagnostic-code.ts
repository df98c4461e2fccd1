/** Every problem that a policy can have: a number for ever, a name, and how grave it is. */

export type Severity = 'error' | 'warning';

interface CodeEntry {
  readonly name: string;
  readonly severity: Severity;
}

/**
 * P1xx text, P2xx names, P3xx units, P4xx rules and settings, P5xx rules without effect, P6xx
 * tests, P7xx limits, P8xx not run.
 */
export const DIAGNOSTIC_CODES = {
  P101: { name: 'unexpected-token', severity: 'error' },
  P102: { name: 'unfinished-string', severity: 'error' },
  P103: { name: 'bad-character', severity: 'error' },
  P104: { name: 'bad-number', severity: 'error' },
  P105: { name: 'bad-date', severity: 'error' },
  P106: { name: 'unknown-zone', severity: 'error' },
  P107: { name: 'bad-duration', severity: 'error' },
  P108: { name: 'two-statements', severity: 'error' },
  P109: { name: 'unclosed-block', severity: 'error' },
  P110: { name: 'unknown-statement', severity: 'error' },
  P111: { name: 'bad-name', severity: 'error' },
  P112: { name: 'chained-comparison', severity: 'error' },
  P113: { name: 'mixed-and-or', severity: 'error' },
  P114: { name: 'operator-spacing', severity: 'error' },
  P115: { name: 'nested-bars', severity: 'error' },
  P116: { name: 'header-missing', severity: 'error' },
  P117: { name: 'secret-in-policy', severity: 'error' },
  P118: { name: 'statement-not-here', severity: 'error' },
  P119: { name: 'not-yet', severity: 'error' },
  P201: { name: 'unknown-measure', severity: 'error' },
  P202: { name: 'wrong-scope', severity: 'error' },
  P203: { name: 'unknown-market', severity: 'error' },
  P204: { name: 'unknown-feed', severity: 'error' },
  P208: { name: 'duplicate-name', severity: 'error' },
  P209: { name: 'name-taken', severity: 'error' },
  P210: { name: 'let-before-use', severity: 'error' },
  P211: { name: 'unknown-setting', severity: 'error' },
  P213: { name: 'unknown-rule', severity: 'error' },
  P301: { name: 'dimension-mismatch', severity: 'error' },
  P302: { name: 'percent-of-what', severity: 'error' },
  P303: { name: 'level-against-amount', severity: 'error' },
  P304: { name: 'levels-added', severity: 'error' },
  P305: { name: 'basis-mismatch', severity: 'error' },
  P306: { name: 'unit-missing', severity: 'error' },
  P307: { name: 'unit-of-another-market', severity: 'error' },
  P308: { name: 'events-need-rate', severity: 'error' },
  P309: { name: 'equals-needs-count', severity: 'error' },
  P310: { name: 'setting-type', severity: 'error' },
  P401: { name: 'limit-without-order', severity: 'error' },
  P402: { name: 'order-outside-limit', severity: 'error' },
  P403: { name: 'wrong-side', severity: 'warning' },
  P404: { name: 'signed-measure', severity: 'warning' },
  P406: { name: 'until-overlaps', severity: 'error' },
  P407: { name: 'until-needs-condition', severity: 'error' },
  P408: { name: 'until-missing', severity: 'error' },
  P409: { name: 'clause-not-here', severity: 'error' },
  P410: { name: 'flatten-blind', severity: 'warning' },
  P414: { name: 'setting-missing', severity: 'error' },
  P415: { name: 'anchor-undefined', severity: 'error' },
  P416: { name: 'no-loss-kill', severity: 'warning' },
  P417: { name: 'no-data-kill', severity: 'warning' },
  P501: { name: 'never-true', severity: 'warning' },
  P502: { name: 'always-true', severity: 'warning' },
  P503: { name: 'shadowed', severity: 'warning' },
  P504: { name: 'never-releases', severity: 'warning' },
  P505: { name: 'unused-let', severity: 'warning' },
  P507: { name: 'contradictory-limits', severity: 'warning' },
  P508: { name: 'kill-before-reduce', severity: 'warning' },
  P601: { name: 'given-computed', severity: 'error' },
  P602: { name: 'given-twice', severity: 'error' },
  P603: { name: 'time-backwards', severity: 'error' },
  P604: { name: 'no-expectation', severity: 'error' },
  P605: { name: 'contradictory-facts', severity: 'error' },
  P701: { name: 'file-too-large', severity: 'error' },
  P702: { name: 'too-many', severity: 'error' },
  P801: { name: 'cannot-read', severity: 'error' },
  P802: { name: 'unsupported-language', severity: 'error' },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
