/**
 * Controls of a policy, one a row, each from its line to what becomes of an order. A scene is
 * written as steps, an event of the engine a step:
 *
 *     position 12 · mark 24.9 BTC · wait 8s · fill buy 1 @ 27 · rest buy 2 @ 26 · send 3 · operator pause
 */
import { type Decimal, decimal } from '../../src/base/index.js';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import { createInspector, type OrderReading } from '../../src/engine/index.js';
import { addOrder } from '../../src/engine/order-ledger.js';
import { logEvent, signatureOf } from '../../src/engine/event-log.js';
import type { OpenOrder, PositionReport, Side } from '../../src/market/index.js';
import { EngineRig, report } from '../engine/engine-kit.js';

const DAY_MS = 86_400_000;

export interface Scene {
  readonly steps: string;
  /** `buy 4 @ 25`, or with its coin: `buy 4 @ 25 DOGE`; null where only the state is asked. */
  readonly order: string | null;
}

export interface Control {
  readonly control: string;
  /** As it stands in a policy; null for what is built in. */
  readonly line: string | null;
  /** The path that denials name. */
  readonly rule: string;
  /** The state that the denying scene is in; limits leave it active. */
  readonly state: 'active' | 'reducing' | 'paused' | 'halted';
  readonly denies: Scene;
  /** One step inside. */
  readonly allows: Scene;
  /** In a scene that denies what adds risk. */
  readonly reduces: Scene;
}

export interface Played {
  readonly state: string;
  readonly heldBy: string | null;
  readonly reading: OrderReading | null;
  /** Rules that have tripped so far. */
  readonly tripped: readonly string[];
}

/** HYPE at 10x and BTC at 5x, $10,000, marks of $25 and $100,000. */
export function policyOf(line: string | null): CompiledPolicy {
  const isMarketSetting = line?.startsWith('leverage') === true;
  const source = `policy control
language 1

venue embedded

account {
  initial-balance   $10_000
  day-reset         00:00 UTC
  withdrawals       count-as-loss
  flatten-within    1%
${line?.startsWith('foreign-orders') === true ? `  ${line}\n` : ''}}

market HYPE {
  ${isMarketSetting ? line : 'leverage 10x'}
}

market BTC {
  leverage          5x
}

${line === null || isMarketSetting || line.startsWith('foreign-orders') ? '' : line}
`;
  const { policy, diagnostics } = compilePolicyText('control.policy', source);
  if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return policy;
}

export function play(policy: CompiledPolicy, scene: Scene): Played {
  const stage = new Stage(policy);
  for (const step of scene.steps.split(' · ').filter((text) => text !== '')) stage.take(step);
  return stage.judge(scene.order);
}

class Stage {
  readonly #policy: CompiledPolicy;
  readonly #rig: EngineRig;
  #positions: readonly Partial<PositionReport>[] = [];
  #openOrders: readonly OpenOrder[] = [];
  #equity = decimal(10_000);
  #sent = 0;
  #isBegun = false;
  #spreadBps = 10;
  readonly #marks: Record<string, Decimal> = { HYPE: decimal(25), BTC: decimal(100_000) };

  constructor(policy: CompiledPolicy) {
    this.#policy = policy;
    this.#rig = new EngineRig(policy).start();
  }

  /** What the account holds at first comes before all else. */
  take(step: string): void {
    const [verb = '', first = '', second = '', ...rest] = step.split(' ');
    if (verb === 'position') return this.#hold(first, second || 'HYPE', rest);
    if (verb === 'equity') return void (this.#equity = decimal(first));
    this.#begin();
    this.#act(verb, [first, second, ...rest]);
  }

  judge(order: string | null): Played {
    this.#begin();
    const { state, markets } = this.#rig.view();
    const heldBy = markets.find((market) => market.state === state)?.heldBy ?? null;
    const tripped = this.#rig.of('ruleTripped').map(({ rule }) => rule);
    if (order === null) return { state, heldBy, tripped, reading: null };
    const [side = '', size = '', , price = '', coin = 'HYPE'] = order.split(' ');
    const proposed = { coin, side: side as Side, size: decimal(size), price: decimal(price) };
    const reading = createInspector(this.#policy).judgeOrder(this.#rig.state, proposed);
    const market = markets.find((each) => each.coin === coin);
    return { state: market?.state ?? state, heldBy: market?.heldBy ?? heldBy, tripped, reading };
  }

  #hold(size: string, coin: string, [word, liquidation]: readonly string[]): void {
    const entryPrice = this.#marks[coin] ?? decimal(1);
    const liquidationPrice = word === 'liquidation' ? decimal(liquidation ?? 0) : null;
    const leverage = coin === 'BTC' ? 5 : 10;
    const held = { coin, size: decimal(size), entryPrice, leverage, liquidationPrice };
    this.#positions = [...this.#positions, held];
  }

  #begin(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#rig.reconcile(report(this.#rig.at, this.#equity, this.#positions));
    for (const [coin, mark] of Object.entries(this.#marks)) this.#rig.mark(mark, coin);
    for (const coin of Object.keys(this.#marks)) this.#top(this.#marks[coin] ?? decimal(1), coin);
  }

  #act(verb: string, words: readonly string[]): void {
    const rig = this.#rig;
    const [first = '', second = '', third = '', fourth = '', fifth = 'HYPE'] = words;
    switch (verb) {
      case 'mark':
        return void rig.mark(first, second || 'HYPE');
      case 'oracle': {
        const [mark, oracle, fundingRate] = [decimal(25), decimal(first), decimal(0)];
        rig.hear({ kind: 'contextChanged', at: rig.at, coin: 'HYPE', mark, oracle, fundingRate });
        return;
      }
      case 'mid':
        return this.#top(decimal(first), 'HYPE');
      case 'account':
        return void rig.account(first, this.#positions);
      case 'wait':
        return this.#wait(first);
      case 'silence':
        return this.#silence(first);
      case 'tick':
        return void rig.wait(millisecondsOf(first));
      case 'midnight':
        rig.at = Math.ceil(rig.at / DAY_MS) * DAY_MS;
        return void rig.wait(1_000);
      case 'again':
        return void rig.hear(rig.events.findLast(({ kind }) => kind === first) ?? never(first));
      case 'disconnect':
        return void rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
      case 'silence-marks':
        return this.#wait(first, false);
      case 'wide':
        this.#spreadBps = Number(first);
        return this.#top(decimal(25), 'HYPE');
      case 'lose':
      case 'even':
        return this.#trade(Number(first), verb === 'lose' ? '24.9' : '25');
      case 'lost': {
        const clientOrderId = rig.state.orders.orders.at(-1)?.clientOrderId ?? '';
        rig.hear({ kind: 'orderOutcomeUnknown', at: rig.at, clientOrderId, reason: 'timeout' });
        return;
      }
      case 'fill':
        rig.at += 1;
        return void rig.fill(first as Side, second, fourth, { coin: fifth });
      case 'rest':
        return this.#rest(first as Side, second, fourth);
      case 'fly':
        return this.#fly(first as Side, second, fourth);
      case 'send':
        return this.#send(Number(first), second || 'HYPE', third);
      case 'error': {
        const ids = { orderId: null, clientOrderId: null };
        for (let count = 0; count < Number(first); count += 1) {
          rig.hear({ kind: 'cancelOutcomeUnknown', at: rig.at, ...ids, reason: 'timeout' });
        }
        return;
      }
      case 'rejected':
        return this.#rejected(Number(first), 'insufficient margin');
      case 'limited':
        return this.#rejected(Number(first), 'too many requests');
      case 'budget':
        rig.hear({ kind: 'actionBudgetReported', at: rig.at, actionsLeft: Number(first) });
        return;
      case 'asks':
        return this.#asks(first);
      case 'liquidated':
        rig.at += 1;
        return void rig.fill('sell', first, '24', { isLiquidation: true });
      case 'differs':
        return void rig.account(this.#equity.toString(), [{ size: decimal(first) }]);
      case 'operator':
        return void rig.operator(first as 'pause');
      case 'restart':
        rig.start('fedcba9876543210');
        this.#isBegun = false;
        return this.#begin();
      default:
        throw new Error(`no such step: ${verb}`);
    }
  }

  #top(mid: Decimal, coin: string): void {
    const half = mid.times(coin === 'HYPE' ? this.#spreadBps : 10).div(20_000);
    this.#rig.top(mid.minus(half), mid.plus(half), coin);
  }

  /** Time passes with every feed as fresh as it was. */
  #wait(text: string, withMarks = true): void {
    const endAt = this.#rig.at + millisecondsOf(text);
    while (this.#rig.at < endAt) {
      this.#rig.wait(Math.min(1_000, endAt - this.#rig.at));
      for (const coin of Object.keys(this.#marks)) {
        const mark = this.#rig.state.markets[coin]?.mark ?? null;
        if (mark !== null && withMarks) this.#rig.mark(mark, coin);
        this.#top(mark ?? decimal(1), coin);
      }
      const { report: last } = this.#rig.state.account;
      if (last === null) continue;
      const account = { ...last, time: this.#rig.at };
      this.#rig.hear({ kind: 'accountReported', at: this.#rig.at, account });
    }
  }

  /** Time passes, the clock ticks, and nobody says anything. */
  #silence(text: string): void {
    const endAt = this.#rig.at + millisecondsOf(text);
    while (this.#rig.at < endAt) this.#rig.wait(Math.min(250, endAt - this.#rig.at));
  }

  #rest(side: Side, size: string, price: string): void {
    const orderId = 5_000 + this.#openOrders.length;
    const [contracts, at] = [decimal(size), decimal(price)];
    const order: OpenOrder = {
      coin: 'HYPE',
      side,
      price: at,
      size: contracts,
      originalSize: contracts,
      reduceOnly: false,
      orderId,
      clientOrderId: null,
      placedAt: 0,
    };
    this.#openOrders = [...this.#openOrders, order];
    this.#rig.at += 1;
    const { positions } = this.#rig.state;
    const held = Object.values(positions).flatMap(({ coin, size: open, entryPrice }) =>
      entryPrice === null ? [] : [{ coin, size: open, entryPrice }],
    );
    this.#rig.reconcile(report(this.#rig.at, this.#equity, held), this.#openOrders);
  }

  /** Sent, and no answer yet. */
  #fly(side: Side, size: string, price: string): void {
    const { state } = this.#rig;
    const request = {
      coin: 'HYPE',
      side,
      price: decimal(price),
      size: decimal(size),
      timeInForce: 'post-only' as const,
      reduceOnly: false,
      clientOrderId: `0x0123456789abcdef${String(this.#sent++).padStart(16, '0')}`,
    };
    this.#rig.state = { ...state, orders: addOrder(state.orders, request, 'quote', state.at) };
  }

  /** Orders that left just now: buys of one contract at $25, gone from the book already. */
  #send(count: number, coin: string, size: string): void {
    const order = { side: 'buy', price: decimal(25), size: decimal(size || 1) } as const;
    const { state } = this.#rig;
    let { log } = state;
    for (let sent = 0; sent < count; sent += 1) {
      log = logEvent(log, 'orders', coin, state.at, signatureOf(order));
    }
    this.#rig.state = { ...state, log };
  }

  /** Round trips of one contract from $25. */
  #trade(count: number, exit: string): void {
    for (let trip = 0; trip < count; trip += 1) {
      this.#rig.at += 1;
      this.#rig.fill('buy', 1, 25);
      this.#rig.at += 1;
      this.#rig.fill('sell', 1, exit);
    }
  }

  /** `10@25.05,100@25.3`, under a bid as far below $25 as the first is above. */
  #asks(text: string): void {
    const asks = text.split(',').map((each) => {
      const [size = '', price = ''] = each.split('@');
      return { price: decimal(price), size: decimal(size) };
    });
    const best = asks[0]?.price ?? never('ask');
    const bids = [{ price: decimal(50).minus(best), size: decimal(1_000) }];
    const { at } = this.#rig;
    this.#rig.hear({ kind: 'bookChanged', at, coin: 'HYPE', bids, asks, venueTime: at });
  }

  #rejected(count: number, reason: string): void {
    for (let sent = 0; sent < count; sent += 1) {
      this.#fly('buy', '1', '25');
      const clientOrderId = this.#rig.state.orders.orders.at(-1)?.clientOrderId ?? '';
      const { at } = this.#rig;
      this.#rig.hear({ kind: 'orderRejected', at, clientOrderId, reason });
    }
  }
}

function never(what: string): never {
  throw new Error(`there was no ${what}`);
}

function millisecondsOf(text: string): number {
  const [, count = '0', unit = 'ms'] = /^([\d.]+)(ms|s|m|h)$/u.exec(text) ?? [];
  return Number(count) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's'];
}

/** The rows as a table in Markdown. */
export function controlsTable(controls: readonly Control[]): string {
  const rows = controls.map(({ control, line, rule, state, denies, allows, reduces }) => {
    const told = state === 'active' ? `denied by \`${rule}\`` : `${state} by \`${rule}\``;
    const text = line === null ? 'built in' : `\`${line}\``;
    return [control, text, `${cellOf(denies)}: ${told}`, cellOf(allows), cellOf(reduces)];
  });
  const head = ['control', 'policy line', 'denies', 'allows, one step inside', 'exit that passes'];
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('');
}

function cellOf({ steps, order }: Scene): string {
  return [steps, `**${order ?? 'not tripped'}**`].filter((part) => part !== '').join(' · ');
}
