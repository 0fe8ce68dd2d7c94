/* global RED */
/** Numbers and times in the viewer's language and the location's zone. */
(function () {
  'use strict';

  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  const language = () => RED.i18n.lang() || 'en-US';

  /** A zone that only the runtime knows is shown in UTC. */
  function time(/** @type {number} */ at, /** @type {string} */ timezone, options) {
    const wanted = { hourCycle: 'h23', ...options };
    try {
      return new Intl.DateTimeFormat(language(), { ...wanted, timeZone: timezone }).format(at);
    } catch {
      return new Intl.DateTimeFormat(language(), { ...wanted, timeZone: 'UTC' }).format(at);
    }
  }

  flatpeak.words = {
    /** `06:30` */
    clock: (at, timezone) => time(at, timezone, { hour: '2-digit', minute: '2-digit' }),
    /** `Sat, Nov 21` */
    day: (at, timezone) => time(at, timezone, { weekday: 'short', day: 'numeric', month: 'short' }),
    /** `Sat 06:30` */
    moment: (at, timezone) =>
      time(at, timezone, { weekday: 'short', hour: '2-digit', minute: '2-digit' }),
    /** At most `digits` decimals. */
    number: (value, digits) =>
      new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value),
    /** `0.83` */
    money: (value) =>
      new Intl.NumberFormat(language(), {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      }).format(value),
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
