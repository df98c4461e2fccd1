/** USD at which the synthetic market of a coin begins, of the time of the recordings. */
export const START_PRICES: Readonly<Record<string, number>> = {
  BTC: 111_000,
  ETH: 4_400,
  SOL: 202.225,
  HYPE: 27.11,
  WLFI: 0.2,
};
