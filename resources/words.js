/* global RED */
/** Numbers and times in the viewer's language and the location's zone. */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  const SECONDS = { second: '2-digit' };

  const language = () => RED.i18n.lang() || 'en-US';

  /** A formatter takes longer to make than everything else in a picture. */
  const formatters = new Map();
  function formatter(make, options) {
    const key = make.name + language() + JSON.stringify(options);
    if (!formatters.has(key)) formatters.set(key, new make(language(), options));
    return formatters.get(key);
  }

  function time(at, timeZone, options) {
    const wanted = { hourCycle: 'h23', ...options };
    try {
      return formatter(Intl.DateTimeFormat, { ...wanted, timeZone }).format(at);
    } catch {
      // A zone that only the runtime knows.
      return formatter(Intl.DateTimeFormat, { ...wanted, timeZone: 'UTC' }).format(at);
    }
  }

  flatpeak.words = {
    /** `06:30`, or `06:30:20` with seconds */
    clock: (at, timezone, seconds = false) =>
      time(at, timezone, { hour: '2-digit', minute: '2-digit', ...(seconds && SECONDS) }),
    /** `Sat, Nov 21` */
    day: (at, timezone) => time(at, timezone, { weekday: 'short', day: 'numeric', month: 'short' }),
    /** `Sat 06:30`, or `Sat 06:30:20` with seconds */
    moment: (at, timezone, seconds = false) =>
      time(at, timezone, {
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        ...(seconds && SECONDS),
      }),
    /** At most `digits` decimals. */
    number: (value, digits) =>
      formatter(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value),
    /** `0.83` */
    money: (value) =>
      formatter(Intl.NumberFormat, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
        value,
      ),
    /** `4 h`, `1 h 30 min` */
    duration(minutes) {
      const whole = Math.round(minutes);
      const [h, min] = [Math.floor(whole / 60), whole % 60];
      return [h > 0 ? h + ' h' : '', min > 0 || h === 0 ? min + ' min' : '']
        .filter(Boolean)
        .join(' ');
    },
  };
})();
