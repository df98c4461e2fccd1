/**
 * `userNonFundingLedgerUpdates` and the frames of that name: deposits, withdrawals and transfers.
 * The shapes are those of nktkas/hyperliquid 0.33.3; what each does to the cash of the perpetual
 * account is worked out here, and what is not certain is left unclassified.
 */
import { z } from 'zod';
import type { Money, TimeMs } from '../base/index.js';
import { ZERO } from '../base/index.js';
import type { LedgerEntry } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { address, unsignedDecimal, whole } from './wire-field.js';

const usdc = unsignedDecimal;
const fee = unsignedDecimal;
const parties = { user: address, destination: address };

/** What a delta must have for us to know what it does. */
const deltaSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('deposit'), usdc }),
  z.object({ type: z.literal('withdraw'), usdc, fee }),
  z.object({ type: z.literal('accountClassTransfer'), usdc, toPerp: z.boolean() }),
  z.object({ type: z.literal('internalTransfer'), usdc, fee, ...parties }),
  z.object({ type: z.literal('subAccountTransfer'), usdc, ...parties }),
  z.object({ type: z.literal('vaultCreate'), usdc, fee }),
  z.object({ type: z.literal('vaultDeposit'), usdc }),
  z.object({ type: z.literal('vaultDistribution'), usdc }),
  z.object({ type: z.literal('vaultWithdraw'), netWithdrawnUsd: unsignedDecimal }),
  z.object({
    type: z.literal('send'),
    token: z.string(),
    amount: unsignedDecimal,
    sourceDex: z.string(),
    destinationDex: z.string(),
    ...parties,
  }),
]);

/** They move spot tokens or stakes, or tell of what fills and funding tell already. */
const WITHOUT_CASH: ReadonlySet<string> = new Set([
  'spotTransfer',
  'spotGenesis',
  'rewardsClaim',
  'cStakingTransfer',
  'deployGasAuction',
  'liquidation',
]);

const rowSchema = z.object({
  time: whole,
  hash: z.string().min(1),
  delta: z.looseObject({ type: z.string().min(1) }),
});

const frameSchema = z.object({
  isSnapshot: z.boolean().default(false),
  user: z.string(),
  nonFundingLedgerUpdates: z.array(z.unknown()),
});

type Row = z.output<typeof rowSchema>;
type Delta = z.output<typeof deltaSchema>;

/** Oldest first, whichever way round they came; what moves no cash of ours is left out. */
export function decodeLedgerUpdates(payload: unknown, user: string): readonly LedgerEntry[] {
  const rows = decodeWire(z.array(rowSchema), payload, 'userNonFundingLedgerUpdates');
  return rows
    .flatMap((row) => decodeRow(row, user.toLowerCase()))
    .sort((left, right) => left.time - right.time);
}

/** The first frame after subscribing is a snapshot of what went before. */
export function decodeLedgerFrame(
  data: unknown,
  user: string,
): { readonly isSnapshot: boolean; readonly entries: readonly LedgerEntry[] } {
  const frame = decodeWire(frameSchema, data, 'userNonFundingLedgerUpdates');
  const entries = decodeLedgerUpdates(frame.nonFundingLedgerUpdates, user);
  return { isSnapshot: frame.isSnapshot, entries };
}

function decodeRow({ time, hash, delta }: Row, user: string): readonly LedgerEntry[] {
  const name = delta.type;
  if (WITHOUT_CASH.has(name)) return [];
  // One transaction may hold several updates, never two of a kind for one account.
  const id = `${hash} ${name}`;
  const parsed = deltaSchema.safeParse(delta);
  const amount = parsed.success ? amountOf(parsed.data, user) : null;
  if (amount === null) return [{ kind: 'unclassified', id, time, name }];
  return amount.isZero() ? [] : [{ kind: 'transfer', id, time, amount, name }];
}

/** USD that the perpetual account of `user` got; null where that is not certain. */
function amountOf(delta: Delta, user: string): Money | null {
  switch (delta.type) {
    case 'deposit':
    case 'vaultDistribution':
      return delta.usdc;
    case 'withdraw':
    case 'vaultCreate':
      return delta.usdc.plus(delta.fee).neg();
    case 'vaultDeposit':
      return delta.usdc.neg();
    case 'vaultWithdraw':
      return delta.netWithdrawnUsd;
    case 'accountClassTransfer':
      return delta.toPerp ? delta.usdc : delta.usdc.neg();
    case 'internalTransfer':
    case 'subAccountTransfer': {
      const paid = 'fee' in delta ? delta.usdc.plus(delta.fee) : delta.usdc;
      return amountBetween(delta, user, delta.usdc, paid);
    }
    case 'send':
      return amountSent(delta, user);
  }
}

function amountBetween(
  { user: from, destination }: { readonly user: string; readonly destination: string },
  user: string,
  received: Money,
  paid: Money,
): Money | null {
  if (from === destination) return ZERO;
  if (destination === user) return received;
  return from === user ? paid.neg() : null;
}

/** Between the classes of one account or between accounts; the empty name is the perpetuals'. */
function amountSent(delta: Extract<Delta, { type: 'send' }>, user: string): Money | null {
  const { sourceDex, destinationDex, amount } = delta;
  const isOut = delta.user === user && sourceDex === '';
  const isIn = delta.destination === user && destinationDex === '';
  if (isOut === isIn) return [delta.user, delta.destination].includes(user) ? ZERO : null;
  // Its fee may be in another token: only where it goes in is the sum certain.
  if (delta.token.split(':', 1)[0] !== 'USDC') return null;
  return isIn ? amount : amount.neg();
}

/** A deposit or a withdrawal (without a fee) as the venue writes it down. */
export function encodeLedgerUpdate(entry: {
  readonly id: string;
  readonly time: TimeMs;
  readonly amount: Money;
}): object {
  const { id, time, amount } = entry;
  const usdcText = wireDecimal(amount.abs());
  const delta = amount.isNeg()
    ? { type: 'withdraw', usdc: usdcText, nonce: time, fee: '0.0' }
    : { type: 'deposit', usdc: usdcText };
  return { time, hash: id, delta };
}
