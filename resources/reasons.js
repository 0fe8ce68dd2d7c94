/* global $ */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  /**
   * Says under a field what is wrong with it; the editor itself tells only whoever points at the field. To be called in
   * `oneditprepare`, when all fields are there.
   * @param {EditorNode} node
   * @param {string} [prefix] of the ids of its fields
   */
  flatpeak.reasons = function (node, prefix = 'node-input-') {
    const fields = Object.entries(node._def.defaults).flatMap(([name, { validate }]) => {
      const field = $('#' + prefix + name);
      if (!validate || field.length === 0) return [];
      // A typed input hides the field and puts its own behind it.
      const shown = field.nextAll().find('.red-ui-typedInput-input').add(field);
      const judge = () => validate.call(node, field.val(), {});
      return [{ row: field.closest('.form-row')[0], shown, judge }];
    });

    function show() {
      const reasons = new Map(fields.map(({ row }) => [row, new Set()]));
      for (const { row, shown, judge } of fields) {
        const verdict = judge();
        shown.attr('aria-invalid', verdict !== true);
        if (typeof verdict === 'string') reasons.get(row)?.add(verdict);
      }
      for (const [row, said] of reasons) say($(row), [...said].join(' '));
    }

    // One change makes the editor announce many.
    let timer;
    $(fields[0].row)
      .closest('form')
      .on('change input keyup', () => {
        clearTimeout(timer);
        timer = setTimeout(show, 0);
      });
    show();
  };

  function say(row, text) {
    const old = row.children('.flatpeak-reason');
    if (old.text() === text) return;
    old.remove();
    if (text !== '') $('<div class="flatpeak-reason" role="alert"></div>').text(text).appendTo(row);
  }
})();
