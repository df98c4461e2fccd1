/** Pages of the codes P2xx: names that mean nothing here, or mean two things. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const NAME_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P201',
    summary: 'there is no measure of this name',
    meaning:
      'Measures have fixed names with underscores, such as `margin_utilization` or ' +
      '`order.notional`. The help line names the nearest one.',
    why: 'A measure that does not exist has no value, and its rule would never trip.',
    avoid: 'reduce-only over-margin when margin_utilisation > 80%',
    prefer: 'reduce-only over-margin when margin_utilization > 80%',
    related: ['P202', 'P204'],
  },
  {
    code: 'P202',
    summary: 'the measure does not take this prefix',
    meaning:
      'A measure of a market takes a coin (`HYPE.mark`), some have a sum over all markets ' +
      '(`account.open_orders`), a measure of the account stands alone (`equity`).',
    why: 'There is one equity, shared by all markets: `HYPE.equity` would promise a part of it.',
    avoid: 'reduce-only loss when HYPE.equity < $900',
    prefer: 'reduce-only loss when equity < $900',
    related: ['P201', 'P203'],
  },
  {
    code: 'P203',
    summary: 'the market is not declared',
    meaning: 'Each market that rules speak of has a `market` block with its `leverage`.',
    why: 'An undeclared market is not traded and not watched: a rule on it would see nothing.',
    avoid: 'reduce-only crash when BTC.mark < $50_000',
    prefer: 'market HYPE, BTC {\n  leverage 5x\n}\n\nreduce-only crash when BTC.mark < $50_000',
    related: ['P202', 'P307'],
  },
  {
    code: 'P204',
    summary: 'there is no such feed',
    meaning: '`age` takes a feed, not a measure: `mark`, `book`, `account`, `stream` or `limits`.',
    why: 'A kill on lost data must watch the feed that is really there.',
    avoid: 'kill feed-lost when age(equity) > 30s',
    prefer: 'kill feed-lost when age(account) > 30s',
    related: ['P201', 'P417'],
  },
  {
    code: 'P205',
    summary: 'there is no such preset',
    meaning:
      '`use NAME` takes a preset of the library, `use "FILE.policy"` a file beside the policy. ' +
      'Its first line is `preset NAME`.',
    why: 'A policy that ran without the rules it relies on would be looser than it looks.',
    avoid: 'use personal-agressive',
    prefer: 'use personal-aggressive',
    related: ['P206', 'P207'],
  },
  {
    code: 'P206',
    summary: 'the preset has no such phase',
    meaning: 'A phase adds rules to a preset. The help line names the phases that there are.',
    why: 'Each phase of a firm has limits of its own, and the wrong ones protect nothing.',
    avoid: 'use hyrotrader phase fixt',
    prefer: 'use hyrotrader phase fixed',
    related: ['P205', 'P207'],
  },
  {
    code: 'P207',
    summary: 'the preset has phases: say which',
    meaning: 'A preset with phases is used for one of them: `use NAME phase PHASE`.',
    why: 'No phase is the safe one to take for granted: their limits differ both ways.',
    avoid: 'use hyrotrader',
    prefer: 'use hyrotrader phase trailing',
    related: ['P205', 'P206'],
  },
  {
    code: 'P208',
    summary: 'two things here have the same name',
    meaning: 'Two rules, two settings or two blocks have one name in the same place.',
    why:
      'Which of two limits holds must not depend on which line comes last, and a denial must ' +
      'name one line.',
    avoid:
      'limit order-notional order.notional <= $100\nlimit order-notional order.notional <= $900',
    prefer: 'limit order-notional order.notional <= $100',
    related: ['P111'],
  },
  {
    code: 'P209',
    summary: 'a let has the name of a measure',
    meaning: 'A `let` gives a figure a name of its own; it cannot give a measure another meaning.',
    why: 'Whoever reads `equity` in a rule must be able to rely on what it means everywhere.',
    avoid: 'let equity = $900\nreduce-only low when balance < equity',
    prefer: 'let floor = $900\nreduce-only low when balance < floor',
    related: ['P201', 'P208', 'P210'],
  },
  {
    code: 'P210',
    summary: 'a let is used above its definition',
    meaning: 'A `let` is known from the line below it to the end of the file.',
    why: 'A policy is read from the top: what a rule says must be known where it stands.',
    avoid: 'reduce-only low when balance < floor\nlet floor = $900',
    prefer: 'let floor = $900\nreduce-only low when balance < floor',
    related: ['P201', 'P505'],
  },
  {
    code: 'P211',
    summary: 'the block has no such setting',
    meaning: 'Each block has settings of its own. The help line names the nearest, or all of them.',
    why: 'A misspelt setting that was skipped would leave the looser value in force.',
    avoid: 'market HYPE {\n  leverage 10x\n  margn isolated\n}',
    prefer: 'market HYPE {\n  leverage 10x\n  margin isolated\n}',
    related: ['P310', 'P414'],
  },
  {
    code: 'P212',
    summary: 'presets use each other in a circle',
    meaning: 'A preset may use others, three deep at most, but never itself.',
    why: 'Rules that are there because of themselves have no place to be read.',
    avoid: 'preset ring\n\nuse ring',
    prefer: 'preset ring\n\nuse personal-aggressive',
    related: ['P205', 'P702'],
  },
  {
    code: 'P213',
    summary: 'there is no rule of this name',
    meaning:
      'A path names a rule: `order-notional`, `HYPE.position` inside a market, or what is built ' +
      'in, such as `builtin.margin-capacity`. A test may leave the market out.',
    why: 'A test on a rule that is not there would prove nothing.',
    avoid: 'test "a" {\n  expect no kill loss-flor\n}',
    prefer: 'test "a" {\n  expect no kill loss-floor\n}',
    related: ['P201', 'P208'],
  },
];
