/** Goal: each entry of the venue's ledger moves the cash as it did there, or is said to be unknown. */
import { describe, expect, it } from 'vitest';
import {
  decodeLedgerFrame,
  decodeLedgerUpdates,
} from '../../src/hyperliquid/non-funding-ledger.js';
import { decodeFundingsFrame, decodeUserFunding } from '../../src/hyperliquid/user-funding.js';
import { WireError } from '../../src/hyperliquid/index.js';

const US = '0x00000000000000000000000000000000000000aa';
const THEM = '0x00000000000000000000000000000000000000bb';
const HASH = `0x${'ab'.repeat(32)}`;

const read = (delta: object) => decodeLedgerUpdates([{ time: 5, hash: HASH, delta }], US);
const amountOf = (delta: object): string | null => {
  const [entry] = read(delta);
  return entry?.kind === 'transfer' ? entry.amount.toString() : (entry?.kind ?? null);
};

describe('an entry of the ledger', () => {
  it.each([
    ['250', { type: 'deposit', usdc: '250.0' }],
    // 5 asked for, 4 arrived, 1 for the bridge: seen at the venue as these two figures.
    ['-5', { type: 'withdraw', usdc: '4.0', nonce: 1, fee: '1.0' }],
    ['80', { type: 'accountClassTransfer', usdc: '80.0', toPerp: true }],
    ['-80', { type: 'accountClassTransfer', usdc: '80.0', toPerp: false }],
    ['-11', { type: 'internalTransfer', usdc: '10', user: US, destination: THEM, fee: '1' }],
    ['10', { type: 'internalTransfer', usdc: '10', user: THEM, destination: US, fee: '1' }],
    [
      '-7',
      {
        type: 'subAccountTransfer',
        usdc: '7',
        user: US.toUpperCase().replace('0X', '0x'),
        destination: THEM,
      },
    ],
    ['7', { type: 'subAccountTransfer', usdc: '7', user: THEM, destination: US }],
    ['-120', { type: 'vaultCreate', vault: THEM, usdc: '100', fee: '20' }],
    ['-100', { type: 'vaultDeposit', vault: THEM, usdc: '100' }],
    ['100', { type: 'vaultDistribution', vault: THEM, usdc: '100' }],
    ['90', { type: 'vaultWithdraw', vault: THEM, user: US, netWithdrawnUsd: '90' }],
  ])('moves %s: %j', (amount, delta) => {
    expect(amountOf(delta)).toBe(amount);
  });

  const send = { type: 'send', user: US, destination: THEM, token: 'USDC', amount: '30' };
  it.each([
    ['-30', { ...send, sourceDex: '', destinationDex: '' }],
    ['30', { ...send, user: THEM, destination: US, sourceDex: 'spot', destinationDex: '' }],
    ['30', { ...send, destination: US, sourceDex: 'spot', destinationDex: '' }],
    ['-30', { ...send, destination: US, sourceDex: '', destinationDex: 'spot' }],
    [null, { ...send, destination: US, sourceDex: '', destinationDex: '' }],
    [null, { ...send, sourceDex: 'spot', destinationDex: 'spot' }],
    ['unclassified', { ...send, sourceDex: '', destinationDex: '', token: 'HYPE:0x1' }],
  ])('that sends moves %s: %j', (amount, delta) => {
    expect(amountOf(delta)).toBe(amount);
  });

  it('moves nothing where it is of spot, of stakes, or of what fills tell already', () => {
    for (const type of ['spotTransfer', 'rewardsClaim', 'cStakingTransfer', 'liquidation']) {
      expect(read({ type, amount: '5', token: 'HYPE' })).toEqual([]);
    }
  });

  it.each([
    [{ type: 'borrowLend', token: 'USDC', operation: 'borrow', amount: '5' }],
    [{ type: 'somethingNew', usdc: '5' }],
    [{ type: 'deposit', usdc: '-5' }],
    [{ type: 'deposit' }],
    [
      {
        type: 'internalTransfer',
        usdc: '5',
        user: THEM,
        destination: THEM.replace('bb', 'cc'),
        fee: '0',
      },
    ],
  ])('is unclassified where nobody knows what it moves: %j', (delta) => {
    expect(amountOf(delta)).toBe('unclassified');
  });

  it('is known by its hash, and comes oldest first', () => {
    const rows = [9, 3].map((time) => ({
      time,
      hash: HASH,
      delta: { type: 'deposit', usdc: '1' },
    }));
    const entries = decodeLedgerUpdates(rows, US);
    expect(entries.map(({ time }) => time)).toEqual([3, 9]);
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set([`${HASH} deposit`]));
  });

  it('is refused where it has no time or no hash', () => {
    expect(() => decodeLedgerUpdates([{ time: 1, delta: { type: 'deposit' } }], US)).toThrow(
      WireError,
    );
    expect(() => decodeLedgerUpdates([{ hash: HASH, delta: {} }], US)).toThrow(WireError);
  });

  it('comes in frames, the first a snapshot', () => {
    const updates = [{ time: 5, hash: HASH, delta: { type: 'deposit', usdc: '1' } }];
    const data = { user: US, nonFundingLedgerUpdates: updates };
    expect(decodeLedgerFrame({ ...data, isSnapshot: true }, US)).toMatchObject({
      isSnapshot: true,
    });
    expect(decodeLedgerFrame(data, US)).toMatchObject({
      isSnapshot: false,
      entries: [{ time: 5 }],
    });
  });
});

describe('funding', () => {
  it('reads the same from an answer and from a frame', () => {
    const row = { coin: 'ETH', usdc: '-3.625312', szi: '49.1477', fundingRate: '0.0000417' };
    const zeros = `0x${'0'.repeat(64)}`;
    const answered = decodeUserFunding([
      { time: 1_681_222_254_710, hash: zeros, delta: { type: 'funding', ...row, nSamples: null } },
    ]);
    const framed = decodeFundingsFrame({
      user: US,
      isSnapshot: true,
      fundings: [{ time: 1_681_222_254_710, ...row }],
    });
    expect(framed).toEqual({ isSnapshot: true, entries: answered });
    expect(answered).toMatchObject([
      { kind: 'funding', coin: 'ETH', id: 'funding ETH 1681222254710' },
    ]);
    expect(answered[0]?.kind === 'funding' && answered[0].amount.toString()).toBe('-3.625312');
  });
});
