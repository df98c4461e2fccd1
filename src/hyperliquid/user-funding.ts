/** `userFunding` and the `userFundings` frames: what funding paid and cost us. */
import { z } from 'zod';
import type { Money, Ratio, Size, TimeMs } from '../base/index.js';
import type { LedgerEntry } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { signedDecimal, whole } from './wire-field.js';

const coin = z.string().min(1);
const usdc = signedDecimal;

/** An answer of `/info` wraps what a frame says plainly. */
const rowSchema = z.object({ time: whole, delta: z.object({ coin, usdc }) });
const frameSchema = z.object({
  isSnapshot: z.boolean().default(false),
  user: z.string(),
  fundings: z.array(z.object({ time: whole, coin, usdc })),
});

interface Payment {
  readonly time: TimeMs;
  readonly coin: string;
  /** Positive was received. */
  readonly usdc: Money;
}

/** Oldest first. */
export function decodeUserFunding(payload: unknown): readonly LedgerEntry[] {
  const rows = decodeWire(z.array(rowSchema), payload, 'userFunding');
  return entriesOf(rows.map(({ time, delta }) => ({ time, ...delta })));
}

/** The first frame after subscribing is a snapshot of what went before. */
export function decodeFundingsFrame(data: unknown): {
  readonly isSnapshot: boolean;
  readonly entries: readonly LedgerEntry[];
} {
  const frame = decodeWire(frameSchema, data, 'userFundings');
  return { isSnapshot: frame.isSnapshot, entries: entriesOf(frame.fundings) };
}

/** All payments have the same hash; a market pays once an hour. */
function entriesOf(payments: readonly Payment[]): readonly LedgerEntry[] {
  return payments
    .map(({ time, coin: market, usdc: amount }): LedgerEntry => {
      return { kind: 'funding', id: `funding ${market} ${time}`, time, coin: market, amount };
    })
    .sort((left, right) => left.time - right.time);
}

export interface WireFunding extends Payment {
  /** Signed contracts. */
  readonly size: Size;
  readonly fundingRate: Ratio;
}

/** As `/info` answers. */
export function encodeUserFunding(payment: WireFunding): object {
  const { time, ...delta } = encodeFundingRow(payment);
  return { time, hash: `0x${'0'.repeat(64)}`, delta: { type: 'funding', ...delta } };
}

/** As a frame of `userFundings` has it. */
export function encodeFundingRow(payment: WireFunding) {
  const { time, coin: market, usdc: amount, size, fundingRate } = payment;
  const figures = {
    usdc: wireDecimal(amount),
    szi: wireDecimal(size),
    fundingRate: wireDecimal(fundingRate),
  };
  return { time, coin: market, ...figures, nSamples: null };
}
