/** The EIP-712 digest behind the signature of every L1 action. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { unreachable } from '../base/index.js';

/** Part of what is signed: an action for one network is worthless on the other. */
export type HyperliquidNetwork = 'mainnet' | 'testnet';

const CHAIN_ID = 1337;
const DOMAIN_TYPE =
  'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';
const DOMAIN_SEPARATOR = keccak_256(
  concatBytes(hashOf(DOMAIN_TYPE), hashOf('Exchange'), hashOf('1'), word(CHAIN_ID), word(0)),
);
const AGENT_TYPE_HASH = hashOf('Agent(string source,bytes32 connectionId)');
const MAINNET_SOURCE_HASH = hashOf('a');
const TESTNET_SOURCE_HASH = hashOf('b');

/** 32 bytes to sign; `actionHash` is the connection id of the phantom agent. */
export function phantomAgentDigest(
  actionHash: Uint8Array,
  network: HyperliquidNetwork,
): Uint8Array {
  const agent = keccak_256(concatBytes(AGENT_TYPE_HASH, sourceHash(network), actionHash));
  return keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), DOMAIN_SEPARATOR, agent));
}

function sourceHash(network: HyperliquidNetwork): Uint8Array {
  switch (network) {
    case 'mainnet':
      return MAINNET_SOURCE_HASH;
    case 'testnet':
      return TESTNET_SOURCE_HASH;
    default:
      return unreachable(network);
  }
}

function hashOf(text: string): Uint8Array {
  return keccak_256(utf8ToBytes(text));
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(28, value);
  return bytes;
}
