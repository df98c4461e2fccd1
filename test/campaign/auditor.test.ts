/** Goal: the auditor sees what it is there to see, and knows nothing of the engine. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditSession } from './audit-session.js';
import type { SessionRecord } from './session-record.js';
import type { SeenOrder, SeenPlacement } from './venue-tap.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-auditor-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const ORDER = {
  coin: 'HYPE',
  side: 'buy',
  price: '25',
  size: '2',
  timeInForce: 'post-only',
  reduceOnly: false,
  clientOrderId: '0x01',
} as const;
const EXIT = { ...ORDER, side: 'sell', timeInForce: 'ioc', reduceOnly: true } as const;
const FILL = { tradeId: 7, coin: 'HYPE', side: 'buy', size: '2', time: 20 } as const;

const submit = (order: object, at = 10) => ({ at, decision: { kind: 'submitOrder', order } });
const command = (name: string) => ({
  at: 9,
  event: { kind: 'operatorCommanded', command: name, reason: 'by hand' },
});
const tripped = (rule: string) => ({
  at: 9,
  decision: { kind: 'ruleTripped', ruleKind: 'kill', rule },
});
const state = (from: string, to: string) => ({
  at: 9,
  decision: { kind: 'tradingStateChanged', coin: 'HYPE', from, to },
});
const tick = { at: 9, event: { kind: 'clockTicked' } };
const picture = { at: 30, event: { kind: 'reconciled', fills: [] } };
const filled = { at: 21, event: { kind: 'orderFilled', fill: FILL } };
const counted = {
  at: 21,
  decision: { kind: 'positionChanged', coin: 'HYPE', tradeId: 7, size: '2' },
};

const rests = (order: object = ORDER): SeenOrder => ({ ...ORDER, ...order, isStop: false });
const placement = (order: object = ORDER, open: readonly SeenOrder[] = [rests(order)]) =>
  ({
    at: 11,
    order: { ...ORDER, ...order, isStop: false },
    outcome: 'resting',
    positions: {},
    open,
  }) satisfies SeenPlacement;

/** One order that is bought, seen, counted: nothing to find. */
const SOUND = [submit(ORDER), filled, counted, picture];
let journals = 0;

function findings(
  records: readonly object[],
  record: Partial<SessionRecord> = {},
): readonly string[] {
  const journal = join(scratch, String((journals += 1)));
  mkdirSync(journal);
  const lines = records.map((each, index) => `${JSON.stringify({ seq: index + 1, ...each })}\n`);
  writeFileSync(join(journal, 'audit-2026-11-02.jsonl'), lines.join(''));
  const end = {
    outcome: { kind: 'stopped', ordersLeft: 0 },
    reason: 'over',
    positions: { HYPE: '2' },
    fills: 1,
    openAtVenue: 0,
  };
  return auditSession({
    terms: {
      positionMost: 4,
      orderNotionalMost: 60,
      openOrdersMost: 2,
      ordersMost: 2,
      ordersWindowMs: 1_000,
      flatteningKills: ['runaway'],
    },
    journal,
    placements: [placement()],
    cancels: 0,
    books: { positions: { HYPE: '2' }, open: [], fills: [FILL] },
    ends: [end],
    faults: {},
    elapsedMs: 0,
    ...record,
  });
}

describe('the auditor', () => {
  it('imports no room but base', () => {
    const files = readdirSync('test/campaign').filter(
      (name) => /^(?:audit-|journal-lines)/u.test(name) && !name.endsWith('.test.ts'),
    );
    expect(files.length).toBeGreaterThan(6);
    const imports = files.flatMap((name) =>
      [...readFileSync(`test/campaign/${name}`, 'utf8').matchAll(/^(import[^;]*?) from '(.+)';/gmu)]
        .map(([, what = '', from = '']) => ({ what, from }))
        // What the venue saw is plain data: of the tap itself nothing but its types.
        .filter(({ what }) => !what.startsWith('import type')),
    );
    const others = imports.filter(
      ({ from }) => !/^(?:node:|\.\/(?:audit-|journal-lines))/u.test(from),
    );
    expect(new Set(others.map(({ from }) => from))).toEqual(new Set(['../../src/base/index.js']));
  });

  it('finds nothing where all is well', () => {
    expect(findings(SOUND)).toEqual([]);
  });

  it.each([
    ['too large an order', { size: '3' }, [rests({ size: '3' })], /grows by 75 of 60 USD/u],
    ['too many orders', {}, [rests(), rests(), rests()], /makes 3 open orders of 2/u],
    ['too much on a side', {}, [rests({ size: '5' })], /buy side reach 0 held and 5 resting of 4/u],
  ])('finds %s at the venue', (_, order, open, finding) => {
    const [sent, ...rest] = SOUND;
    const placements = [placement(order, open)];
    const decided = { ...sent, ...submit({ ...ORDER, ...order }) };
    expect(findings([decided, ...rest], { placements }).join()).toMatch(finding);
  });

  it('lets an order close what no order closes before it, at a better price or the same', () => {
    const order = { size: '3', clientOrderId: '0x02' };
    const [sent, ...rest] = SOUND;
    const decided = { ...sent, ...submit({ ...ORDER, ...order }) };
    const besides = (price: string): string => {
      const seen = placement(order, [rests({ size: '1.5', price }), rests(order)]);
      const placements = [{ ...seen, positions: { HYPE: '-1.5' } }];
      return findings([decided, ...rest], { placements }).join();
    };
    expect(besides('24')).not.toMatch(/grows/u);
    expect(besides(ORDER.price)).toMatch(/grows by 75 of 60 USD/u);
    expect(besides('26')).toMatch(/grows by 75 of 60 USD/u);
  });

  it('finds more orders within a time than are allowed', () => {
    const sent = ['0x02', '0x03'].map((id, index) =>
      submit({ ...ORDER, clientOrderId: id }, 500 + index * 509),
    );
    expect(findings([...SOUND, ...sent])).toEqual(['more than 2 new orders until 1009']);
    const slower = ['0x02', '0x03'].map((id, index) =>
      submit({ ...ORDER, clientOrderId: id }, 500 + index * 510),
    );
    expect(findings([...SOUND, ...slower])).toEqual([]);
  });

  it.each([
    ['an order after a kill', [tripped('feed-lost'), submit(EXIT)], /while halted/u],
    ['an order after a kill by hand', [command('kill'), submit(EXIT)], /while halted/u],
    [
      'more than an exit after a kill that flattens',
      [tripped('HYPE.runaway'), submit({ ...EXIT, timeInForce: 'gtc' })],
      /while halted/u,
    ],
    [
      'an order after a re-arm that was refused',
      [
        command('kill'),
        command('re-arm'),
        { at: 9, decision: { kind: 'operatorRefused', command: 're-arm' } },
        tick,
        submit(EXIT),
      ],
      /while halted/u,
    ],
    [
      'a halt that ends by itself',
      [tripped('feed-lost'), tick, state('halted', 'active')],
      /nobody re-armed/u,
    ],
    ['a quote while paused', [state('active', 'paused'), submit(ORDER)], /while paused/u],
    ['growth while reducing', [state('active', 'reducing'), submit(ORDER)], /while reducing/u],
  ])('finds %s in the journal', (_, records, finding) => {
    const sent = records.map((each, index) =>
      'decision' in each && 'order' in each.decision
        ? submit({ ...each.decision.order, clientOrderId: `0x1${index}` })
        : each,
    );
    expect(findings([...SOUND, ...sent]).join()).toMatch(finding);
  });

  it('lets a kill flatten, an operator flatten, and all go on after a re-arm', () => {
    const exit = (id: string) => submit({ ...EXIT, clientOrderId: id }, 3_000);
    expect(
      findings([
        ...SOUND,
        tripped('runaway'),
        exit('0x02'),
        command('re-arm'),
        state('halted', 'active'),
        submit({ ...ORDER, clientOrderId: '0x03' }, 5_000),
        command('kill'),
        command('flatten'),
        exit('0x04'),
      ]),
    ).toEqual([]);
  });

  it('finds orders that were never decided, twice, or otherwise', () => {
    const [, ...undecided] = SOUND;
    expect(findings(undecided).join()).toContain('order 0x01 at 11 was never decided');
    expect(findings([...SOUND, submit(ORDER)]).join()).toContain('decides 0x01 again');
    const twice = { placements: [placement(), placement()] };
    expect(findings(SOUND, twice).join()).toContain('order 0x01 arrives again');
    const otherwise = { placements: [placement({ price: '26' })] };
    expect(findings(SOUND, otherwise).join()).toContain('is not as decided');
  });

  it('finds a lost fill, one counted twice, and a position that is not the venue’s', () => {
    const [sent = {}, , , looked = {}] = SOUND;
    expect(findings([sent, counted, looked]).join()).toContain('lost fill 7');
    expect(findings([...SOUND, counted]).join()).toContain('fill 7 is counted 2 times');
    const ends = [
      {
        outcome: { kind: 'stopped', ordersLeft: 0 },
        reason: 'over',
        positions: { HYPE: '1' },
        fills: 2,
        openAtVenue: 0,
      },
    ];
    expect(findings(SOUND, { ends })).toEqual([
      '2 fills are counted, the venue made 1',
      "HYPE: ours is 1, the venue's 2",
    ]);
  });

  it('finds what still rests, and a run that said that nothing does', () => {
    const books = { positions: { HYPE: '2' }, open: [rests()], fills: [FILL] };
    expect(findings(SOUND, { books })).toEqual(['order 0x01 still rests at the end']);
    const outcome = { kind: 'stopped', ordersLeft: 0 };
    const end = { outcome, reason: 'over', positions: { HYPE: '2' }, fills: 1, openAtVenue: 1 };
    expect(findings(SOUND, { ends: [end] }).join()).toContain('said that nothing rests');
  });
});
