/**
 * What a page knows of figures beside Plotly, as the text of a script: which theme it has, a figure
 * in that theme's colours, and drawing it anew when the theme changes.
 */
import { CHART_THEMES } from './chart-theme.js';

/**
 * Defines `window.mmPolicyCharts`: `themed(place, figure)` gives data, layout and settings for
 * `Plotly.newPlot`; `follow(place, figure)` keeps what is drawn to the theme of the page. A page is
 * dark where what stands behind the chart is, whether Jupyter, an editor or the reader's system
 * made it so.
 */
export const FIGURE_SCRIPT = `window.mmPolicyCharts = window.mmPolicyCharts || (function () {
  var themes = ${JSON.stringify(CHART_THEMES)};
  var values = { x: 1, y: 1, z: 1, text: 1, customdata: 1, labels: 1 };
  function luminance(color) {
    var parts = /^rgba?\\((\\d+)[, ]+(\\d+)[, ]+(\\d+)(?:[,/ ]+([\\d.]+))?/.exec(color || '');
    if (!parts || (parts[4] !== undefined && Number(parts[4]) < 0.5)) return null;
    return (0.2126 * parts[1] + 0.7152 * parts[2] + 0.0722 * parts[3]) / 255;
  }
  function isDark(place) {
    for (var at = place; at; at = at.parentElement) {
      var light = luminance(getComputedStyle(at).backgroundColor);
      if (light !== null) return light < 0.5;
    }
    var scheme = getComputedStyle(document.documentElement).colorScheme || '';
    return /dark/.test(scheme) && window.matchMedia('(prefers-color-scheme: dark)').matches;
  }
  function painted(color, table) {
    if (!/^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/i.test(color)) return color;
    var drawn = table[color.slice(0, 7).toLowerCase()];
    return drawn === undefined ? color : drawn + color.slice(7);
  }
  function copied(part, theme, key) {
    if (typeof part === 'string') {
      return painted(part, key === 'font' ? theme.texts : theme.marks);
    }
    if (part === null || typeof part !== 'object') return part;
    if (Array.isArray(part)) {
      return part.map(function (each) { return copied(each, theme, key); });
    }
    var copy = {};
    Object.keys(part).forEach(function (name) {
      var isText = key === 'font' || /font$/i.test(name);
      copy[name] = values[name] && Array.isArray(part[name])
        ? part[name] : copied(part[name], theme, isText ? 'font' : name);
    });
    return copy;
  }
  function inTheme(figure, name) {
    var theme = themes[name];
    var layout = copied(figure.layout, theme, '');
    layout.uirevision = 'kept';
    layout.hoverlabel = Object.assign(
      { bgcolor: theme.paper, font: { color: painted('#333333', theme.texts) } },
      layout.hoverlabel);
    return { data: copied(figure.data, theme, ''), layout: layout,
      settings: { responsive: true, displaylogo: false } };
  }
  function themed(place, figure) {
    return inTheme(figure, isDark(place) ? 'dark' : 'light');
  }
  function follow(place, figure) {
    var drawn = isDark(place);
    function look() {
      // What is off the page for good is forgotten; what is hidden for now is looked at later.
      if (!place.isConnected) return;
      var now = isDark(place);
      if (now === drawn) return;
      drawn = now;
      var chart = themed(place, figure);
      window.Plotly.react(place, chart.data, chart.layout, chart.settings);
    }
    // Styles follow the attribute, at times by a transition.
    function soon() { look(); setTimeout(look, 400); }
    new MutationObserver(soon).observe(document.body, { attributes: true });
    new MutationObserver(soon).observe(document.documentElement, { attributes: true });
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', soon);
  }
  return { themed: themed, follow: follow, inTheme: inTheme };
})();`;
