/** Random policies as people might type them: any spacing, clauses on lines of their own, comments. */
import * as fc from 'fast-check';

const name = fc
  .tuple(fc.constantFrom('daily', 'order', 'feed', 'x1', 'over'), fc.nat({ max: 99 }))
  .map(([word, number]) => `${word}-rule-${number}`);
const space = fc.constantFrom(' ', ' ', '  ', '      ');
const digits = fc.constantFrom('0', '5', '27.11', '1000', '1_000', '25000.5', '0.000001');
const literal = fc.oneof(
  digits,
  digits.map((text) => `$${text}`),
  digits.map((text) => `${text}%`),
  digits.map((text) => `${text}bps`),
  digits.map((text) => `${text}x`),
  fc.constantFrom('12 HYPE', '0.5 BTC', '3 kPEPE', '2 "xyz:TSLA"', '10s', '250ms', '4h'),
);
const measure = fc.constantFrom(
  'equity',
  'position',
  'order.notional',
  'HYPE.position',
  'account.unrealized_pnl',
  '"xyz:TSLA".mark',
  'age(mark)',
  'no_such_measure',
);

const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small' },
    literal,
    measure,
    tie('expression').map((text) => `( ${text})`),
    tie('expression').map((text) => `min(${text} ,${text})`),
    fc.tuple(measure, literal).map(([a, b]) => `|${a.replace('age(mark)', 'mark')}+ ${b}|`),
    fc.tuple(digits, measure).map(([a, b]) => `${a}% of  ${b}`),
    tie('atom').map((text) => `-${text}`),
  ),
  expression: fc.oneof(
    { depthSize: 'small' },
    tie('atom'),
    fc
      .tuple(tie('atom'), fc.constantFrom('+', ' - ', '*', ' / '), tie('expression'))
      .map(([left, operator, right]) => `${left}${operator}${right}`),
  ),
}));

const comparison = fc.oneof(
  fc
    .tuple(expression, space, fc.constantFrom('<', '<=', '>', '>=', '='), expression)
    .map(([left, gap, comparator, right]) => `${left}${gap}${comparator}${right}`),
  fc.tuple(measure, expression).map(([left, right]) => `${left} within 5% of (${right})`),
  fc.constantFrom(
    'orders<=10  per 1m',
    'order.duplicates <= 0 per 2s',
    'during 22:00 to  23:30 Europe/Prague',
    'during Friday 22:00 to sunday 23:00 UTC',
    'during 2026-12-24 00:00 to 2026-12-26 00:00 America/New_York',
  ),
);
/** Where a line may break inside a statement, with or without a word about it. */
const lineBreak = fc.constantFrom(' ', ' ', '\n  ', '  # why\n  ', '\n# alone\n');
const condition = fc
  .tuple(
    fc.array(comparison, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('and', 'or'),
    lineBreak,
  )
  .map(([parts, word, gap]) => parts.join(`${gap}${word} `));
const clause = fc.constantFrom(
  '',
  'for 5s',
  'until < 70%',
  'until >= 0.6 for 10s',
  'until 30m later',
  'until resumed after 30m',
  'until day reset',
  'then flatten',
  'because "so  it # goes"',
);
const rule = fc.oneof(
  fc
    .tuple(name, space, condition, lineBreak)
    .map(([named, gap, holds, broken]) => `limit${gap}${named}${gap}${holds}${broken}because "x"`),
  fc
    .tuple(name, condition, lineBreak, condition)
    .map(([named, holds, broken, applies]) => `limit ${named} ${holds}${broken}when ${applies}`),
  fc.tuple(name, space, condition).map((parts) => `objective ${parts.join(' ')}`),
  fc
    .tuple(
      fc.constantFrom('reduce-only', 'pause', 'kill', 'alert'),
      name,
      lineBreak,
      condition,
      clause,
    )
    .map(
      ([effect, named, gap, holds, end]) =>
        `${effect} ${named}${gap}when ${holds}${gap === ' ' ? ' ' : '\n'}${end}`,
    ),
);
const setting = fc.constantFrom(
  'leverage 10x',
  'margin   isolated',
  'levels 3  # three',
  'risk-aversion 0.05 per tick',
  'volatility $0.003 per sqrt-second',
  'refresh   250ms',
  'nonsense a , b ; c',
  'risk-per-trade 0.25%  of equity',
  'history 30   trades',
  'atr 20 bars of 5m',
  'max-drawdown 10% with probability 5%',
  'stop-distance  2x atr',
  'volatility calibrated',
  'version "2026-11"  # seen',
  'seen 2026-11-02',
  'day-reset 00:30 Europe/Prague',
);
const lines = fc.array(fc.oneof(setting, fc.constantFrom('# note', '', '\n')), { maxLength: 4 });
const block = fc.oneof(
  lines.map((body) => ['quote glft  {', ...body, '}'].join('\n')),
  lines.map((body) => ['account {  # head', ...body, '}'].join('\r\n')),
  fc
    .tuple(lines, rule)
    .map(([body, inner]) => ['market HYPE ,BTC {', ...body, inner.trim(), '}  # end'].join('\n')),
);
const given = fc.constantFrom(
  'HYPE.mark $27.11',
  'HYPE.position   -12 HYPE',
  'equity stale',
  'margin_used missing',
  'consecutive_losses 3',
  '"xyz:TSLA".mark $1000',
);
const givens = fc
  .tuple(fc.array(given, { minLength: 1, maxLength: 9 }), fc.constantFrom(', ', ' ,', ',\n  '))
  .map(([items, comma]) => items.join(comma));
const order = fc.constantFrom(
  'buy 3 HYPE at $27.00',
  'sell  0.5 BTC at $99900 stop $101_000',
  'buy 2 "xyz:TSLA" at $300',
);
const path = fc.constantFrom('daily-loss', 'HYPE.order-notional', 'ftmo.max-loss', 'kPEPE.size');
const expectation = fc.oneof(
  order.map((text) => `allow ${text}`),
  fc.tuple(order, path).map(([text, by]) => `deny ${text} by  ${by}`),
  order.map((text) => `clip ${text} to 12 HYPE`),
  fc.tuple(fc.constantFrom('', 'no '), path).map(([no, of]) => `${no}kill ${of}`),
  path.map((of) => `room ${of} -$15159.09`),
  path.map((of) => `unknown ${of}`),
  path.map((of) => `objective ${of} met`),
  fc.constantFrom('state reducing in HYPE', 'state  halted', 'refuse re-arm'),
);
const testLine = fc.oneof(
  givens.map((text) => `given ${text}`),
  givens.map((text) => `at 2m set ${text}`),
  expectation.map((text) => `expect ${text}  # so`),
  expectation.map((text) => `at 250ms expect  ${text}`),
  order.map((text) => `submit ${text} times 3`),
  order.map((text) => `at 1s fill ${text}`),
  fc.constantFrom(
    'start 2026-11-02 23:29 Europe/Prague',
    'series HYPE.mark every 1s $27.11 times 10,  $28, silent',
    'operator re-arm',
    'restart',
    '# note',
    '',
  ),
);
const test = fc
  .array(testLine, { maxLength: 5 })
  .map((body) => ['test "what is  expected" {', ...body, '}  # end'].join('\n'));
const phase = fc
  .array(
    fc.oneof(
      rule.map((text) => text.trim()),
      block.filter((text) => !text.startsWith('market')),
      test,
    ),
    { maxLength: 2 },
  )
  .map((body) => ['phase challenge ,funded {', ...body, '}'].join('\n'));
const rulebook = fc
  .tuple(lines, rule, phase)
  .map(([body, inner, nested]) =>
    ['rulebook "The  Firm" {', ...body, inner.trim(), nested, '}'].join('\n'),
  );
const statement = fc.oneof(
  { weight: 6, arbitrary: rule },
  { weight: 2, arbitrary: block },
  lines.map((body) => ['size   kelly {', ...body, '}'].join('\n')),
  test,
  phase,
  rulebook,
  expression.map((value) => `let some_floor  =${value}`),
  fc.constantFrom(
    'venue embedded',
    '# a comment',
    '\n\n',
    'language  1 # one',
    'use ftmo-2-step  phase challenge',
    'use "own.policy"',
    'waive ftmo.daily-loss\n  until 2026-12-15 # why\n  because "a drill"',
    'waive ftmo.account.withdrawals until 2026-12-15 because "x"',
  ),
);

/** The text of a policy that can be read whole, though it need not make sense. */
export const policyText: fc.Arbitrary<string> = fc
  .constantFrom('policy   generated', 'preset generated', 'tests  "generated.policy"')
  .chain((header) =>
    fc
      .array(statement, { maxLength: 6 })
      .map((parts) => [header, ...parts.map((part) => part.trim()), ''].join('\n')),
  );
