/**
 * Kept near ties, each judged by one program whose facts go off their lattices and come back: what
 * is compared without a margin while facts are exact has to have one again when they are not.
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import * as compileRoom from '../../src/compile/index.js';
import type { Comparator, Condition, Expression } from '../../src/compile/index.js';
import { createConditionJudge } from '../../src/kernel/index.js';
import { readerOf } from '../soak/exact-input.js';

const COMPARATORS: readonly Comparator[] = ['<', '<=', '>', '>=', '='];

/** Equity against four tenths of the balance, and both as figures. */
const KEPT: readonly (readonly [equity: string | null, balance: string | null])[] = [
  ['4000', '10000'],
  ['4000.00000001', '10000'],
  ['3999.99999999', '10000'],
  ['4000.0000000000000000000001', '10000'],
  ['3999.9999999999999999999999', '10000'],
  ['4000', '10000.0000000000000000000001'],
  ['4000', '10000'],
  [null, '10000'],
  ['4000', null],
  ['0.4', '1'],
  ['0.04000000000000000000000000000001', '0.1'],
  ['36028797018963.96', '90071992547409.9'],
  ['36028797018963.97', '90071992547409.9'],
  ['-4000', '-10000'],
  ['0', '0'],
  ['4000', '10000'],
];

function measure(name: 'equity' | 'balance'): Expression {
  return { kind: 'measure', name, coin: null };
}

const share: Expression = {
  kind: 'multiply',
  left: { kind: 'constant', value: decimal('0.4') },
  right: measure('balance'),
};
const conditions = COMPARATORS.map((comparator): Condition => ({
  kind: 'compare',
  comparator,
  left: measure('equity'),
  right: share,
  text: '',
  unit: 'money',
}));

describe('near ties that are kept', () => {
  it.each([true, false])('are judged as decimals judge them (generated code: %s)', (generated) => {
    const judge = createConditionJudge(conditions, generated);
    // Twice: what comes after has to be judged as what came before.
    for (const [equity, balance] of [...KEPT, ...KEPT]) {
      const figures = new Map([
        ['equity', equity === null ? null : decimal(equity)],
        ['balance', balance === null ? null : decimal(balance)],
      ]);
      const reader = readerOf(figures, { decimal });
      const truths = conditions.map((each) => compileRoom.evaluateCondition(each, reader).truth);
      expect(judge.judge(reader), `${equity} against 0.4 of ${balance}`).toEqual(truths);
    }
  });
});
