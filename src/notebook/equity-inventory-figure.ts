/** What was gained and what was held for it, on one axis of time. */
import type { Trial } from '../study/index.js';
import { axisOf, legendRows, plainLayout, seriesColor } from './chart-style.js';
import type { Figure } from './figure.js';

/**
 * Two panels over one another, a line a trial in each: equity over its beginning, and contracts of
 * `coin` held.
 */
export function equityInventoryFigure(
  title: string,
  trials: readonly Trial[],
  coin: string,
): Figure {
  const lines = trials.flatMap((trial, index) => {
    const x = trial.times.map((at) => new Date(at).toISOString());
    const first = trial.equity.find((value) => value !== null) ?? 0;
    const market = trial.markets.find((each) => each.coin === coin);
    const line = { color: seriesColor(index), width: 2 };
    const common = { type: 'scatter', mode: 'lines', name: trial.label, x };
    return [
      {
        ...common,
        y: trial.equity.map((value) => (value === null ? null : value - first)),
        line,
        hovertemplate: '%{y:$.2f}',
      },
      {
        ...common,
        y: market?.position ?? [],
        yaxis: 'y2',
        showlegend: false,
        line: { ...line, shape: 'hv' },
        hovertemplate: '%{y:.4~f} contracts',
      },
    ];
  });
  return {
    data: lines,
    layout: {
      ...plainLayout(title, legendRows(trials.length)),
      hovermode: 'x unified',
      xaxis: { ...axisOf('market time (UTC)'), type: 'date', anchor: 'y2' },
      yaxis: { ...axisOf('gained ($)'), domain: [0.54, 1] },
      yaxis2: { ...axisOf('held (contracts)'), domain: [0, 0.46] },
    },
  };
}
