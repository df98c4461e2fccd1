import { describe, expect, it } from 'vitest';
import { FAULT_NAMES, FAULTS, FaultSpecError, parseFaults } from '../../src/loopback/index.js';

describe('a choice of faults', () => {
  it('takes names as they are by default, with a rate, about every so often, or at a time', () => {
    const { chances, spells, fromMs } = parseFaults(
      'lost-reply, delay=7.5%/2s, crash, upgrade=10m/1m, stale-book@90s/5s, from=10s',
    );
    expect(fromMs).toBe(10_000);
    expect([...chances]).toEqual([
      ['lost-reply', { rate: FAULTS['lost-reply'].rate, forMs: FAULTS['lost-reply'].forMs }],
      ['delay', { rate: 0.075, forMs: 2_000 }],
    ]);
    expect([...spells]).toEqual([
      ['crash', [{ kind: 'every', everyMs: FAULTS.crash.everyMs, forMs: FAULTS.crash.forMs }]],
      ['upgrade', [{ kind: 'every', everyMs: 600_000, forMs: 60_000 }]],
      ['stale-book', [{ kind: 'at', atMs: 90_000, forMs: 5_000 }]],
    ]);
  });

  it('takes all, then takes one away and another otherwise', () => {
    const { chances, spells } = parseFaults('all,crash=off,lost-reply=50%');
    expect(chances.size + spells.size).toBe(FAULT_NAMES.length - 1);
    expect(spells.has('crash')).toBe(false);
    expect(chances.get('lost-reply')?.rate).toBe(0.5);
  });

  it('adds up points of time, which take the place of the default', () => {
    const { spells } = parseFaults('all,crash@1m,crash@3m/1s');
    expect(spells.get('crash')).toEqual([
      { kind: 'at', atMs: 60_000, forMs: FAULTS.crash.forMs },
      { kind: 'at', atMs: 180_000, forMs: 1_000 },
    ]);
  });

  it.each([
    ['lost-replies', 'there is no fault `lost-replies`; did you mean `lost-reply`?'],
    ['earthquake', `there is no fault \`earthquake\`; the faults are ${FAULT_NAMES.join(', ')}`],
    ['', `there is no fault \`\`; the faults are ${FAULT_NAMES.join(', ')}`],
    [
      'lost-reply=2m',
      '`lost-reply` strikes single messages: write a share of them, such as lost-reply=5%',
    ],
    ['delay=0%', '`delay` strikes single messages: write a share of them, such as delay=5%'],
    ['delay=101%', '`delay` strikes single messages: write a share of them, such as delay=5%'],
    ['crash=5%', '`crash` comes now and then, not with a rate: write crash=2m or crash@90s'],
    ['crash@soon', '`soon` in `crash@soon` is no time: write one such as 500ms, 20s, 2m or 1h'],
    ['crash=', '`` in `crash=` is no time: write one such as 500ms, 20s, 2m or 1h'],
    ['unknown-oid/5s', '`unknown-oid` takes no time: leave `/5s` out'],
  ])('says what is wrong with `%s`', (text, message) => {
    expect(() => parseFaults(text)).toThrow(new FaultSpecError(message));
  });
});
