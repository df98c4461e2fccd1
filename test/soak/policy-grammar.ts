/**
 * A grammar of policies for making them up: `~name~` stands for one of the alternatives of that
 * name. The first alternative of each is a plain one, taken where nesting has gone deep enough.
 * Most of what comes out can be read; some of it makes no sense, on purpose.
 */
import type { Dice } from './dice.js';

const GRAMMAR: Readonly<Record<string, readonly string[]>> = {
  file: [
    '~plain~~soundrules~',
    '~plain~~soundrules~~soundrules~',
    '~plain~~soundrules~~lines~',
    'policy ~kebab~\n~top~~venue~\n~account~\n~market~\n~kills~~lines~',
    'policy ~kebab~\nlanguage 1\n~lets~venue embedded\n~account~\n~market~\n~kills~~lines~~tests~',
    'policy ~kebab~\n~uses~~venue~\n~account~\n~market~\n~lines~~blocks~~tests~',
    'preset ~kebab~\nlanguage 1\n~account~\n~rulebook~\n~lines~~phase~~tests~',
    'tests ~string~\n~tests~~tests~',
    '~lines~',
  ],
  plain: [
    'policy maker\nlanguage 1\n\nvenue embedded\n\naccount {\n  initial-balance $1_000\n' +
      '  day-reset 00:00 UTC\n  withdrawals count-as-loss\n}\n\n' +
      'market HYPE, BTC {\n  leverage 10x\n}\n\n' +
      'kill loss when equity < $900\nkill lost when age(mark) > 30s\n',
  ],
  soundrules: ['~soundrule~', '~soundrule~~soundrule~', '~soundrule~~soundrules~', '# why\n'],
  soundrule: [
    'reduce-only r~digit~~digit~ when ~sound~\n',
    'reduce-only r~digit~~digit~ when ~sound~ and ~sound~~dwell~\n',
    'reduce-only r~digit~~digit~ when (~sound~ or ~sound~)~break~and ~sound~\n',
    'pause r~digit~~digit~ when ~sound~ until resumed~why~\n',
    'kill r~digit~~digit~ when ~sound~~why~\n',
    'limit r~digit~~digit~ order.notional <= ~money~\n',
    'limit r~digit~~digit~ |position| <= margin_capacity and open_orders <= 9\n',
  ],
  digit: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  top: ['', 'language 1\n', 'language 2\n', '# first\n', '\n\n'],
  venue: ['venue embedded\n', 'venue hyperliquid mainnet\n', 'venue hyperliquid testnet  # t\n'],
  uses: [
    '',
    'use ftmo-challenge\n',
    'use ftmo-challenge phase challenge\n',
    'use personal-aggressive\n~waive~',
    'use hyrotrader phase ~kebab~\nuse risk-manager-defaults\n~waive~',
  ],
  waive: ['', 'waive personal-aggressive.daily-loss until 2026-12-15 because ~string~\n'],
  account: [
    'account {\n  initial-balance $1_000\n  day-reset 00:00 UTC\n  withdrawals count-as-loss\n}\n',
    'account {\n~accountline~~accountline~~accountline~~accountline~}\n',
    'account {  # head\n  initial-balance ~money~\n  day-reset 02:30 Europe/Prague\n' +
      '  withdrawals lower-anchors\n  flatten-within 1%\n}\n',
  ],
  accountline: [
    '  initial-balance ~money~\n',
    '  day-reset 00:00 Europe/Prague\n',
    '  day-reset 25:00 Mars/Base\n',
    '  withdrawals lower-anchors\n',
    '  dead-man-switch ~duration~ if-available\n',
    '  flatten-within ~percent~\n',
    '  existing-positions refuse\n',
    '  foreign-orders adopt\n',
    '  address 0x7c3f5e1a9b2d4c6f8e0a1b3c5d7e9f0a2b4c6de2\n',
    '  profitable-day ~amount~\n',
    '  # a comment\n',
    '\n',
  ],
  market: [
    'market HYPE {\n  leverage 10x\n}\n',
    'market BTC, HYPE {\n  leverage ~digits~x\n~inner~~inner~}\n',
    'market HYPE {\n  leverage 5x\n  margin isolated\n~inner~\n  ~quote~}\nmarket BTC {\n~inner~}\n',
    'market "xyz:TSLA" {\n  leverage 2x\n~inner~}\n',
    'market other {\n  leverage 2x\n}\n',
  ],
  inner: ['', '  ~rule~', '  ~rule~', '  # alone\n', '  leverage 3x\n', '\n'],
  blocks: ['', '~quote~', '~kelly~', '~quote~~kelly~~allocate~', 'stale-after {\n  mark 5s\n}\n'],
  quote: [
    'quote glft {\n  risk-aversion 0.05 per tick\n  volatility 2 ticks per sqrt-second\n' +
      '  intensity 0.1 per second\n  decay 0.4 per tick\n  levels 3\n}\n',
    'quote glft {\n  risk-aversion ~digits~ per $\n  levels ~digits~\n  volatility calibrated\n' +
      '  refresh ~duration~\n  unit-size ~size~\n  min-half-spread ~ratio~\n}\n',
  ],
  kelly: [
    'size kelly {\n  fraction 40%\n  risk-per-trade 1% of equity\n  history 30 trades\n' +
      '  atr 20 bars of 5m\n  stop-distance 2x atr\n}\n',
    'size kelly {\n  warm-up-risk ~percent~ of equity\n  max-drawdown ~percent~ with probability ~percent~\n' +
      '  correlation ~digits~\n  shrink-above ~digits~\n  grow-below 0.7\n  stop-distance ~ratio~\n}\n',
  ],
  allocate: [
    'allocate margin {\n  skew 0.2\n  per-side 30% to 70%\n}\n',
    'allocate margin {\n  method by-value\n  temperature ~percent~\n}\n',
  ],
  kills: [
    'kill loss when equity < $900\nkill lost when age(mark) > 30s\n',
    'kill loss when equity < day_start_equity - ~percent~ of day_start_equity\n',
    '',
  ],
  lets: ['', 'let ~snake~ = ~expr~\n', 'let cap = ~money~\nlet floor = 5% of cap + ~expr~\n'],
  lines: ['~rule~', '~rule~~rule~', '~rule~~rule~~rule~~lines~', '~rule~\n# note\n\n~lines~', ''],
  phase: ['', 'phase challenge, verification {\n  ~rule~  ~rule~}\n', 'phase funded {\n~kelly~}\n'],
  rulebook: [
    'rulebook ~string~ {\n  version ~string~\n  source "https://x.example/"\n' +
      '  seen 2026-11-02\n\n  ~rule~}\n',
    '',
  ],
  rule: [
    'limit ~kebab~ ~cond~~why~\n',
    'limit ~kebab~ ~limitcond~~why~\n',
    'limit ~kebab~ ~limitcond~ when ~cond~~why~\n',
    'reduce-only ~kebab~ when ~cond~~dwell~~until~~why~\n',
    'pause ~kebab~ when ~cond~~dwell~ until ~release~~flatten~~why~\n',
    'kill ~kebab~ when ~cond~~dwell~~flatten~~why~\n',
    'alert ~kebab~ when ~cond~~why~\n',
    'objective ~kebab~ ~cond~~why~\n',
  ],
  limitcond: [
    'order.notional <= $100',
    'order.notional <= min(~money~, ~percent~ of equity)',
    'order.price within ~percent~ of mark',
    'order.size <= ~size~',
    '|position| <= margin_capacity',
    'open_orders <= ~digits~',
    'orders <= ~digits~ per ~duration~',
    'order.duplicates <= 0 per 2s',
    'exposure <= ~percent~ of equity',
  ],
  cond: [
    '~atom~',
    '~atom~ and ~atom~',
    '~atom~~break~or ~atom~',
    '(~cond~)~break~and ~atom~',
    '~atom~',
    'during 22:00 to 02:00 UTC',
    'during fri 22:00 to sun 22:00 America/New_York',
  ],
  atom: [
    'equity < $900',
    '~sound~',
    '~sound~',
    '~expr~ ~comparator~ ~expr~',
    '~measure~ within ~percent~ of ~measure~',
    'age(~feed~) > ~duration~',
  ],
  sound: [
    'margin_utilization > ~percent~',
    'liquidation_buffer < ~ratio~',
    'position_value > ~money~',
    'equity < peak_equity - ~amount~',
    'equity < min(peak_balance - ~percent~ of initial_balance, initial_balance)',
    'spread > ~ratio~',
    '|position| > ~digits~ * margin_capacity',
    'open_orders >= ~digits~',
    'consecutive_errors >= ~digits~',
    'day_pnl < -~money~',
  ],
  comparator: ['<', '<=', '>', '>=', '=', '==', '< <'],
  expr: [
    '~measure~',
    '~literal~',
    '~expr~ + ~expr~',
    '~expr~ - ~expr~',
    '~expr~ * ~literal~',
    '~expr~ / ~measure~',
    '(~expr~)',
    '-~measure~',
    '|~measure~ - ~literal~|',
    'min(~expr~, ~expr~)',
    'max(~expr~,~break~~expr~)',
    '~percent~ of ~measure~',
    'cap',
  ],
  literal: ['5', '~money~', '~percent~', '~ratio~', '~size~', '~duration~', '~digits~'],
  amount: ['$800', '~money~', '~percent~ of initial_balance'],
  money: ['$1_000', '$5', '$0', '$27.11', '$250_000.50', '$007', '$1234567890123456789'],
  percent: ['5%', '80%', '0.5%', '100%', '150%', '-3%'],
  ratio: ['0.5', '40bps', '2x', '50%', '1.1'],
  size: ['12 HYPE', '0.5 BTC', '3 kPEPE', '2 "xyz:TSLA"', '7 hype'],
  duration: ['10s', '250ms', '30m', '4h', '2d', '31d', '1h30m', '0.5ms'],
  digits: ['3', '0', '10', '500', '2_000', '1_00', '0.25', '18.000000000000000001'],
  measure: [
    'equity',
    'balance',
    'exposure',
    'order.notional',
    'HYPE.position',
    'account.unrealized_pnl',
    '"xyz:TSLA".mark',
    'position',
    'mark',
    'peak_equity',
    'equty',
    'trading_days',
    'objectives_left',
    'profitable_days',
    'account.equity',
  ],
  feed: ['mark', 'book', 'account', 'stream', 'limits', 'marc'],
  dwell: ['', '', ' for ~duration~'],
  until: ['', ' until ~release~'],
  release: [
    'resumed',
    '< 70%',
    '>= ~literal~ for 10s',
    '30m later',
    'resumed after 30m',
    'day reset',
    '~sound~',
  ],
  flatten: ['', '', '~break~then flatten'],
  why: ['', '', '~break~because ~string~'],
  break: [' ', ' ', '\n  ', '  # why\n  ', '\n# alone\n  '],
  string: ['"a reason"', '"so it # goes"', '"é ü"', '""'],
  kebab: ['daily-loss', 'order-notional', 'feed-lost', 'x1', 'over-3', 'when', 'BadName'],
  snake: ['cap', 'floor', 'my_let', 'equity'],
  tests: ['', '~test~', '~test~~test~'],
  test: [
    'test "it holds" {\n  given equity $10_000\n  expect state active\n}\n',
    'test ~string~ {\n~testline~~testline~~testline~  expect ~expectation~\n}\n',
  ],
  testline: [
    '  given HYPE.mark $27.11\n',
    '  given ~measure~ ~literal~, ~measure~ stale\n',
    '  start 2026-11-02 23:29 Europe/Prague\n',
    '  series HYPE.mark every 1s $27.11 times 10, silent\n',
    '  at ~duration~ set ~measure~ ~literal~\n',
    '  at ~duration~ expect ~expectation~\n',
    '  submit ~order~\n',
    '  fill ~order~\n',
    '  operator ~operator~\n',
    '  restart\n',
    '  # note\n',
  ],
  operator: ['pause', 'resume', 'kill', 're-arm', 'sing'],
  order: ['buy 3 HYPE at $27.00', 'sell ~size~ at ~money~ times 3', 'buy ~size~ at $5 stop $4'],
  expectation: [
    'state active',
    'state reducing in HYPE',
    'no kill daily-loss',
    'reduce-only ~kebab~',
    'unknown ~kebab~',
    'room daily-loss ~money~',
    'allow ~order~',
    'deny ~order~ by HYPE.order-notional',
    'clip ~order~ to 12 HYPE',
    'refuse re-arm',
    'objective ~kebab~ met',
    'limit ~kebab~',
  ],
};

const DEPTH_LIMIT = 7;

/** One policy, most of which can be read. */
export function makeUpPolicy(dice: Dice): string {
  return expand('file', dice, 0);
}

/** One piece of a policy, to put where it may not belong. */
export function makeUpPiece(dice: Dice): string {
  return expand(dice.pick(Object.keys(GRAMMAR)), dice, 3);
}

function expand(name: string, dice: Dice, depth: number): string {
  const alternatives = GRAMMAR[name] ?? [''];
  const chosen = depth > DEPTH_LIMIT ? (alternatives[0] ?? '') : dice.pick(alternatives);
  return chosen.replace(/~([a-z]+)~/gu, (_, inner: string) => expand(inner, dice, depth + 1));
}
