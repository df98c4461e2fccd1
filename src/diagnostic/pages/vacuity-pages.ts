/** Pages of the codes P5xx: rules that are well written and yet have no effect, or always one. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const VACUITY_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P501',
    summary: 'the rule can never do anything',
    meaning:
      'No values of its measures make a trigger trip, or a limit deny. Each measure has a ' +
      'natural range: prices are above zero, counts are whole, `liquidation_buffer` is 0 to 1.',
    why: 'A rule that cannot act looks like protection. Mostly a bound is in the wrong unit.',
    avoid: 'reduce-only near-liquidation when liquidation_buffer < 0',
    prefer: 'reduce-only near-liquidation when liquidation_buffer < 0.5',
    related: ['P502', 'P503'],
  },
  {
    code: 'P502',
    summary: 'the rule always acts',
    meaning: 'Whatever its measures are, a trigger trips or a limit denies the order.',
    why: 'The policy would never quote, and its reason would say nothing about the market.',
    avoid: 'limit open-orders open_orders < 1',
    prefer: 'limit open-orders open_orders <= 1',
    related: ['P501', 'P507'],
  },
  {
    code: 'P503',
    summary: 'another rule always acts first',
    meaning:
      'A rule of the same kind, for the same markets and on the same measures, acts wherever ' +
      'this one would. A rule of the same name in a `market` block is meant to be tighter.',
    why: 'Whoever changes the looser bound later believes to have changed what is enforced.',
    avoid: 'limit order-value order.notional <= $100\nlimit order-size order.notional <= $250',
    prefer: 'limit order-value order.notional <= $100',
    related: ['P208', 'P501'],
  },
  {
    code: 'P504',
    summary: 'the `until` can never come true',
    meaning: 'Once tripped the rule holds until the operator ends it: no values release it.',
    why: 'A hold that was meant to be short stays, and the position is managed by nobody.',
    avoid: 'reduce-only busy when open_orders > 10 until < 0',
    prefer: 'reduce-only busy when open_orders > 10 until <= 5',
    related: ['P406', 'P408'],
  },
  {
    code: 'P505',
    summary: 'nothing reads this let',
    meaning: 'A `let` has no effect of its own: it only names a figure that rules use.',
    why: 'A floor that no rule reads protects nothing, though it looks as if it did.',
    avoid: 'let floor = $900',
    prefer: 'let floor = $900\nreduce-only low when balance < floor',
    related: ['P210', 'P501'],
  },
  {
    code: 'P506',
    summary: 'Kelly waits for trades that it does not let happen',
    meaning:
      '`size kelly` sizes by the trades of its `history`. Until it is full only `warm-up-risk` ' +
      'may be risked, and that is 0.',
    why: 'A new account would quote nothing for ever: without trades there is no history.',
    avoid: 'size kelly {\n  stop-distance 1%\n}',
    prefer: 'size kelly {\n  warm-up-risk 0.25% of equity\n  stop-distance 1%\n}',
    related: ['P501', 'P414'],
  },
  {
    code: 'P507',
    summary: 'two limits let no order pass together',
    meaning: 'Every order that adds risk must meet all limits, and these two exclude each other.',
    why: 'The policy would never quote, though each of the limits looks sensible alone.',
    avoid: 'limit least order.size >= 5 HYPE because "no dust"\nlimit most order.size <= 4 HYPE',
    prefer: 'limit least order.size >= 1 HYPE because "no dust"\nlimit most order.size <= 4 HYPE',
    related: ['P403', 'P502'],
  },
  {
    code: 'P508',
    summary: 'the kill comes before its reduce-only',
    meaning:
      'A kill and a reduce-only watch the same measures, and whenever the reduce-only trips the ' +
      'kill has tripped already.',
    why: 'Only shrinking orders are the step before a halt. Here the account halts at once.',
    avoid:
      'reduce-only margin when margin_utilization > 100%\n' +
      'kill all-margin when margin_utilization > 80%',
    prefer:
      'reduce-only margin when margin_utilization > 80%\n' +
      'kill all-margin when margin_utilization > 100%',
    related: ['P503', 'P416'],
  },
  {
    code: 'P509',
    summary: 'quotes without the stops that a limit measures',
    meaning:
      '`order.risk` and `open_risk` are unknown while an order or a position lacks a stop, and a ' +
      'limit denies what it does not know. The engine keeps stops where `size kelly` says how far.',
    why: 'Every order would be denied, and the policy would quote nothing for ever.',
    avoid:
      'limit coin-risk open_risk <= 3% of initial_balance\n\n' +
      'quote glft {\n  risk-aversion 0.05 per tick\n  volatility calibrated\n' +
      '  intensity calibrated\n  levels 3\n}',
    prefer:
      'limit coin-risk open_risk <= 3% of initial_balance\n\n' +
      'quote glft {\n  risk-aversion 0.05 per tick\n  volatility calibrated\n' +
      '  intensity calibrated\n  levels 3\n}\n\n' +
      'size kelly {\n  warm-up-risk 0.25% of equity\n  stop-distance 1%\n}',
    related: ['P506', 'P414'],
  },
  {
    code: 'P510',
    summary: 'a temperature that no allocation reads',
    meaning:
      'Only `method by-value` weighs levels by what they are worth, and `temperature` says how ' +
      'strongly. `inner-first` and `even` read none.',
    why: 'Whoever sets a temperature expects the split of margin to change, and it does not.',
    avoid: 'allocate margin {\n  temperature 10%\n}',
    prefer: 'allocate margin {\n  method by-value\n  temperature 10%\n}',
    related: ['P505'],
  },
];
