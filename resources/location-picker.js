/* global $, RED */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));
  const text = (key, values) => flatpeak.text(key, values);

  /**
   * Puts a button beside a location field that opens a searchable list of the account's locations. The field itself takes
   * any text as before. To be called in `oneditprepare`, once the field is a typed input.
   * @param {string} property name of the location property
   * @param {string} [account] name of the account property
   */
  flatpeak.locationPicker = function (property, account = 'account') {
    const field = $('#node-input-' + property);
    const box = field.siblings('.red-ui-typedInput-container').wrap('<div></div>').parent();
    box.addClass('flatpeak-location');
    const button = $('<button type="button" class="red-ui-button"></button>')
      .attr({ 'aria-label': text('picker.open'), 'aria-haspopup': 'listbox' })
      .append('<i class="fa fa-search" aria-hidden="true"></i>')
      .appendTo(box);
    RED.popover.tooltip(button, text('picker.open'));

    let close;
    const closed = () => {
      close = undefined;
      button.attr('aria-expanded', false);
    };
    closed();
    button.on('click', () => {
      if (close) return close();
      close = openList(box, {
        id: property + '-locations',
        chosen: field.typedInput('value'),
        ask: (done, failed) => askFor($('#node-input-' + account).val(), done, failed),
        choose(location) {
          field.typedInput('type', 'str');
          field.typedInput('value', location);
        },
        closed,
      });
      button.attr('aria-expanded', true);
    });
    // Its click closes the list; losing the focus before that would close it too early.
    button.on('mousedown', (event) => close && event.preventDefault());
    button.on('remove', () => close && close());
  };

  /** `done` gets the locations of the account that is chosen in the dialog, `failed` why there are none. */
  function askFor(id, done, failed) {
    const account = RED.nodes.node(id);
    if (account)
      return flatpeak.ask(
        id,
        { path: 'locations', query: { source: account.source } },
        done,
        failed,
      );
    failed(text('picker.no-account'));
    return () => {};
  }

  /** Opens the list within `box`; gives a function that closes it. */
  function openList(box, { id, chosen, ask, choose, closed }) {
    let locations;
    let shown = [];
    let active = -1;

    const search = $('<input type="text" role="combobox" autocomplete="off" />').attr({
      'aria-label': text('picker.search'),
      'aria-autocomplete': 'list',
      'aria-controls': id,
      'aria-expanded': true,
      placeholder: text('picker.search'),
    });
    const list = $('<ul role="listbox"></ul>').attr({ id, 'aria-label': text('picker.list') });
    const note = $('<div role="status" aria-live="polite"></div>').text(text('picker.loading'));
    const panel = $('<div class="flatpeak-locations"></div>')
      .append(search, list, note)
      .appendTo(box);

    const forget = ask(
      (found) => {
        locations = found;
        show();
      },
      (sentence) => note.text(sentence),
    );

    function show() {
      const words = String(search.val()).toLowerCase().split(/\s+/);
      shown = locations.filter((location) => {
        const all = Object.values(location).join(' ').toLowerCase();
        return words.every((word) => all.includes(word));
      });
      list.empty().append(shown.map(option));
      note.text(
        shown.length > 0 ? '' : text(locations.length > 0 ? 'picker.no-match' : 'picker.none'),
      );
      const current = shown.findIndex((location) => location.id === chosen);
      activate(Math.max(0, current));
    }

    function option({ id: location, label, timezone, currency }, index) {
      const facts = [location, timezone, currency].filter(Boolean).join(' · ');
      return $('<li role="option"></li>')
        .attr('id', id + '-' + index)
        .append($('<div></div>').text(label), $('<small></small>').text(facts))
        .on('click', () => take(index));
    }

    function activate(index) {
      const options = list.children();
      options.attr('aria-selected', false);
      const current = options.eq(index).attr('aria-selected', true);
      active = index;
      search.attr('aria-activedescendant', current.attr('id') || null);
      if (current.length) current[0].scrollIntoView({ block: 'nearest' });
    }

    function take(index) {
      const location = shown[index];
      if (!location) return;
      choose(location.id);
      leave();
    }

    /** Closes and goes back to where the user came from. */
    function leave() {
      close();
      box.children('button').trigger('focus');
    }

    const keys = {
      ArrowDown: () => activate((active + 1) % shown.length),
      ArrowUp: () => activate((active + shown.length - 1) % shown.length),
      Enter: () => take(active),
      Escape: leave,
    };
    search.on('input', () => locations && show());
    search.on('keydown', (event) => {
      const act = keys[event.key];
      if (!act) return;
      // The dialog around it would close on Escape and submit on Enter.
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    // A click in the list must not take the focus out of the search.
    panel.on('mousedown', (event) => event.target === search[0] || event.preventDefault());
    search.on('blur', () => close());
    search.trigger('focus');

    function close() {
      if (!closed) return;
      forget();
      panel.remove();
      closed();
      closed = undefined;
    }
    return close;
  }
})();
