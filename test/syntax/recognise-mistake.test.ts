import { describe, expect, it } from 'vitest';
import { formatPolicyText } from '../../src/syntax/index.js';

interface Answer {
  readonly code: string;
  readonly marked: string;
  readonly hint: string | null;
}

/** What is said of one wrong line. */
function answersTo(line: string): readonly Answer[] {
  const source = `policy a\n${line}\n`;
  return formatPolicyText('a.policy', source).diagnostics.map(({ code, hint, spans }) => ({
    code,
    marked: source.slice(spans[0]?.start, spans[0]?.end),
    hint,
  }));
}

describe('a line with a slip of the pen', () => {
  it.each([
    ['limit a order.price => $5', 'P101', '=>', 'write `>=`'],
    ['limit a order.price == $5', 'P101', '==', 'write `=`'],
    ['limit a order.price != $5', 'P101', '!=', 'there are `<`, `<=`'],
    ['limit a order.price < < $5', 'P101', '<', 'here may stand'],
    ['limit a order.price < $5 < $6', 'P112', '<', 'two comparisons'],
    ['limit a order.price < .5', 'P104', '.5', '`0.5`'],
    ['limit a order.notional < $5k', 'P104', '$5k', 'may end in'],
    ['limit a order.notional < 1,234,567', 'P104', '1,234,567', '`1_234_567`'],
    ['limit a order.size < 5 hype', 'P101', 'hype', '`12 HYPE`'],
    ['kill a when age(mark) > 1h30m', 'P107', '1h30m', '`90m`'],
    ['kill a if equity < $5', 'P101', 'if', '`kill NAME when …`'],
    ['kill equity < $5', 'P101', '<', '`kill NAME when …`'],
    ['kill when equity < $5', 'P111', 'when', 'give the rule a name'],
    ['kill dailyLoss when equity < $5', 'P111', 'dailyLoss', '`daily-loss`'],
    ['limit a when order.price < $5', 'P101', 'when', '`limit NAME order.notional <= $100`'],
    ['limit order.notional < $5', 'P111', 'order.notional', '`order-notional`'],
    ['limit a order.price < $5)', 'P101', ')', 'here may stand'],
    ['limit a order.price < mark -$5', 'P114', '-', 'without spaces'],
    ['limit a and < $5', 'P101', 'and', '`limit NAME order.notional <= $100`'],
    ['kill a when x < $5 or y < $5 and z < $5', 'P113', 'and', 'parentheses'],
    ['kill a when equity < $5 then close', 'P101', 'close', '`flatten`'],
    ['limit a order.notional <= $5 kill b when equity < $5', 'P108', 'kill', 'new line'],
    ['kill', 'P101', '\n', '`kill NAME when …`'],
    ['market hype {', 'P101', 'hype', 'a coin such as `HYPE`'],
    ['market HYPE', 'P101', '\n', '`{`'],
    ['market HYPE { leverage 10x }', 'P101', 'leverage', 'new line after `{`'],
    ['quote foo {', 'P101', 'foo', '`glft`'],
    ['polcy a', 'P110', 'polcy', '`policy`'],
    ['}', 'P101', '}', 'ends the block before it'],
    ['venue', 'P101', '\n', '`venue embedded`'],
    ['let x', 'P101', '\n', '`=`'],
    ['use', 'P101', '\n', '`use NAME`'],
    ['waive a.b because "x"', 'P101', 'because', 'until'],
    ['phase {', 'P101', ' ', '`phase NAME {`'],
    ['objective a when equity > $5', 'P101', 'when', '`objective NAME'],
    ['limit a orders <= 10 per minute', 'P101', 'minute', 'a duration'],
    ['test {', 'P101', ' ', '`test "what is expected" {`'],
    ['test "t" {\ngiven equity\n}', 'P101', '\n', ''],
    ['test "t" {\nexpct state active\n}', 'P110', 'expct', '`expect`'],
    ['test "t" {\nexpect state asleep\n}', 'P101', 'asleep', '`active`'],
    ['test "t" {\nsubmit buy 3 at $5\n}', 'P101', 'at', 'coin'],
  ])('%s', (line, code, marked, hint) => {
    const [answer, ...others] = answersTo(line);
    expect(others).toEqual([]);
    expect(answer).toMatchObject({ code, marked });
    expect(answer?.hint).toContain(hint);
  });
});
