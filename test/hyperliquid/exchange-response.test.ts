import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  cancelOutcomes,
  decodeExchangeResponse,
  plainOutcome,
  submitOutcomes,
} from '../../src/hyperliquid/exchange-response.js';
import {
  encodeCancelResponse,
  encodeDefaultResponse,
  encodeErrorResponse,
  encodeOrderResponse,
} from '../../src/hyperliquid/index.js';

const reply = (statuses: unknown[]) =>
  decodeExchangeResponse({ status: 'ok', response: { type: 'order', data: { statuses } } });

describe('the answer to orders', () => {
  it('gives each order its own outcome', () => {
    const answer = reply([
      { resting: { oid: 41547028680, cloid: '0x06c60000000000000000000000003f5a' } },
      { filled: { totalSz: '0.02', avgPx: '1891.4', oid: 77747314 } },
      { error: 'Order must have minimum value of $10. asset=173' },
    ]);
    expect(submitOutcomes(answer, 3)).toEqual([
      { kind: 'resting', orderId: 41547028680 },
      { kind: 'filled', orderId: 77747314, size: decimal('0.02'), averagePrice: decimal('1891.4') },
      { kind: 'rejected', reason: 'Order must have minimum value of $10. asset=173' },
    ]);
  });

  it('applies a lone error to the whole batch', () => {
    const rejected = { kind: 'rejected', reason: 'Orders are empty.' };
    expect(submitOutcomes(reply([{ error: 'Orders are empty.' }]), 3)).toEqual([
      rejected,
      rejected,
      rejected,
    ]);
  });

  it.each([
    [[], 2],
    [[{ resting: { oid: 1 } }], 2],
    [['waitingForFill'], 1],
    [[{ resting: { oid: '1' } }], 1],
    [[null], 1],
  ])('leaves unknown what %j says about %i orders', (statuses, count) => {
    const outcomes = submitOutcomes(reply(statuses), count);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(
      Array.from({ length: count }, () => 'unknown'),
    );
  });

  it('rejects every order where the envelope says no', () => {
    const answer = decodeExchangeResponse(encodeErrorResponse('Invalid nonce: duplicate nonce 5'));
    expect(submitOutcomes(answer, 2)).toEqual([
      { kind: 'rejected', reason: 'Invalid nonce: duplicate nonce 5' },
      { kind: 'rejected', reason: 'Invalid nonce: duplicate nonce 5' },
    ]);
  });

  it('throws where there is neither yes nor no', () => {
    for (const payload of [null, {}, { status: 'ok' }, { status: 'maybe', response: '' }]) {
      expect(() => decodeExchangeResponse(payload)).toThrow(/^exchange response/);
    }
  });

  it('brings back the outcomes that were encoded', () => {
    const outcomes = [
      { kind: 'resting', orderId: 1 },
      { kind: 'filled', orderId: 2, size: decimal('0.5'), averagePrice: decimal('27.105') },
      { kind: 'rejected', reason: 'Insufficient margin to place order. asset=0' },
    ] as const;
    const wire = encodeOrderResponse(outcomes.map((outcome) => ({ outcome, clientOrderId: null })));
    expect(submitOutcomes(decodeExchangeResponse(wire), 3)).toEqual(outcomes);
  });
});

describe('the answer to cancels and other actions', () => {
  it('gives each cancel its own outcome', () => {
    const outcomes = [
      { kind: 'canceled' },
      { kind: 'rejected', reason: 'Order was never placed, already canceled, or filled. asset=1' },
    ] as const;
    const answer = decodeExchangeResponse(encodeCancelResponse(outcomes));
    expect(cancelOutcomes(answer, 2)).toEqual(outcomes);
  });

  it('takes an answer without data as done', () => {
    expect(plainOutcome(decodeExchangeResponse(encodeDefaultResponse()))).toEqual({
      kind: 'canceled',
    });
    expect(plainOutcome(reply([{ error: 'no' }]))).toEqual({ kind: 'rejected', reason: 'no' });
    expect(plainOutcome({ kind: 'unknown', reason: 'gone' }).kind).toBe('unknown');
    expect(plainOutcome({ kind: 'refused', reason: 'no' }).kind).toBe('rejected');
  });
});
