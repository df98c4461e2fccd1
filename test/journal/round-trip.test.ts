import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { decimal } from '../../src/base/index.js';
import type { Decision, EngineEvent } from '../../src/engine/index.js';
import { decodeLine, encodeDecision, encodeRecord } from '../../src/journal/index.js';
import { decisionCodec } from '../../src/journal/decision-codec.js';
import { encodeCommand } from '../../src/journal/encode-command.js';
import { encodeTop } from '../../src/journal/encode-top.js';
import { engineEventCodec } from '../../src/journal/engine-event-codec.js';
import { anyEvent, type anyDecision, DECISION_OF, EVENT_OF } from './arbitrary-journal.js';
import { filled, run, START_MS, textsOf, top } from './sample-journal.js';

const LINK = { seq: 41, hash: 'ab'.repeat(32) };
const LAWS = { seed: 20261120, numRuns: 60 };

function recordOf(text: string) {
  const decoded = decodeLine(text);
  if (decoded.kind !== 'record') throw new Error(`${decoded.kind}: ${decoded.reason}`);
  return decoded.record;
}

describe('the schemas of the journal', () => {
  it("produce the engine's own types, no more and no less", () => {
    type Events = z.output<typeof engineEventCodec>;
    type Decisions = z.output<typeof decisionCodec>;
    expectTypeOf<Events>().toExtend<EngineEvent>();
    expectTypeOf<EngineEvent>().toExtend<Events>();
    expectTypeOf<Events['kind']>().toEqualTypeOf<EngineEvent['kind']>();
    expectTypeOf<Decisions>().toExtend<Decision>();
    expectTypeOf<Decision>().toExtend<Decisions>();
    expectTypeOf<Decisions['kind']>().toEqualTypeOf<Decision['kind']>();
  });
});

describe('a record written and read back', () => {
  it.each(Object.entries(EVENT_OF))('is the same event: %s', (_kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as typeof anyEvent, (event) => {
        const { text, link } = encodeRecord({ kind: 'event', event }, LINK);
        const at = event.at;
        expect(recordOf(text)).toStrictEqual({
          seq: 42,
          at,
          kind: 'event',
          event,
          prev: LINK.hash,
          hash: link.hash,
        });
      }),
      LAWS,
    );
  });

  it.each(Object.entries(DECISION_OF))('is the same decision: %s', (_kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as typeof anyDecision, (decision) => {
        const { text } = encodeRecord({ kind: 'decision', decision }, LINK);
        const record = recordOf(text);
        expect(record).toMatchObject({ kind: 'decision', at: decision.at });
        expect(record.kind === 'decision' && record.decision).toStrictEqual(decision);
        expect(text).toContain(`"decision":${encodeDecision(decision)},"prev"`);
      }),
      LAWS,
    );
  });

  it('gives the same bytes when it is written again, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.oneof(anyEvent, anyEvent), (event) => {
        const { text } = encodeRecord({ kind: 'event', event }, LINK);
        const reversed = Object.fromEntries(Object.entries(event).reverse()) as EngineEvent;
        expect(encodeRecord({ kind: 'event', event: reversed }, LINK).text).toBe(text);
        const record = recordOf(text);
        if (record.kind !== 'event') throw new Error('an event was written');
        expect(encodeRecord(record, LINK).text).toBe(text);
      }),
      { ...LAWS, numRuns: 200 },
    );
  });

  it('gives the bytes of the schema where an event does without the walk through it', () => {
    fc.assert(
      fc.property(EVENT_OF.topChanged, (event) => {
        const { text } = encodeRecord({ kind: 'event', event }, LINK);
        expect(encodeTop(event)).not.toBeNull();
        expect(text).toContain(
          `"event":${JSON.stringify(z.encode(engineEventCodec, event))},"prev"`,
        );
      }),
      { ...LAWS, numRuns: 300 },
    );
  });

  it('gives the bytes of the schema where a command does without the walk through it', () => {
    let quick = 0;
    fc.assert(
      fc.property(fc.oneof(DECISION_OF.submitOrder, DECISION_OF.cancelOrder), (command) => {
        const text = JSON.stringify(z.encode(decisionCodec, command));
        expect(encodeDecision(command)).toBe(text);
        const isStop = command.kind === 'submitOrder' && Object.keys(command.order).length > 7;
        expect(encodeCommand(command)).toBe(isStop ? null : text);
        quick += isStop ? 0 : 1;
      }),
      { ...LAWS, numRuns: 300 },
    );
    expect(quick).toBeGreaterThan(100);
  });

  it('refuses a command that is not one, as the schema does', () => {
    const order = {
      coin: 'HYPE',
      side: 'buy',
      price: decimal(1),
      size: decimal(1),
      timeInForce: 'ioc',
      reduceOnly: false,
      clientOrderId: '0x1',
    };
    const submit = { kind: 'submitOrder', at: 1, order };
    const cancel = { coin: 'HYPE', orderId: 1, clientOrderId: null, reason: 'requote' };
    const bad: readonly object[] = [
      { ...submit, stray: 1 },
      { ...submit, at: Number.NaN },
      { ...submit, order: null },
      ...[
        { stray: 1 },
        { side: 'hold' },
        { price: 1 },
        { timeInForce: 'later' },
        { reduceOnly: 'no' },
        { clientOrderId: null },
      ].map((change) => ({ ...submit, order: { ...order, ...change } })),
      { kind: 'cancelOrder', at: 1, ...cancel, orderId: Number.POSITIVE_INFINITY },
      { kind: 'cancelOrder', at: 1, ...cancel, reason: undefined },
      { kind: 'cancelOrder', at: 1, ...cancel, stray: 1 },
    ];
    for (const each of bad) {
      const decision = each as Parameters<typeof encodeCommand>[0];
      expect(encodeCommand(decision)).toBeNull();
      expect(() => encodeDecision(decision)).toThrow(/nvalid|nrecognized/);
    }
  });

  it('refuses a top of book that is not one, as the schema does', () => {
    const level = { price: decimal(1), size: decimal(1) };
    const good = { kind: 'topChanged', at: 1, coin: 'HYPE', bid: level, ask: null, venueTime: 1 };
    const bad: readonly object[] = [
      { ...good, stray: 1 },
      { ...good, venueTime: Number.NaN },
      { ...good, coin: 7 },
      { ...good, bid: undefined },
      { ...good, ask: { ...level, stray: 1 } },
      { ...good, ask: { price: '1', size: decimal(1) } },
    ];
    for (const event of bad) {
      expect(encodeTop(event as Parameters<typeof encodeTop>[0])).toBeNull();
      expect(() => encodeRecord({ kind: 'event', event: event as EngineEvent }, LINK)).toThrow(
        /nvalid|nrecognized/,
      );
    }
  });

  it('keeps runs and endings, with a policy of any text', () => {
    const header = run({ policy: { file: 'a b.policy', source: 'line 1\n"é\ud800\u2028\u0000' } });
    const [first = '', last = ''] = textsOf([
      { kind: 'run', at: START_MS, run: header },
      { kind: 'end', at: START_MS + 1, end: { runId: header.runId, reason: 'SIGINT' } },
    ]);
    expect(recordOf(first)).toMatchObject({ seq: 1, kind: 'run', run: header });
    expect(recordOf(last)).toMatchObject({ seq: 2, kind: 'end', end: { reason: 'SIGINT' } });
    expect(first).not.toContain('\n');
  });

  it('keeps the presets of a policy, and takes a run without any', () => {
    const preset = { reference: 'firm', file: 'presets/firm.policy', source: 'preset firm\n' };
    const policy = { file: 'p.policy', source: 'use firm\n', presets: [preset] };
    const [text = ''] = textsOf([{ kind: 'run', at: START_MS, run: run({ policy }) }]);
    expect(recordOf(text)).toMatchObject({ run: { policy } });
    const [plain = ''] = textsOf([{ kind: 'run', at: START_MS, run: run() }]);
    expect(plain).not.toContain('presets');
    const odd = { ...policy, presets: [{ ...preset, phase: 'one' }] };
    const write = () => textsOf([{ kind: 'run', at: START_MS, run: run({ policy: odd }) }]);
    expect(write).toThrow(/phase/u);
  });

  it('is plain to read: time, kind, body, then the chain', () => {
    const [text] = textsOf([{ kind: 'event', event: { kind: 'clockTicked', at: 1_000 } }]);
    expect(text).toMatch(
      /^\{"seq":1,"at":1000,"kind":"event","event":\{"kind":"clockTicked","at":1000\},"prev":"0{64}","hash":"[0-9a-f]{64}"\}$/,
    );
  });

  it('writes decimals as strings with every digit', () => {
    const digits = '12345678901234567890.12345678901234567890123456789';
    expect(textsOf([{ kind: 'event', event: top(1, digits) }])[0]).toContain(`"${digits}"`);
  });
});

describe('a record that could not be read back', () => {
  it('is refused when written: a time that is no number', () => {
    expect(() => textsOf([{ kind: 'event', event: top(Number.NaN, '1') }])).toThrow(/time/);
  });

  it('is refused when written: a key the schema does not know', () => {
    const event = { ...filled(1, '2'), mood: 'good' };
    expect(() => textsOf([{ kind: 'event', event }])).toThrow(/mood/);
  });

  it('is refused when written: a number where a decimal belongs', () => {
    const event = { ...top(1, '2'), bid: { price: 27.11, size: decimal(1) } };
    expect(() => textsOf([{ kind: 'event', event: event as never }])).toThrow(/expected Decimal/);
  });
});
