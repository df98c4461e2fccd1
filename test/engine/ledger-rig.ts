/** An engine at a venue that tells its ledger, driven event by event. */
import { decimal } from '../../src/base/index.js';
import type { LedgerEntry } from '../../src/market/index.js';
import { compile, EngineRig, policyText, report } from './engine-kit.js';

const RULES = `
kill         daily-loss               when equity < day_start_equity - $100
kill         drawdown                 when equity < peak_equity - $150
alert        lost                     when day_pnl < -$50
alert        made                     when total_profit > $40
`;

type Amounts = { readonly at: number; readonly amount: number };

/** A rig at a venue that tells its ledger: $1,000, flat, reconciled at noon UTC. */
export class LedgerRig extends EngineRig {
  #entries = 0;

  static begin(withdrawals: string, rules = RULES): LedgerRig {
    const text = policyText(rules, { quote: '' })
      .replace('$397.49', '$1_000')
      .replace('count-as-loss', withdrawals);
    const rig = new LedgerRig(compile(text));
    rig.at = Date.UTC(2026, 10, 2, 12);
    rig.start();
    rig.mark(27);
    rig.picture(1_000, []);
    rig.at += 1_000;
    return rig;
  }

  /** The venue's own word, its ledger included. */
  picture(equity: number | string, ledger: readonly LedgerEntry[], fills = this.noFills): void {
    const account = report(this.at, equity);
    this.hear({ kind: 'reconciled', at: this.at, account, openOrders: [], fills, ledger });
  }

  readonly noFills: readonly ReturnType<EngineRig['fillOf']>[] = [];

  transferOf({ at, amount }: Amounts): LedgerEntry {
    const id = `0x${(this.#entries += 1)}`;
    return { kind: 'transfer', id, time: at, amount: decimal(amount), name: 'transfer' };
  }

  moves(amount: number): LedgerEntry {
    const entry = this.transferOf({ at: this.at, amount });
    this.hear({ kind: 'ledgerUpdated', at: this.at, entry });
    return entry;
  }

  /** The account as it is, at a new moment. */
  shows(equity: number | string): void {
    this.at += 1_000;
    this.mark(27);
    this.account(equity);
  }

  get standing() {
    const [book] = Object.values(this.state.books);
    const { dayStartEquity, peakEquity } = book?.anchors ?? {};
    return [dayStartEquity, peakEquity].map((level) => level?.toString());
  }

  get heldBy() {
    return this.view().markets[0]?.heldBy ?? null;
  }

  get tripped() {
    return this.of('ruleTripped').map(({ rule }) => rule);
  }
}
