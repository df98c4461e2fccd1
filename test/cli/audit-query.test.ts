/** `audit query` and `audit export` on a journal of a real run. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { auditCsv, auditJson, auditLines } from '../../src/cli/audit-lines.js';
import { createPaint } from '../../src/cli/paint.js';
import type { EngineState } from '../../src/engine/index.js';
import { type AuditRecord, foldJournal, readJournal } from '../../src/journal/index.js';
import { engineForRun } from '../../src/replay/index.js';
import { runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-audit-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const journal = join(scratch, 'journal');

const query = (...more: readonly string[]) => runMain(['audit', 'query', journal, ...more]);
const rowsOf = (out: string): Record<string, unknown>[] =>
  out.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore

beforeAll(async () => {
  const file = join(scratch, 'demo.policy');
  const more = 'limit        inventory                |position| <= 6 HYPE\n';
  writeFileSync(file, `${readFileSync('policies/demo.policy', 'utf8')}\n${more}`);
  await runMain(['run', file, '--journal', journal, '--speed', 'max', '--for', '2m']);
}, 60_000);

describe('audit query', () => {
  it('follows an order through its life', async () => {
    const [fill] = rowsOf((await query('--kind', 'order-filled', '--json')).out);
    const { out } = await query('--order', String(fill?.['order']), '--json');
    const kinds = rowsOf(out).map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['order-submitted', 'order-accepted']);
    expect(kinds).toContain('order-filled');
    const byVenue = await query('--order', String(fill?.['orderId']), '--kind', 'order-filled');
    expect(byVenue.out).toContain('order-filled');
  });

  it('ends with the position that the engine has', async () => {
    const fold = await foldJournal<EngineState>(readJournal(journal), engineForRun);
    const updates = ['--kind', 'position-updated', '--last', '1', '--json'];
    const [last] = rowsOf((await query(...updates)).out);
    expect(last?.['position']).toBe(fold.finalState?.positions['HYPE']?.size.valueOf());
    const fills = rowsOf((await query('--kind', 'order-filled', '--json')).out);
    expect(fills.length).toBe(fold.finalState?.fills);
  });

  it('tells closed positions whose profit is that of the run', async () => {
    const closed = rowsOf((await query('--kind', 'position-closed', '--json')).out);
    expect(closed.length).toBeGreaterThan(0);
    const total = closed.reduce((sum, { pnl }) => sum.plus(String(pnl)), decimal(0));
    const updates = rowsOf((await query('--kind', 'position-updated', '--json')).out);
    const gross = updates.reduce((sum, { pnl }) => sum.plus(String(pnl ?? 0)), decimal(0));
    const fees = rowsOf((await query('--kind', 'order-filled', '--json')).out).reduce(
      (sum, { fee }) => sum.plus(String(fee)),
      decimal(0),
    );
    const isFlat = updates.at(-1)?.['position'] === '0';
    if (isFlat) expect(total.toNumber()).toBeCloseTo(gross.minus(fees).toNumber(), 6);
    else expect(total.lte(gross)).toBe(true);
  });

  it('shows what a rule has rejected, for people within 80 columns', async () => {
    const { exitCode, out, err } = await query('--rule', 'inventory', '--last', '2');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} HYPE {3}risk-rejected /u);
    expect(out.replaceAll(/\s+/gu, ' ')).toContain('by inventory |position| <= 6 HYPE (');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('keeps to a span of time', async () => {
    const all = rowsOf((await query('--json')).out);
    const middle = String(all[Math.floor(all.length / 2)]?.['time']).replace('Z', '');
    const before = rowsOf((await query('--until', middle, '--json')).out);
    const after = rowsOf((await query('--since', `${middle}Z`, '--json')).out);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length + after.length).toBe(all.length);
  });

  it.each([
    [['--kind', 'order-filed'], 'did you mean order-filled?'],
    [['--since', 'yesterday'], '2026-11-20T12:00'],
    [['--since', '2026-02-30'], '2026-11-20T12:00'],
    [['--last', '0'], '1 to 100000'],
  ])('calls %j wrong usage', async (args, words) => {
    const { exitCode, out, err } = await query(...args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err.toLowerCase()).toContain(words.toLowerCase());
  });

  it('says where there is nothing to read', async () => {
    const { exitCode, err } = await runMain(['audit', 'query', join(scratch, 'nowhere')]);
    expect(exitCode).toBe(2);
    expect(err).toContain('no such file or directory');
  });

  it('stops where the chain breaks, and says so', async () => {
    const [name = ''] = readdirSync(journal);
    const lines = readFileSync(join(journal, name), 'utf8').split('\n');
    const changed = lines.map((line, index) =>
      index === 40 ? line.replace('"at":1', '"at":2') : line,
    );
    writeFileSync(join(scratch, name), changed.join('\n'));
    const { exitCode, out, err } = await runMain(['audit', 'query', join(scratch, name)]);
    rmSync(join(scratch, name));
    expect(exitCode).toBe(1);
    expect(out).toContain('run-started');
    expect(err).toMatch(/:41: altered/u);
    expect(err).toContain('read up to there, 40 records');
  });
});

describe('audit export', () => {
  it('writes a CSV that is whole, with a row for each record', async () => {
    const output = join(scratch, 'journal.csv');
    const { exitCode, out, err } = await runMain(['audit', 'export', journal, '--output', output]);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    const rows = readFileSync(output, 'utf8').trimEnd().split('\n');
    expect(rows[0]).toMatch(/^seq,time,run,kind,coin,order,/u);
    expect(rows.length - 1).toBe(rowsOf((await query('--json')).out).length);
    expect(err).toBe(`${(rows.length - 1).toLocaleString('en')} records in ${output}\n`);
    expect(readdirSync(scratch).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('writes JSON lines to standard output, as the query does', async () => {
    const args = ['--format', 'jsonl', '--kind', 'order-filled'];
    const { exitCode, out } = await runMain(['audit', 'export', journal, ...args]);
    expect(exitCode).toBe(0);
    expect(out).toBe((await query('--kind', 'order-filled', '--json')).out);
  });

  it('writes a head alone where nothing is found', async () => {
    const { exitCode, out } = await runMain(['audit', 'export', journal, '--coin', 'BTC']);
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  it('leaves nothing behind where it cannot write or read', async () => {
    const output = join(scratch, 'no-folder', 'journal.csv');
    const unwritable = await runMain(['audit', 'export', journal, '--output', output]);
    expect(unwritable.exitCode).toBe(2);
    expect(unwritable.err).toContain(`cannot write \`${output}\``);
    const missing = join(scratch, 'missing.csv');
    const from = join(scratch, 'nowhere');
    const unreadable = await runMain(['audit', 'export', from, '--output', missing]);
    expect(unreadable.exitCode).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });
});

describe('an audit record', () => {
  const record: AuditRecord = {
    seq: 12,
    at: Date.UTC(2026, 10, 20, 12, 4, 31, 207),
    runId: '00000000000000a1',
    kind: 'order-filled',
    coin: 'HYPE',
    order: `0x${'1'.repeat(32)}`,
    orderId: 77,
    tradeId: 5,
    side: 'buy',
    price: decimal('27.1'),
    size: decimal('1e-7'),
    position: null,
    entryPrice: null,
    pnl: decimal('-0.25'),
    fee: decimal('0.016'),
    openedAt: null,
    rules: ['a', 'b'],
    from: null,
    to: null,
    text: '=said "yes", then\nno',
  };

  it('is a CSV row with exact figures, quoted by RFC 4180, and no formula', () => {
    expect(auditCsv(record)).toBe(
      `12,2026-11-20T12:04:31.207Z,00000000000000a1,order-filled,HYPE,0x${'1'.repeat(32)},77,5,` +
        'buy,27.1,0.0000001,,,-0.25,0.016,,a b,,,"\'=said ""yes"", then\nno"\n',
    );
  });

  it('is a line of JSON with its time twice', () => {
    expect(JSON.parse(auditJson(record))).toMatchObject({
      seq: 12,
      at: record.at,
      time: '2026-11-20T12:04:31.207Z',
      price: '27.1',
    });
  });

  it.each([
    [record, 'HYPE   order-filled'],
    [{ ...record, kind: 'position-closed' as const, pnl: decimal(0) }, 'pnl $0.00'],
    [{ ...record, kind: 'state-changed' as const, from: 'active', to: 'halted' }, 'from active to'],
  ])('is words for people', (each, words) => {
    expect(auditLines(each, createPaint(false))).toContain(words);
    expect(auditLines(each, createPaint(true))).toContain('\u001B[');
  });
});
