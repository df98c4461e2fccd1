/** Pages of the codes P110 to P118: words and signs in a form that the language does not have. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const FORM_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P110',
    summary: 'the first word begins no statement',
    meaning:
      'A line begins with what it is: `limit`, `reduce-only`, `pause`, `kill`, `alert`, or the ' +
      'name of a block. Lower case counts.',
    why: 'A misspelt `kill` that was skipped in silence would be a kill that never comes.',
    avoid: 'limits order-notional order.notional <= $100',
    prefer: 'limit order-notional order.notional <= $100',
    related: ['P101', 'P118'],
  },
  {
    code: 'P111',
    summary: 'a name is not written as names are',
    meaning:
      'Rules and policies have names in lower case with hyphens, at most 48 characters, and no ' +
      'word of the language such as `when` or `age`.',
    why:
      'Names stand in the journal, in denials and in waivers for years. One form means that a ' +
      'search finds them all.',
    avoid: 'limit Order_Notional order.notional <= $100',
    prefer: 'limit order-notional order.notional <= $100',
    related: ['P208', 'P114'],
  },
  {
    code: 'P112',
    summary: 'a comparison has two sides, not three',
    meaning: 'Write two comparisons with `and` between them.',
    why:
      'Some languages read `a < b < c` as both comparisons, some compare the truth of the first ' +
      'with `c`. A limit must not depend on which one its author knows.',
    avoid: 'limit order-size 1 HYPE <= order.size <= 5 HYPE because "venue minimum"',
    prefer: 'limit order-size order.size >= 1 HYPE and order.size <= 5 HYPE because "lot"',
    related: ['P113'],
  },
  {
    code: 'P113',
    summary: '`and` and `or` need parentheses between them',
    meaning: 'Where both words stand in one condition, parentheses say which comes first.',
    why:
      'The two readings trip at different moments. Written out, author and reviewer see the same ' +
      'rule.',
    avoid: 'reduce-only trouble when spread > 40bps and mark < $20 or exposure > $5_000',
    prefer: 'reduce-only trouble when (spread > 40bps and mark < $20) or exposure > $5_000',
    related: ['P112', 'P407'],
  },
  {
    code: 'P114',
    summary: 'a minus needs a space on either side',
    meaning: 'Names of rules and settings contain hyphens, so a minus is told by its spaces.',
    why: 'Without them a loss floor could be read as the name of something else.',
    avoid: 'reduce-only loss when equity < day_start_equity-$100',
    prefer: 'reduce-only loss when equity < day_start_equity - $100',
    related: ['P111', 'P103'],
  },
  {
    code: 'P115',
    summary: 'bars stand inside bars',
    meaning:
      'The size without its sign is written `|position|`. Inside bars only measures and numbers ' +
      'stand, added or subtracted.',
    why: 'With bars inside bars nobody can say which one opens and which one closes.',
    avoid: 'limit position |position + |position|| <= 5 HYPE',
    prefer: 'limit position |position| <= 5 HYPE',
    related: ['P404', 'P101'],
  },
  {
    code: 'P116',
    summary: 'the file does not begin with its name',
    meaning: 'The first line is `policy NAME`; comments may stand above it.',
    why: 'The name goes into the journal with every decision: it says which policy decided.',
    avoid:
      'venue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900\nkill feed-lost when age(mark) > 30s',
    prefer:
      'policy maker\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900\nkill feed-lost when age(mark) > 30s',
    related: ['P111', 'P802'],
  },
  {
    code: 'P117',
    summary: 'something looks like a private key',
    meaning:
      'Sixty-four hex digits stand in the file, in a comment or in a value. A policy names the ' +
      'address of an account and never a key.',
    why:
      'Policies are reviewed, copied and kept in version control. Whoever has read the key can ' +
      'trade with the account, so replace the key as well: taking the line out is not enough.',
    avoid: `# signer 0x${'ab12'.repeat(16)}`,
    prefer: '# the signer is the approved agent wallet',
    related: ['P310'],
  },
  {
    code: 'P118',
    summary: 'a statement cannot stand in this block',
    meaning: 'A block takes its own settings and, in a market, rules. The rest stands outside.',
    why: 'A venue inside one market would suggest that each market may have another one.',
    avoid: 'market HYPE {\n  leverage 10x\n  venue embedded\n}',
    prefer: 'venue embedded\n\nmarket HYPE {\n  leverage 10x\n}',
    related: ['P109', 'P211'],
  },
];
