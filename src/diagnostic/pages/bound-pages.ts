/** Pages of the codes P7xx and P8xx: what is too large, and what cannot be read at all. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const BOUND_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P701',
    summary: 'the file is longer than 131,072 characters',
    meaning: 'A policy has at most 128 KiB of text, comments included.',
    why: 'The time that an order waits for its verdict is bounded because the policy is.',
    avoid: null,
    prefer: '# say in one rule what holds for all markets\nlimit open-orders open_orders <= 10',
    related: ['P702'],
  },
  {
    code: 'P702',
    summary: 'there are too many of something, or too deep',
    meaning:
      'At most 1,024 rules, 32 markets, parentheses 8 deep, texts of 200 characters, durations ' +
      'of 30d, 18 digits. Of lines that cannot be read 200 are told.',
    why: 'Each bound keeps the time and memory of a verdict known beforehand.',
    avoid: 'pause errors when consecutive_errors >= 5 until 45d later',
    prefer: 'pause errors when consecutive_errors >= 5 until resumed',
    related: ['P701', 'P107'],
  },
  {
    code: 'P801',
    summary: 'the file cannot be read',
    meaning: 'There is no such file, or it may not be read. The exit code is 2.',
    why: 'A check that passes because it read nothing would be worth less than none.',
    avoid: '$ mm-policy check policies/dmo.policy',
    prefer: '$ mm-policy check policies/demo.policy',
    related: ['P701', 'P802'],
  },
  {
    code: 'P802',
    summary: 'the policy is of a newer language',
    meaning: 'The `language` line names a version that this tool does not know.',
    why: 'A newer language may mean something else by the same words, so nothing is guessed.',
    avoid:
      'policy maker\nlanguage 2\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900\nkill feed-lost when age(mark) > 30s',
    prefer:
      'policy maker\nlanguage 1\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900\nkill feed-lost when age(mark) > 30s',
    related: ['P116'],
  },
];
