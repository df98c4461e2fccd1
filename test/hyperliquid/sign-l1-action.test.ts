import { inspect } from 'node:util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { createL1ActionHash, signL1Action as signWithSdk } from '@nktkas/hyperliquid/signing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOfKey,
  AgentKey,
  type HyperliquidNetwork,
  l1ActionHash,
  recoverL1Signer,
  signL1Action,
} from '../../src/hyperliquid/index.js';
import vectors from './fixtures/signing-vectors.json' with { type: 'json' };

const KEY = '0x0123456789012345678901234567890123456789012345678901234567890123';
const ADDRESS = '0x14791697260e4c9a71f18484c9f997b308e59325';
const SDK_KEY = '0x822e9959e022b78423eb653a62ea0020cd283e71a2a8133a6ff2aeffaf373cff';
const NETWORKS: readonly HyperliquidNetwork[] = ['mainnet', 'testnet'];

const hex = (bytes: Uint8Array): string => `0x${bytesToHex(bytes)}`;

describe('signing an L1 action', () => {
  for (const vector of vectors.signatures) {
    for (const network of NETWORKS) {
      it(`gives the published signature of ${vector.name} on ${network}`, () => {
        const { action, vaultAddress } = vector;
        const signature = signL1Action({
          action,
          nonce: 0,
          vaultAddress,
          privateKey: KEY,
          network,
        });
        expect(signature).toEqual(vector[network]);
        expect(recoverL1Signer({ action, nonce: 0, vaultAddress, signature, network })).toBe(
          ADDRESS,
        );
      });
    }
  }

  for (const vector of vectors.hashes) {
    it(`gives the published hash of ${vector.name}`, () => {
      expect(hex(l1ActionHash(vector))).toBe(vector.hash);
    });
  }

  for (const network of NETWORKS) {
    it(`gives the published signature of the second key on ${network}`, () => {
      const { action, nonce } = vectors.secondKey;
      const signature = signL1Action({ action, nonce, privateKey: SDK_KEY, network });
      expect(signature).toEqual(vectors.secondKey[network]);
    });
  }

  it('counts a key set to undefined as absent', () => {
    const bare = { type: 'scheduleCancel' };
    const padded = { type: 'scheduleCancel', time: undefined };
    expect(l1ActionHash({ action: padded, nonce: 5 })).toEqual(
      l1ActionHash({ action: bare, nonce: 5 }),
    );
  });

  it('recovers from a signature whose leading zeros were dropped', () => {
    const action = { type: 'dummy', num: 100000000000 };
    const signature = signL1Action({ action, nonce: 0, privateKey: KEY, network: 'mainnet' });
    const short = { ...signature, r: `0x${signature.r.slice(2).replace(/^0+/, '')}` };
    expect(short.r.length).toBeLessThan(signature.r.length);
    expect(recoverL1Signer({ action, nonce: 0, signature: short, network: 'mainnet' })).toBe(
      ADDRESS,
    );
  });

  it('recovers somebody else where a byte, the nonce, the vault or the network differs', () => {
    const action = { type: 'scheduleCancel', time: 123456789 };
    const signature = signL1Action({ action, nonce: 1, privateKey: KEY, network: 'testnet' });
    const signer = (change: object): string =>
      recoverL1Signer({ action, nonce: 1, signature, network: 'testnet', ...change });
    expect(signer({})).toBe(ADDRESS);
    expect(signer({ nonce: 2 })).not.toBe(ADDRESS);
    expect(signer({ network: 'mainnet' })).not.toBe(ADDRESS);
    expect(signer({ expiresAfter: 1 })).not.toBe(ADDRESS);
    expect(signer({ vaultAddress: ADDRESS })).not.toBe(ADDRESS);
    expect(signer({ action: { time: 123456789, type: 'scheduleCancel' } })).not.toBe(ADDRESS);
  });
});

const wireNumber = fc.integer({ min: 1, max: 99_999_999 }).map((n) => String(n / 100));
const order = fc.record(
  {
    a: fc.nat(300_000),
    b: fc.boolean(),
    p: wireNumber,
    s: wireNumber,
    r: fc.boolean(),
    t: fc.constantFrom('Alo', 'Ioc', 'Gtc').map((tif) => ({ limit: { tif } })),
    c: fc
      .bigInt({ min: 0n, max: 2n ** 128n - 1n })
      .map((n) => `0x${n.toString(16).padStart(32, '0')}`),
  },
  { requiredKeys: ['a', 'b', 'p', 's', 'r', 't'], noNullPrototype: true },
);
const action = fc.oneof(
  fc
    .array(order, { minLength: 1, maxLength: 20 })
    .map((orders) => ({ type: 'order', orders, grouping: 'na' })),
  fc
    .array(fc.record({ a: fc.nat(300), o: fc.maxSafeNat() }, { noNullPrototype: true }), {
      maxLength: 20,
    })
    .map((cancels) => ({ type: 'cancel', cancels })),
  fc.maxSafeNat().map((time) => ({ type: 'scheduleCancel', time })),
);

describe('signing against an independent implementation', () => {
  it('agrees on hash and signature of any action, nonce, vault and expiry', async () => {
    await fc.assert(
      fc.asyncProperty(
        action,
        fc.maxSafeNat(),
        fc.option(fc.constant(`0x${'ab'.repeat(20)}` as const), { nil: undefined }),
        fc.option(fc.maxSafeNat(), { nil: undefined }),
        fc.constantFrom(...NETWORKS),
        async (wire, nonce, vaultAddress, expiresAfter, network) => {
          const sdk = {
            action: wire,
            nonce,
            ...(vaultAddress === undefined ? {} : { vaultAddress }),
            ...(expiresAfter === undefined ? {} : { expiresAfter }),
          };
          const hash = l1ActionHash({ action: wire, nonce, vaultAddress, expiresAfter });
          expect(hex(hash)).toBe(createL1ActionHash(sdk));
          const key = AgentKey.parse(SDK_KEY);
          const ours = signL1Action({ ...sdk, privateKey: key, network });
          const wallet = sdkWallet(key);
          expect(await signWithSdk({ ...sdk, wallet, isTestnet: network === 'testnet' })).toEqual(
            ours,
          );
          expect(recoverL1Signer({ ...sdk, signature: ours, network })).toBe(key.address);
        },
      ),
      { numRuns: 60, seed: 20260801 },
    );
  });
});

type Word = string | number | boolean | bigint;

interface TypedData {
  readonly domain: object;
  readonly types: Readonly<Record<string, readonly { name: string; type: string }[]>>;
  readonly primaryType: string;
  readonly message: object;
}

const hash = (text: string): Uint8Array => keccak_256(utf8ToBytes(text));

const wordOf = (type: string, value: Word): Uint8Array => {
  if (type === 'string') return hash(String(value));
  const digits = type.startsWith('bytes') ? String(value).slice(2) : BigInt(value).toString(16);
  return hexToBytes(digits.padStart(64, '0'));
};

/** EIP-712 written from its text for flat structs, so that it shares nothing with our shortcut. */
function typedDataDigest(data: TypedData): Uint8Array {
  const structHash = (name: string, struct: object): Uint8Array => {
    const fields = data.types[name] ?? [];
    const values = new Map<string, Word>(Object.entries(struct));
    const members = fields.map((field) => `${field.type} ${field.name}`).join(',');
    const words = fields.map((field) => wordOf(field.type, values.get(field.name) ?? 0));
    return keccak_256(concatBytes(hash(`${name}(${members})`), ...words));
  };
  const domain = structHash('EIP712Domain', data.domain);
  const message = structHash(data.primaryType, data.message);
  return keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domain, message));
}

/** A wallet as the SDK wants it, signing with our curve but its own hashes. */
function sdkWallet(key: AgentKey) {
  return {
    address: key.address as `0x${string}`,
    signTypedData: (data: TypedData): Promise<`0x${string}`> => {
      const { r, s, v } = key.sign(typedDataDigest(data));
      return Promise.resolve(`${r}${s.slice(2)}${v.toString(16)}` as `0x${string}`);
    },
  };
}

describe('an agent key', () => {
  const secret = KEY.slice(2);

  it('shows its address and never itself', () => {
    const key = AgentKey.parse(KEY);
    expect(key.address).toBe(ADDRESS);
    expect(addressOfKey(KEY)).toBe(ADDRESS);
    const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify({ key }), `${key}`];
    shown.push(inspect({ deep: { key } }), Object.keys(key).join(), inspect({ ...key }));
    for (const text of shown) {
      expect(text).not.toContain(secret.slice(0, 12));
      expect(text).not.toContain('1, 35, 69');
    }
  });

  it('refuses a text that is no key without repeating it', () => {
    for (const text of [
      `${KEY}45`,
      secret.slice(1),
      `0x${'0'.repeat(64)}`,
      `0x${'f'.repeat(64)}`,
    ]) {
      expect(() => AgentKey.parse(text)).toThrow(/^an agent key is /);
      expect(() => AgentKey.parse(text)).not.toThrow(text.slice(2, 40));
    }
  });
});
