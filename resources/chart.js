/* global $ */
/** Draws rates over time, and what a switch makes of them. */
(function () {
  'use strict';

  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));
  const HOUR = 3_600_000;
  const HEIGHT = 168;
  const EDGE = { top: 18, right: 10, bottom: 34, left: 46 };
  /** Narrower than this, labels of the hours would touch. */
  const LABEL = 44;
  let charts = 0;

  /**
   * Fills `box` with a chart that mouse, keyboard and screen reader can walk through slot by slot.
   * @param {JQuery} box
   * @param {FlatPeakPicture} picture
   * @param {FlatPeakChartWords} words what it says, and whom it tells which slot is meant
   */
  flatpeak.chart = function (box, picture, words) {
    const id = 'flatpeak-chart-' + ++charts;
    const width = Math.max(box.width() || 0, 260);
    const { x, y, ticks } = scales(picture, width);
    const plan = picture.plan;
    const svg = element('svg', { width, height: HEIGHT, role: 'presentation' });
    const add = (name, attributes, text) => {
      const part = element(name, attributes);
      if (text !== undefined) part.textContent = text;
      svg.append(part);
      return part;
    };
    const bottom = HEIGHT - EDGE.bottom;
    const zero = y(0);

    hatching(svg, id);
    for (const { from, to } of plan ? plan.windows : [])
      add('rect', {
        class: 'window',
        ...across(x, from, to),
        y: EDGE.top,
        height: bottom - EDGE.top,
      });
    for (const tick of ticks) {
      add('line', {
        class: 'grid',
        x1: EDGE.left,
        x2: width - EDGE.right,
        y1: y(tick),
        y2: y(tick),
      });
      add(
        'text',
        { class: 'axis', x: EDGE.left - 6, y: y(tick) + 4, 'text-anchor': 'end' },
        flatpeak.words.number(tick, 3),
      );
    }
    for (const slot of picture.slots) {
      const { value, from, to, on, forecast } = slot;
      const past = to <= picture.now ? 'past' : '';
      if (value === null)
        add('rect', {
          class: 'gap ' + past,
          fill: 'url(#' + id + '-gap)',
          ...across(x, from, to),
          y: EDGE.top,
          height: bottom - EDGE.top,
        });
      else {
        // A rate of nothing is a rate, and has to be seen.
        const top = Math.min(y(value), zero) - (value >= 0 ? 1 : 0);
        add('rect', {
          class: [
            'bar',
            on ? 'on' : plan || picture.problem ? 'off' : 'plain',
            forecast ? 'forecast' : '',
            past,
          ]
            .join(' ')
            .trim(),
          ...across(x, from, to),
          y: top,
          height: Math.abs(y(value) - zero) + 1,
        });
      }
      if (on)
        add('rect', { class: 'band ' + past, ...across(x, from, to, 0), y: bottom + 2, height: 5 });
    }
    add('line', { class: 'zero', x1: EDGE.left, x2: width - EDGE.right, y1: zero, y2: zero });
    hours(picture, width, x, add);
    if (plan)
      for (const name of ['threshold', 'never_above', 'always_below']) {
        const value = plan[name];
        if (value === null || y(value) < EDGE.top - 1 || y(value) > bottom + 1) continue;
        const at = y(value);
        add('line', {
          class: 'limit ' + name,
          x1: EDGE.left,
          x2: width - EDGE.right,
          y1: at,
          y2: at,
        });
        add(
          'text',
          { class: 'limit', x: width - EDGE.right, y: at - 4, 'text-anchor': 'end' },
          words.line(name),
        );
      }
    if (picture.now >= picture.from && picture.now < picture.to) {
      const at = x(picture.now);
      add('line', { class: 'now', x1: at, x2: at, y1: EDGE.top - 4, y2: bottom });
      const anchor = at > width - 60 ? 'end' : at < EDGE.left + 30 ? 'start' : 'middle';
      add('text', { class: 'now', x: at, y: EDGE.top - 7, 'text-anchor': anchor }, words.now);
    }

    const marker = add('rect', {
      class: 'marker',
      y: EDGE.top,
      height: bottom - EDGE.top,
      width: 0,
    });
    const targets = picture.slots.map((slot, i) =>
      add('rect', {
        id: id + '-' + i,
        class: 'target',
        role: 'option',
        'aria-label': words.slot(slot),
        'aria-selected': false,
        ...across(x, slot.from, slot.to, 0),
        y: 0,
        height: HEIGHT,
      }),
    );
    const chart = $('<div class="flatpeak-chart" role="listbox" tabindex="0"></div>')
      .attr({ 'aria-label': words.title, 'aria-orientation': 'horizontal' })
      .append(svg);
    walk(chart, picture, targets, marker, words.point);
    box.empty().append(chart);
  };

  /** Lets mouse and arrow keys go from slot to slot. */
  function walk(chart, { slots, now }, targets, marker, point) {
    let active = -1;
    const go = (index) => {
      if (targets[active]) targets[active].setAttribute('aria-selected', 'false');
      active = index;
      const target = targets[index];
      chart.attr('aria-activedescendant', target ? target.id : null);
      if (target) target.setAttribute('aria-selected', 'true');
      marker.setAttribute('x', target ? target.getAttribute('x') : 0);
      marker.setAttribute('width', target ? target.getAttribute('width') : 0);
      point(slots[index]);
    };
    const last = slots.length - 1;
    const steps = {
      ArrowLeft: () => Math.max(0, active - 1),
      ArrowRight: () => Math.min(last, active + 1),
      Home: () => 0,
      End: () => last,
    };
    targets.forEach((target, index) => target.addEventListener('mouseenter', () => go(index)));
    chart.on('mouseleave', () => chart.is(':focus') || go(-1));
    chart.on(
      'focus',
      () =>
        active >= 0 ||
        go(
          Math.max(
            0,
            slots.findIndex(({ to }) => to > now),
          ),
        ),
    );
    chart.on('blur', () => go(-1));
    chart.on('keydown', (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      go(step());
    });
  }

  /**
   * @param {FlatPeakPicture} picture
   * @param {number} width px
   */
  function scales({ from, to, slots, plan }, width) {
    const values = slots.flatMap(({ value }) => (value === null ? [] : [value]));
    const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)];
    // A line that is far from every rate would press them flat.
    const reach = (highest - lowest || 1) / 2;
    const lines = plan ? [plan.threshold, plan.never_above, plan.always_below] : [];
    const near = lines.flatMap((value) =>
      value !== null && value >= lowest - reach && value <= highest + reach ? [value] : [],
    );
    const [low, high] = [Math.min(lowest, ...near), Math.max(highest, ...near)];
    const ticks = ticksBetween(low, high === low ? low + 1 : high);
    const [bottom, top] = [Math.min(low, ticks[0]), Math.max(high, ticks[ticks.length - 1])];
    const [plotWidth, plotHeight] = [
      width - EDGE.left - EDGE.right,
      HEIGHT - EDGE.top - EDGE.bottom,
    ];
    return {
      x: (at) => EDGE.left + ((at - from) / (to - from)) * plotWidth,
      y: (value) => EDGE.top + ((top - value) / (top - bottom)) * plotHeight,
      ticks,
    };
  }

  /** Three to six round numbers. */
  function ticksBetween(low, high) {
    const rough = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) || 10);
    const first = Math.floor(low / step);
    const last = Math.ceil(high / step);
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }

  function hours(picture, width, x, add) {
    const { timezone } = picture;
    const room = (x(picture.from + HOUR) - x(picture.from)) * 3;
    const every = Math.ceil(LABEL / room);
    const bottom = HEIGHT - EDGE.bottom;
    picture.hours.forEach((at) => {
      const clock = flatpeak.words.clock(at, timezone);
      const midnight = clock === '00:00';
      add('line', {
        class: midnight ? 'midnight' : 'tick',
        x1: x(at),
        x2: x(at),
        y1: midnight ? EDGE.top : bottom,
        y2: bottom + 4,
      });
      const third = Math.round(parseInt(clock, 10) / 3);
      if (third % every === 0 && x(at) < width - 20)
        add('text', { class: 'axis', x: x(at), y: bottom + 18, 'text-anchor': 'middle' }, clock);
      if (midnight && x(at) < width - 60)
        add(
          'text',
          { class: 'axis day', x: x(at), y: bottom + 31, 'text-anchor': 'start' },
          flatpeak.words.day(at, timezone),
        );
    });
  }

  /** Where nothing is known. */
  function hatching(svg, id) {
    const pattern = element('pattern', {
      id: id + '-gap',
      width: 6,
      height: 6,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    });
    pattern.append(element('line', { class: 'hatch', x1: 0, x2: 0, y1: 0, y2: 6 }));
    const definitions = element('defs', {});
    definitions.append(pattern);
    svg.append(definitions);
  }

  /** Left edge and width; neighbours keep a hair's breadth apart while there is room. */
  function across(x, from, to, apart = 1) {
    const width = x(to) - x(from);
    return { x: x(from), width: Math.max(width - (width > 4 ? apart : 0), 0.5) };
  }

  function element(name, attributes) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  }
})();
