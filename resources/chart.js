/* global $ */
/** Draws rates over time, and what a switch makes of them. */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  // px
  const HEIGHT = 168;
  const TOP = 18;
  const BOTTOM = HEIGHT - 34;
  const LEFT = 46;
  const RIGHT = 10;
  const NARROWEST = 260;
  /** What the label of an hour takes. */
  const LABEL = 44;

  let charts = 0;

  /**
   * Fills `box` with a chart that mouse, keyboard and screen reader can walk through slot by slot.
   * @param {JQuery} box
   * @param {FlatPeakPicture} picture
   * @param {FlatPeakChartWords} words what it says, and whom it tells which slot is meant
   */
  flatpeak.chart = function (box, picture, words) {
    const plot = plotOf(
      picture,
      Math.max(box.width() || 0, NARROWEST),
      'flatpeak-chart-' + ++charts,
    );
    drawWindows(plot, picture);
    drawGrid(plot);
    drawSlots(plot, picture);
    drawHours(plot, picture);
    drawLimits(plot, picture, words.line);
    drawNow(plot, picture, words.now);
    const old = box.children('.flatpeak-chart');
    const focused = old.is(':focus') ? old.data('at') : undefined;
    const chart = $('<div class="flatpeak-chart" role="listbox" tabindex="0"></div>')
      .attr({ 'aria-label': words.title, 'aria-orientation': 'horizontal' })
      .append(plot.svg);
    const go = walk(chart, plot, picture, words);
    box.empty().append(chart);
    if (focused === undefined) return;
    // Whoever reads a slot goes on reading it when the picture changes.
    chart.trigger('focus');
    go(picture.slots.findIndex(({ to }) => to > focused));
  };

  /** An empty drawing with its scales. */
  function plotOf(picture, width, id) {
    const { low, high, ticks } = heights(picture);
    const svg = element('svg', { width, height: HEIGHT, role: 'presentation' });
    const right = width - RIGHT;
    const x = (at) => LEFT + ((at - picture.from) / (picture.to - picture.from)) * (right - LEFT);
    return {
      id,
      svg,
      right,
      ticks,
      x,
      y: (value) => TOP + ((high - value) / (high - low)) * (BOTTOM - TOP),
      /** Left edge and width; neighbours keep a hair's breadth apart while there is room. */
      across: ({ from, to }, apart = 1) => {
        const wide = x(to) - x(from);
        return { x: x(from), width: Math.max(wide - (wide > 4 ? apart : 0), 0.5) };
      },
      add: (name, attributes, text) => {
        const part = element(name, attributes);
        if (text !== undefined) part.textContent = text;
        svg.append(part);
        return part;
      },
    };
  }

  /**
   * What is drawn, from its lowest to its highest value, always with 0.
   * @param {FlatPeakPicture} picture
   */
  function heights({ slots, plan }) {
    const values = slots.flatMap(({ value }) => (value === null ? [] : [value]));
    const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)];
    // A line that is far from every rate would press them flat.
    const reach = (highest - lowest || 1) / 2;
    const near = linesOf(plan)
      .map(({ value }) => value)
      .filter((value) => value >= lowest - reach && value <= highest + reach);
    const [low, high] = [Math.min(lowest, ...near), Math.max(highest, ...near)];
    const ticks = ticksBetween(low, high === low ? low + 1 : high);
    return { low: ticks[0], high: ticks[ticks.length - 1], ticks };
  }

  /** Three to six round numbers around both. */
  function ticksBetween(low, high) {
    const rough = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) || 10);
    const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }

  const FULL = { y: TOP, height: BOTTOM - TOP };

  /**
   * @param {ReturnType<typeof plotOf>} plot
   * @param {FlatPeakPicture} picture
   */
  function drawWindows({ add, across }, { plan }) {
    for (const window of plan ? plan.windows : [])
      add('rect', { class: 'window', ...across(window, 0), ...FULL });
  }

  function drawGrid({ add, ticks, y, right }) {
    for (const tick of ticks) {
      const at = y(tick);
      add('line', { class: 'grid', x1: LEFT, x2: right, y1: at, y2: at });
      const label = flatpeak.words.number(tick, 3);
      add('text', { class: 'axis', x: LEFT - 6, y: at + 4, 'text-anchor': 'end' }, label);
    }
  }

  /**
   * @param {ReturnType<typeof plotOf>} plot
   * @param {FlatPeakPicture} picture
   */
  function drawSlots(plot, picture) {
    const { add, across, y, right } = plot;
    const zero = y(0);
    const off = picture.plan || picture.problem ? 'off' : 'plain';
    hatching(plot);
    for (const slot of picture.slots) {
      const past = slot.to <= picture.now ? ' past' : '';
      if (slot.value === null) {
        const fill = 'url(#' + plot.id + '-gap)';
        add('rect', { class: 'gap' + past, fill, ...across(slot), ...FULL });
      } else {
        const kind = 'bar ' + (slot.on ? 'on' : off) + (slot.forecast ? ' forecast' : '') + past;
        // A rate of nothing is a rate, and has to be seen.
        const top = Math.min(y(slot.value), zero) - (slot.value >= 0 ? 1 : 0);
        const height = Math.abs(y(slot.value) - zero) + 1;
        add('rect', { class: kind, ...across(slot), y: top, height });
      }
      // Not by colour alone.
      if (slot.on)
        add('rect', { class: 'band' + past, ...across(slot, 0), y: BOTTOM + 2, height: 5 });
    }
    add('line', { class: 'zero', x1: LEFT, x2: right, y1: zero, y2: zero });
  }

  /** What fills a time about which nothing is known. */
  function hatching({ id, svg }) {
    const pattern = element('pattern', {
      id: id + '-gap',
      width: 6,
      height: 6,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    });
    pattern.append(element('line', { class: 'hatch', x1: 0, x2: 0, y1: 0, y2: 6 }));
    svg.append(pattern);
  }

  /**
   * @param {ReturnType<typeof plotOf>} plot
   * @param {FlatPeakPicture} picture
   */
  function drawHours({ add, x, right }, { hours, days, step, from, timezone }) {
    const every = Math.ceil(LABEL / (x(from + step) - x(from)));
    for (const at of hours) {
      if (!days.includes(at))
        add('line', { class: 'tick', x1: x(at), x2: x(at), y1: BOTTOM, y2: BOTTOM + 4 });
      const clock = flatpeak.words.clock(at, timezone);
      const [hour, minute] = clock.split(':').map(Number);
      const isTold = Math.round((hour * HOUR + minute * MINUTE) / step) % every === 0;
      if (isTold && x(at) < right - 10)
        add('text', { class: 'axis', x: x(at), y: BOTTOM + 18, 'text-anchor': 'middle' }, clock);
    }
    for (const at of days) {
      add('line', { class: 'midnight', x1: x(at), x2: x(at), y1: TOP, y2: BOTTOM + 4 });
      if (x(at) < right - 50)
        add('text', { class: 'axis', x: x(at), y: BOTTOM + 31 }, flatpeak.words.day(at, timezone));
    }
  }

  /**
   * @param {ReturnType<typeof plotOf>} plot
   * @param {FlatPeakPicture} picture
   * @param {(name: string, value: number) => string} textOf
   */
  function drawLimits({ add, x, y, right }, { plan, from, to }, textOf) {
    for (const { name, value, ...part } of linesOf(plan)) {
      const at = y(value);
      if (at < TOP - 1 || at > BOTTOM + 1) continue;
      const [x1, x2] = [x(part.from ?? from), x(part.to ?? to)];
      add('line', { class: 'limit', x1, x2, y1: at, y2: at });
      // Where there are many lines the words of the last tell them all.
      if (x2 >= right - 1)
        add(
          'text',
          { class: 'limit', x: right, y: at - 4, 'text-anchor': 'end' },
          textOf(name, value),
        );
    }
  }

  /**
   * Limits, and the part of the time for which each holds where that is not all of it.
   * @param {FlatPeakPicture['plan']} plan
   * @returns {{ name: string, value: number, from?: number, to?: number }[]}
   */
  function linesOf(plan) {
    if (!plan) return [];
    const lines = plan.thresholds.map((line) => ({ name: 'threshold', ...line }));
    const others = /** @type {const} */ (['never_above', 'always_below']).flatMap((name) => {
      const value = plan[name];
      return value === null ? [] : [{ name, value }];
    });
    return [...lines, ...others];
  }

  /**
   * @param {ReturnType<typeof plotOf>} plot
   * @param {FlatPeakPicture} picture
   * @param {string} word
   */
  function drawNow({ add, x, right }, { now, from, to }, word) {
    if (now < from || now >= to) return;
    const at = x(now);
    add('line', { class: 'now', x1: at, x2: at, y1: TOP - 4, y2: BOTTOM });
    const anchor = at > right - 50 ? 'end' : at < LEFT + 30 ? 'start' : 'middle';
    add('text', { class: 'now', x: at, y: TOP - 7, 'text-anchor': anchor }, word);
  }

  /** Lets mouse and arrow keys go from slot to slot; the returned function goes to the slot of that place. */
  function walk(chart, { id, add, across }, { slots, now }, words) {
    const marker = add('rect', { class: 'marker', ...FULL, width: 0 });
    const targets = slots.map((slot, i) =>
      add('rect', {
        id: id + '-' + i,
        class: 'target',
        role: 'option',
        'aria-label': words.slot(slot),
        'aria-selected': false,
        ...across(slot, 0),
        y: 0,
        height: HEIGHT,
      }),
    );
    let active = -1;

    function go(index) {
      if (targets[active]) targets[active].setAttribute('aria-selected', 'false');
      active = index;
      const target = targets[index];
      if (target) target.setAttribute('aria-selected', 'true');
      chart.attr('aria-activedescendant', target ? target.id : null);
      chart.data('at', target ? slots[index].from : undefined);
      for (const side of ['x', 'width'])
        marker.setAttribute(side, target ? target.getAttribute(side) : 0);
      words.point(slots[index]);
    }

    const last = slots.length - 1;
    const steps = {
      ArrowLeft: () => Math.max(0, active - 1),
      ArrowRight: () => Math.min(last, active + 1),
      Home: () => 0,
      End: () => last,
    };
    targets.forEach((target, index) => target.addEventListener('mouseenter', () => go(index)));
    chart.on('mouseleave', () => chart.is(':focus') || go(-1));
    chart.on('focus', () => active < 0 && go(slots.findIndex(({ to }) => to > now)));
    chart.on('blur', () => go(-1));
    chart.on('keydown', (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      go(step());
    });
    return go;
  }

  function element(name, attributes) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  }
})();
