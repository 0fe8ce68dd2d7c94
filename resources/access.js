/* global $, RED */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  /**
   * Gives keyboard and screen reader what the editor gives to mouse and eye alone. To be called in `oneditprepare`, when all
   * fields are there.
   */
  flatpeak.accessible = function () {
    // A typed input hides the field that the label is for.
    $('#dialog-form .red-ui-typedInput-container').each(function () {
      const row = $(this).closest('.form-row');
      const id = row.find('input').first().attr('id');
      const [label, type] = [id + '-label', id + '-choice'];
      row.find('label').first().attr('id', label);
      $(this).find('.red-ui-typedInput-input').attr('aria-labelledby', label);
      const choice = $(this).find('.red-ui-typedInput-type-select');
      choice.attr({ id: type, 'aria-labelledby': label + ' ' + type });
      const tell = () => choice.attr('aria-label', choice.attr('title') ?? '');
      row.on('change', tell);
      tell();
    });
    pressable($('#node-input-btn-account-edit'), 'editor.editConfig');
    pressable($('#node-input-btn-account-add'), 'editor.addNewConfig');
  };

  /**
   * @param {JQuery} link a link that leads nowhere
   * @param {string} key of the editor's own catalogue
   */
  function pressable(link, key) {
    const name = RED._(key, { type: 'flatpeak-account' });
    link.attr({ role: 'button', tabindex: 0, 'aria-label': name });
    link.on('keydown', function (event) {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      link.trigger('click');
    });
  }
})();
