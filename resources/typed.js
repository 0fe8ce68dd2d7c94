/* global $ */
/** What a field holds whose value may be a constant or come from elsewhere. */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  const ELSEWHERE = ['flow', 'global', 'env'];
  const LITERAL = ['str', 'num'];

  /**
   * Whether the runtime looks a value up in the environment, so that nobody knows it yet.
   * @param {string | number | undefined} value
   * @returns {boolean}
   */
  flatpeak.isEnvironment = function (value) {
    return /^\$(\{.+\}|\(.+\))$/.test(String(value).trim());
  };

  /**
   * Makes typed inputs of fields that a message may fill as well. To be called in `oneditprepare`.
   * @param {'str' | 'num'} literal
   * @param {...string} names of properties; each has another for its type
   */
  flatpeak.typed = function (literal, ...names) {
    for (const name of names) {
      $('#node-input-' + name).typedInput({
        default: literal,
        types: [literal, 'msg', ...ELSEWHERE],
        typeField: '#node-input-' + name + 'Type',
      });
    }
  };

  /**
   * Whether such a field can be used: a constant must be blank or match, anything else be named.
   * @param {EditorNode} node
   * @param {string} name
   * @param {string | number | undefined} value
   * @param {RegExp} pattern
   * @returns {boolean}
   */
  flatpeak.fits = function (node, name, value, pattern) {
    // The form knows better than the node while it is open.
    const type = $('#node-input-' + name + 'Type').val() ?? node[name + 'Type'];
    const given = String(value ?? '').trim();
    if (flatpeak.isEnvironment(given)) return true;
    return LITERAL.includes(type) ? given === '' || pattern.test(given) : given !== '';
  };
})();
