/** Pages of the codes P4xx: rules and settings that would not do what they seem to. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const RULE_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P401',
    summary: 'a limit measures what no order can change',
    meaning:
      "A limit says what must hold if the order were filled. The day's loss, for one, is the " +
      'same with the order as without it.',
    why:
      'Such a limit seems to stop losses and only denies orders after them. A trigger acts at ' +
      'the moment it happens.',
    avoid: 'limit day-loss day_pnl >= -$50',
    prefer: 'reduce-only day-loss when day_pnl < -$50 until > -$25',
    related: ['P402'],
  },
  {
    code: 'P402',
    summary: 'a trigger speaks of an order',
    meaning: 'Only a `limit` looks at an order; triggers look at what is, between orders.',
    why: 'When the trigger is judged there is no order, so it could never trip.',
    avoid: 'reduce-only big-order when order.notional > $100',
    prefer: 'limit big-order order.notional <= $100',
    related: ['P401'],
  },
  {
    code: 'P403',
    summary: 'the rule acts when things are safer',
    meaning:
      'Each measure has a side on which risk grows. This comparison trips on the other one. If ' +
      'that is what you want, say why with `because` and the warning is gone.',
    why: 'A comparison turned round stops trading on good days and lets the bad ones run.',
    avoid: 'reduce-only over-margin when margin_utilization < 80%',
    prefer: 'reduce-only over-margin when margin_utilization > 80%',
    related: ['P404', 'P406'],
  },
  {
    code: 'P404',
    summary: 'a signed measure is bounded on one side',
    meaning:
      'A long position is above zero, a short one below. `position <= 5 HYPE` lets any short ' +
      'position pass. Bars take the sign away.',
    why: 'The side without a bound is the one on which the account is lost.',
    avoid: 'limit position position <= 5 HYPE',
    prefer: 'limit position |position| <= 5 HYPE',
    related: ['P403', 'P115'],
  },
  {
    code: 'P405',
    summary: 'looser than the preset that is used',
    meaning:
      "A setting, or a rule with the name of a preset's rule, may tighten the preset and never " +
      'loosen it. To lift a rule or a setting for some time there is `waive`.',
    why: 'Whoever reads `use` relies on the preset: a line elsewhere must not take it back.',
    avoid: 'market HYPE {\n  leverage 10x\n}\n\nuse risk-manager-defaults',
    prefer: 'market HYPE {\n  leverage 3x\n}\n\nuse risk-manager-defaults',
    related: ['P411', 'P413'],
  },
  {
    code: 'P406',
    summary: '`until` can hold while `when` still does',
    meaning: 'The release must lie on the safe side of the trigger, with room between them.',
    why:
      'Otherwise the rule trips and releases at once, again and again, cancelling and quoting ' +
      'with each change.',
    avoid: 'reduce-only over-margin when margin_utilization > 80% until < 90%',
    prefer: 'reduce-only over-margin when margin_utilization > 80% until < 70%',
    related: ['P407', 'P408'],
  },
  {
    code: 'P407',
    summary: 'a short `until` has no left side here',
    meaning:
      'After a single comparison `until < 70%` speaks of the same measure. After `and` or `or` ' +
      'there are several, so the condition is written whole.',
    why: 'Released by the wrong one of two measures, the rule would end too early.',
    avoid: 'reduce-only trouble when spread > 40bps and mark < $20 until > $21',
    prefer: 'reduce-only trouble when spread > 40bps and mark < $20 until mark > $21',
    related: ['P406', 'P113'],
  },
  {
    code: 'P408',
    summary: 'a pause does not say how it ends',
    meaning: 'Add `until` with a condition, a time such as `30m later`, or `resumed`.',
    why: 'Whether quotes come back by themselves or by an operator must be decided beforehand.',
    avoid: 'pause stale-quotes when age(mark) > 7s',
    prefer: 'pause stale-quotes when age(mark) > 7s until <= 3s',
    related: ['P406', 'P409'],
  },
  {
    code: 'P409',
    summary: 'this kind of rule does not take the clause',
    meaning:
      'A kill has no `until`: it lasts until the operator re-arms. `then flatten` belongs to a ' +
      'kill or a pause, `for` and `until` to triggers.',
    why: 'A kill that ended by itself would resume trading without anyone having looked.',
    avoid: 'kill wide-market when spread > 400bps until < 100bps',
    prefer: 'pause wide-market when spread > 400bps until < 100bps',
    related: ['P408', 'P410'],
  },
  {
    code: 'P410',
    summary: 'the rule flattens when its own data is lost',
    meaning: 'The rule trips on lost data and then trades out of the position.',
    why:
      'Without a price the exit waits, and with an old one it trades far from the market. Let ' +
      'the kill cancel, and let a person decide about the position.',
    avoid: 'kill feed-lost when age(mark) > 30s then flatten',
    prefer: 'kill feed-lost when age(mark) > 30s',
    related: ['P409', 'P417'],
  },
  {
    code: 'P411',
    summary: 'the waiver has ended',
    meaning: 'At 00:00 UTC of its date the rule is back, in a running process too.',
    why: 'A line that waives nothing any more reads as if the rule were still off.',
    avoid:
      'use personal-aggressive\n' +
      'waive personal-aggressive.drawdown until 2026-11-01 because "moved funds"',
    prefer:
      'use personal-aggressive\n' +
      'waive personal-aggressive.drawdown until 2026-12-01 because "moved funds"',
    related: ['P412', 'P413'],
  },
  {
    code: 'P412',
    summary: 'the waiver lasts too long',
    meaning: 'A waiver lasts 92 days at most.',
    why: 'An exception without an end is a change of the policy: then write it as one.',
    avoid:
      'use personal-aggressive\n' +
      'waive personal-aggressive.drawdown until 2027-11-01 because "moved funds"',
    prefer:
      'use personal-aggressive\n' +
      'waive personal-aggressive.drawdown until 2026-12-01 because "moved funds"',
    related: ['P411', 'P413'],
  },
  {
    code: 'P413',
    summary: 'there is nothing to waive',
    meaning:
      'A waiver names a rule of a preset, `PRESET.RULE`, or a setting that has a tighter way, ' +
      '`PRESET.BLOCK.SETTING` (`firm.market.leverage`). What is built in always holds.',
    why: 'A waiver that missed its rule would leave it in force when nobody expects it.',
    avoid:
      'use personal-aggressive\n' +
      'waive personal-aggressive.draw-down until 2026-12-01 because "moved funds"',
    prefer:
      'use personal-aggressive\n' +
      'waive personal-aggressive.drawdown until 2026-12-01 because "moved funds"',
    related: ['P205', 'P411'],
  },
  {
    code: 'P414',
    summary: 'a setting that has no default is missing',
    meaning:
      'The venue, a market, its leverage, the address on a real venue, and `flatten-within` ' +
      'where a rule flattens must be written: a default would be a guess.',
    why: 'Leverage bounds the position. Nobody else can know how much you are willing to lose.',
    avoid: 'market HYPE {\n  margin cross\n}',
    prefer: 'market HYPE {\n  leverage 10x\n  margin cross\n}',
    related: ['P211', 'P415'],
  },
  {
    code: 'P415',
    summary: 'an anchor has nothing to start from',
    meaning:
      'Day and peak anchors need `initial-balance`, `day-reset` and `withdrawals` in `account`, ' +
      'as far as they use them.',
    why: 'A daily loss is counted from a moment. Without its clock the limit has no day.',
    avoid:
      'account {\n  initial-balance $1_000\n  withdrawals count-as-loss\n}\n\n' +
      'reduce-only loss when equity < day_start_equity - $50',
    prefer:
      'account {\n  initial-balance $1_000\n  day-reset 00:00 UTC\n' +
      '  withdrawals count-as-loss\n}\n\n' +
      'reduce-only loss when equity < day_start_equity - $50',
    related: ['P105', 'P106', 'P414'],
  },
  {
    code: 'P416',
    summary: 'no kill watches equity or balance',
    meaning: 'Nothing in the policy halts the account when money is lost.',
    why: 'Limits on single orders do not add up to a limit on the day: small losses repeat.',
    avoid:
      'policy maker\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill feed-lost when age(mark) > 30s',
    prefer:
      'policy maker\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900\nkill feed-lost when age(mark) > 30s',
    related: ['P417', 'P302'],
  },
  {
    code: 'P417',
    summary: 'no kill watches the age of data',
    meaning: 'Nothing in the policy halts the account when data stays away.',
    why:
      'Unknown values only hold new risk back, they never kill: a short gap would strand a ' +
      'position. How long a gap may last is for the policy to say.',
    avoid:
      'policy maker\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900',
    prefer:
      'policy maker\n\nvenue embedded\n\nmarket HYPE {\n  leverage 10x\n}\n\n' +
      'kill floor when equity < $900\nkill feed-lost when age(mark) > 30s',
    related: ['P416', 'P204', 'P410'],
  },
  {
    code: 'P418',
    summary: 'the rulebook was seen long ago',
    meaning: 'A rulebook says when its source was read. After 180 days somebody should look again.',
    why: 'Firms change their rules, and an account ends by the rules of today.',
    avoid: 'rulebook "The Firm" {\n  version "1"\n  source "their page"\n  seen 2026-01-02\n}',
    prefer: 'rulebook "The Firm" {\n  version "1"\n  source "their page"\n  seen 2026-11-02\n}',
    related: ['P411'],
  },
  {
    code: 'P419',
    summary: 'no objective to count',
    meaning:
      '`objectives_left` counts the objectives of the policy and its presets that are not met ' +
      'yet. It says nothing where there are none, and in an objective it would count itself.',
    why: 'Where nothing is asked for nothing is left, and the account passes with nothing done.',
    avoid: 'pause passed when objectives_left = 0 until resumed',
    prefer:
      'objective trading-days trading_days >= 4\n' +
      'pause passed when objectives_left = 0 until resumed',
    related: ['P415', 'P502'],
  },
];
