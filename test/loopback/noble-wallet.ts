/** A wallet for the independent client: EIP-712 on noble alone, none of our own signing. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

type Types = Record<string, readonly { readonly name: string; readonly type: string }[]>;

interface TypedData {
  readonly domain: Record<string, unknown>;
  readonly types: Types;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}

export function createNobleWallet(privateKey: string): {
  readonly address: `0x${string}`;
  signTypedData(data: TypedData): Promise<`0x${string}`>;
} {
  const secret = hexToBytes(privateKey.slice(2));
  const publicKey = secp256k1.getPublicKey(secret, false).subarray(1);
  return {
    address: `0x${bytesToHex(keccak_256(publicKey).subarray(12))}`,
    signTypedData: async (data) => {
      const digest = keccak_256(
        concatBytes(
          Uint8Array.of(0x19, 0x01),
          hashStruct('EIP712Domain', data.types, data.domain),
          hashStruct(data.primaryType, data.types, data.message),
        ),
      );
      const signed = secp256k1.sign(digest, secret, { prehash: false, format: 'recovered' });
      return `0x${bytesToHex(signed.subarray(1))}${(27 + (signed[0] ?? 0)).toString(16)}`;
    },
  };
}

/** Structures of plain fields only: that is all that the venue's actions need. */
function hashStruct(name: string, types: Types, value: Record<string, unknown>): Uint8Array {
  const fields = types[name] ?? [];
  const signature = `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(',')})`;
  const words = fields.map((field) => encodeField(field.type, value[field.name]));
  return keccak_256(concatBytes(keccak_256(utf8ToBytes(signature)), ...words));
}

function encodeField(type: string, value: unknown): Uint8Array {
  if (type === 'string') return keccak_256(utf8ToBytes(String(value)));
  const digits = typeof value === 'number' ? value.toString(16) : String(value).slice(2);
  return hexToBytes(digits.padStart(64, '0'));
}
