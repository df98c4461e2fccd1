/** A share of `npm run soak -- --kill9` that fits a test run, and what its auditor sees. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { spawnSource } from '../scenarios/source-process.js';
import { auditRecovery, type RecoveryRecord } from './audit-recovery.js';
import { killNine } from './kill-nine.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-recovery-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let journals = 0;

const FILL = { tradeId: 7, coin: 'HYPE', side: 'buy', size: '2', time: 20 } as const;
const filled = { at: 21, event: { kind: 'orderFilled', fill: FILL } };
const counted = { at: 21, decision: { kind: 'positionChanged', coin: 'HYPE', tradeId: 7 } };
const picture = { at: 30, event: { kind: 'reconciled', fills: [], account: { time: 30 } } };
const kill = { at: 9, event: { kind: 'operatorCommanded', command: 'kill', reason: 'by hand' } };

function findings(
  records: readonly object[],
  record: Partial<RecoveryRecord> = {},
): readonly string[] {
  const journal = join(scratch, String((journals += 1)));
  mkdirSync(journal);
  const lines = records.map((each, index) => `${JSON.stringify({ seq: index + 1, ...each })}\n`);
  writeFileSync(join(journal, 'audit-2026-11-02.jsonl'), lines.join(''));
  return auditRecovery({
    terms: {
      positionMost: 4,
      orderNotionalMost: 60,
      openOrdersMost: 2,
      ordersMost: 2,
      ordersWindowMs: 1_000,
      flatteningKills: [],
    },
    cash: 1_000,
    journal,
    placements: [],
    books: { positions: { HYPE: '2' }, open: [], fills: [FILL] },
    killsAcknowledged: 0,
    deaths: [],
    ...record,
  });
}

describe('runs that are killed without warning', () => {
  it('know all that was when they begin again, and repeat nothing', async () => {
    const command = resolve('src/cli/mm-policy.ts');
    const { findings: found, counts } = await killNine({
      seed: 5,
      round: 1,
      times: 2,
      spawn: (args, env) => spawnSource([command, ...args], { env }),
    });
    expect(found).toEqual([]);
    expect(counts['kills']).toBe(2);
    expect(counts['records']).toBeGreaterThan(10);
  }, 120_000);
});

describe('the auditor of recoveries', () => {
  it('finds nothing where all is well', () => {
    const lines = [{ at: 30, equity: '1001', dayPnl: '1' }];
    const deaths = [
      { nonces: [5, 4, 6], lines },
      { nonces: [7], lines },
    ];
    const record = { deaths, killsAcknowledged: 1 };
    expect(findings([kill, filled, counted, picture], record)).toEqual([]);
  });

  it.each([
    ['a fill that a look should have had', [picture], {}, 'record 1 lacks fill 7'],
    ['a fill that is counted again', [filled, counted, counted], {}, 'fill 7 is counted 2 times'],
    ['a kill that was forgotten', [], { killsAcknowledged: 1 }, 'a kill is forgotten'],
    [
      'an order of nobody it knows',
      [{ at: 9, decision: { kind: 'differenceFound', difference: { kind: 'foreign-order' } } }],
      {},
      'a foreign order',
    ],
    [
      'a position that differs',
      [{ at: 9, decision: { kind: 'positionDiffered', coin: 'HYPE' } }],
      {},
      'positions differ',
    ],
    [
      'a day that began anew',
      [],
      { deaths: [{ nonces: [], lines: [{ at: 30, equity: '990', dayPnl: '0' }] }] },
      'the day began with 990, not 1000',
    ],
    [
      'a nonce that goes back',
      [],
      {
        deaths: [
          { nonces: [5, 6], lines: [] },
          { nonces: [6], lines: [] },
        ],
      },
      'run 2 goes back in nonces',
    ],
    [
      'a nonce that is used twice',
      [],
      { deaths: [{ nonces: [5, 5], lines: [] }] },
      'run 1 uses a nonce twice',
    ],
  ])('finds %s', (_, records, record, finding) => {
    expect(findings(records, record).join()).toContain(finding);
  });
});
