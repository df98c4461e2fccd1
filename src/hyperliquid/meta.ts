/** `meta`: the universe of perpetuals; an asset's number is its index there. */
import { z } from 'zod';
import { decimal } from '../base/index.js';
import type { Instrument, MarginTier } from '../market/index.js';
import { decodeWire, WireError } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { unsignedDecimal, whole } from './wire-field.js';

const assetSchema = z.object({
  name: z.string().min(1),
  szDecimals: whole.max(6),
  maxLeverage: z.int().positive(),
  marginTableId: whole.optional(),
  isDelisted: z.boolean().optional(),
});

const tierSchema = z.object({ lowerBound: unsignedDecimal, maxLeverage: z.int().positive() });

const metaSchema = z.object({
  universe: z.array(assetSchema),
  marginTables: z
    .array(z.tuple([whole, z.object({ marginTiers: z.array(tierSchema).min(1) })]))
    .default([]),
});

export type WireMeta = z.input<typeof metaSchema>;

/** The listed perpetuals; delisted ones are left out, but keep their number. */
export function decodeMeta(payload: unknown): readonly Instrument[] {
  const meta = decodeWire(metaSchema, payload, 'meta');
  const tables = new Map(meta.marginTables);
  return meta.universe.flatMap((asset, assetId) => {
    if (asset.isDelisted === true) return [];
    const tiers = tables.get(asset.marginTableId ?? -1)?.marginTiers;
    return [
      {
        coin: asset.name,
        assetId,
        sizeDecimals: asset.szDecimals,
        maxLeverage: asset.maxLeverage,
        marginTiers: tiers === undefined ? singleTier(asset.maxLeverage) : checked(tiers, asset),
      },
    ];
  });
}

/** Instruments as a universe; numbers that no instrument has are delisted placeholders. */
export function encodeMeta(instruments: readonly Instrument[]): WireMeta & { collateralToken: 0 } {
  const byId = new Map(instruments.map((instrument) => [instrument.assetId, instrument]));
  const size = Math.max(-1, ...byId.keys()) + 1;
  const tableIds = new Map<string, number>();
  const universe = Array.from({ length: size }, (_, assetId) => {
    const instrument = byId.get(assetId);
    if (instrument === undefined) {
      return { szDecimals: 0, name: `DELISTED${assetId}`, maxLeverage: 3, isDelisted: true };
    }
    const { coin, sizeDecimals, maxLeverage } = instrument;
    const marginTableId = tableIdOf(instrument, tableIds);
    return { szDecimals: sizeDecimals, name: coin, maxLeverage, marginTableId };
  });
  const marginTables = [...tableIds].map(([key, id]): [number, WireTable] => [
    id,
    JSON.parse(key) as WireTable,
  ]);
  return { universe, marginTables, collateralToken: 0 };
}

type WireTable = { description: string; marginTiers: z.input<typeof tierSchema>[] };

const FIRST_TABLE_ID = 50;

// Ids below 50 have no published table and equal the leverage of their only tier.
function tableIdOf(instrument: Instrument, tableIds: Map<string, number>): number {
  const { marginTiers, maxLeverage } = instrument;
  if (marginTiers.length === 1 && maxLeverage < FIRST_TABLE_ID) return maxLeverage;
  const table: WireTable = {
    description: `tiered ${maxLeverage}x`,
    marginTiers: marginTiers.map((tier) => ({
      lowerBound: wireDecimal(tier.lowerBound),
      maxLeverage: tier.maxLeverage,
    })),
  };
  const key = JSON.stringify(table);
  const id = tableIds.get(key) ?? FIRST_TABLE_ID + tableIds.size;
  tableIds.set(key, id);
  return id;
}

function singleTier(maxLeverage: number): readonly MarginTier[] {
  return [{ lowerBound: decimal(0), maxLeverage }];
}

function checked(tiers: readonly MarginTier[], asset: { readonly name: string }) {
  const ascending = tiers.every((tier, index) => {
    const before = tiers[index - 1];
    return before === undefined ? tier.lowerBound.isZero() : tier.lowerBound.gt(before.lowerBound);
  });
  if (!ascending)
    throw new WireError(`meta.marginTables: tiers of ${asset.name} do not ascend from 0`);
  return tiers;
}
