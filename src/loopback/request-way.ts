/** How requests get to the desk and answers back: at once, with the latency, or with faults. */
import type { Clock } from '../base/index.js';
import type { ExchangeAction } from '../hyperliquid/index.js';
import type { IpBudget } from './ip-budget.js';
import type { RequestAnswer, RequestDesk } from './request-desk.js';
import type { TravelTimes } from './travel-times.js';
import type { VenueFaults } from './venue-faults.js';
import { VenueTimers } from './venue-timers.js';

export type VenueRequest =
  | { readonly kind: 'info'; readonly body: unknown }
  | { readonly kind: 'exchange'; readonly body: unknown }
  /** Of who acts for `user` in this very process. */
  | { readonly kind: 'trusted'; readonly user: string; readonly action: ExchangeAction };

export type RequestOutcome =
  | RequestAnswer
  /** By what stands before the venue, as HTTP says it. */
  | { readonly kind: 'turnedAway'; readonly status: number; readonly text: string }
  /** The connection broke: it may have been done. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** There was nobody: nothing was done. */
  | { readonly kind: 'unreached'; readonly reason: string };

export interface RequestWayOptions {
  readonly clock: Clock;
  readonly desk: RequestDesk;
  readonly faults: VenueFaults;
  readonly travel: TravelTimes | null;
  /** Null where requests are not limited. */
  readonly ipBudget: IpBudget | null;
  /** Called after a request was answered whose reply comes later. */
  readonly afterAnswer: () => void;
}

const SERVER_ERRORS = [
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
] as const;

const BROKEN = { kind: 'lost', reason: 'the connection broke' } as const;

const TOO_MANY = { kind: 'turnedAway', status: 429, text: 'Too Many Requests' } as const;

type Settle = (outcome: RequestOutcome) => void;

export class RequestWay {
  readonly #options: RequestWayOptions;
  readonly #timers: VenueTimers;
  readonly #open = new Set<Settle>();

  constructor(options: RequestWayOptions) {
    this.#options = options;
    this.#timers = new VenueTimers(options.clock);
  }

  /**
   * `reply` is called once, now or later on the clock; true where it was called already. Then the
   * streams have yet to be flushed by the caller, when the reply is on its way.
   */
  ask(request: VenueRequest, reply: Settle): boolean {
    const { afterAnswer, faults } = this.#options;
    const { plan } = faults;
    let isAsking = true;
    let isAnswered = false;
    const settle: Settle = (outcome) => {
      if (!this.#open.delete(settle)) return;
      isAnswered = isAsking;
      reply(outcome);
    };
    this.#open.add(settle);
    const waitMs = plan.strikes('delay') ? plan.lasts('delay') : 0;
    if (plan.strikes('too-many-requests')) {
      faults.tell('too-many-requests', 'a request is answered 429');
      settle(TOO_MANY);
    } else if (waitMs === 0) {
      this.#arrive(request, settle);
      if (!isAnswered) afterAnswer();
    } else {
      faults.tell('delay', `a request takes ${waitMs} ms`);
      this.#timers.after(waitMs, () => {
        this.#arrive(request, settle);
        afterAnswer();
      });
    }
    isAsking = false;
    return isAnswered;
  }

  /** Whether the request takes time: an order or a cancel where the venue has a latency. */
  isCarried(request: VenueRequest): boolean {
    return this.#options.travel !== null && isOrderOrCancel(actionOf(request));
  }

  /** Whoever waits for a reply gets none. */
  loseReplies(): void {
    for (const settle of this.#open) settle(BROKEN);
  }

  /** Nothing arrives any more. */
  stop(): void {
    this.#timers.stop();
    this.#options.travel?.stop();
    this.loseReplies();
  }

  #arrive(request: VenueRequest, settle: Settle): void {
    const { afterAnswer, desk, faults, ipBudget, travel } = this.#options;
    const refusal = outageOutcome(faults) ?? overLimit(ipBudget, request);
    if (refusal !== null) return settle(refusal);
    if (isOrderOrCancel(actionOf(request)) && faults.plan.strikes('late-action')) {
      return this.#doLater(request, settle);
    }
    const error = faults.plan.strikes('server-error') ? serverError(faults) : null;
    const answer = (): RequestOutcome => {
      const answered = error?.isDone === false ? null : answerOf(desk, request);
      if (answered?.kind === 'answered' && request.kind === 'info') {
        ipBudget?.answered(request.body, answered.body);
      }
      return error?.outcome ?? answered ?? BROKEN;
    };
    if (travel === null || !this.isCarried(request)) return this.#sendBack(settle, answer());
    travel.request(answer, (answered) => this.#sendBack(settle, answered), afterAnswer);
  }

  /** What stands before the venue has given up; the venue itself has not. */
  #doLater(request: VenueRequest, settle: Settle): void {
    const { afterAnswer, desk, faults } = this.#options;
    const waitMs = faults.plan.lasts('late-action');
    faults.tell('late-action', `an action is answered 504, and done in ${waitMs} ms`);
    this.#timers.after(waitMs, () => {
      if (outageOutcome(faults) !== null) return;
      answerOf(desk, request);
      afterAnswer();
    });
    this.#sendBack(settle, { kind: 'turnedAway', status: 504, text: 'Gateway Timeout' });
  }

  #sendBack(settle: Settle, outcome: RequestOutcome): void {
    const { faults } = this.#options;
    const { plan } = faults;
    if (plan.strikes('lost-reply')) {
      faults.tell('lost-reply', 'a reply is lost');
      this.#timers.after(plan.lasts('lost-reply'), () => settle(BROKEN));
    } else if (plan.strikes('delay')) {
      const waitMs = plan.lasts('delay');
      faults.tell('delay', `a reply takes ${waitMs} ms`);
      this.#timers.after(waitMs, () => settle(outcome));
    } else {
      settle(outcome);
    }
  }
}

function answerOf(desk: RequestDesk, request: VenueRequest): RequestAnswer {
  if (request.kind === 'info') return desk.answerInfo(request.body);
  if (request.kind === 'exchange') return desk.answerExchange(request.body);
  return desk.answerTrusted(request.user, request.action);
}

/** Who acts in this process is not limited by an address of the internet. */
function overLimit(ipBudget: IpBudget | null, request: VenueRequest): RequestOutcome | null {
  if (ipBudget === null || request.kind === 'trusted') return null;
  return ipBudget.admit(request.body, request.kind) ? null : TOO_MANY;
}

function outageOutcome(faults: VenueFaults): RequestOutcome | null {
  const outage = faults.outage();
  if (outage === null) return null;
  return outage.kind === 'crash'
    ? { kind: 'unreached', reason: 'nobody listens' }
    : { kind: 'turnedAway', status: 502, text: 'Bad Gateway' };
}

function serverError(faults: VenueFaults): {
  readonly outcome: RequestOutcome;
  /** Whether the venue has done what was asked all the same. */
  readonly isDone: boolean;
} {
  const { plan } = faults;
  const [status, text] =
    SERVER_ERRORS[plan.choose('server-error', SERVER_ERRORS.length)] ?? SERVER_ERRORS[0];
  const isDone = plan.choose('server-error', 2) === 1;
  faults.tell('server-error', `a request is answered ${status}, ${isDone ? '' : 'not '}done`);
  return { outcome: { kind: 'turnedAway', status, text }, isDone };
}

function actionOf(request: VenueRequest): unknown {
  if (request.kind === 'info') return null;
  if (request.kind === 'trusted') return request.action;
  const { body } = request;
  return body instanceof Object && 'action' in body ? body.action : null;
}

/** Setting leverage and the dead man's switch take no time: a session does both before it runs. */
function isOrderOrCancel(action: unknown): boolean {
  if (!(action instanceof Object) || !('type' in action)) return false;
  return ['order', 'modify', 'batchModify', 'cancel', 'cancelByCloid'].includes(
    String(action.type),
  );
}
