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
);
const lines = fc.array(fc.oneof(setting, fc.constantFrom('# note', '', '\n')), { maxLength: 4 });
const block = fc.oneof(
  lines.map((body) => ['quote glft  {', ...body, '}'].join('\n')),
  lines.map((body) => ['account {  # head', ...body, '}'].join('\r\n')),
  fc
    .tuple(lines, rule)
    .map(([body, inner]) => ['market HYPE ,BTC {', ...body, inner.trim(), '}  # end'].join('\n')),
);
const statement = fc.oneof(
  { weight: 4, arbitrary: rule },
  block,
  fc.constantFrom('venue embedded', '# a comment', '\n\n', 'language  1 # one'),
);

/** The text of a policy that can be read whole, though it need not make sense. */
export const policyText: fc.Arbitrary<string> = fc
  .array(statement, { maxLength: 6 })
  .map((parts) => ['policy   generated', ...parts.map((part) => part.trim()), ''].join('\n'));
