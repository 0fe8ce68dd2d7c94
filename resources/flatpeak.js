/* global $, RED */
/** What the dialogs of all FlatPeak nodes share. Loaded by the account node, without which there is no other. */
(function () {
  'use strict';

  const CATALOGUE = 'node-red-contrib-flatpeak/flatpeak-account:flatpeak-account.';
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));

  /**
   * A text of the shared catalogue, in the viewer's language.
   * @param {string} key
   * @param {object} [values]
   * @returns {string}
   */
  flatpeak.text = function (key, values) {
    return RED._(CATALOGUE + key, values);
  };

  /**
   * Asks this Node-RED about an account. `done` gets the reply, `failed` a sentence.
   * @param {string} account id of an account node
   * @param {{ path: string, query?: object, body?: object }} question
   * @param {(reply: any) => void} done
   * @param {(sentence: string) => void} failed
   * @returns {() => void} forgets the question; nothing is called any more
   */
  flatpeak.ask = function (account, { path, query, body }, done, failed) {
    let wanted = true;
    const request = $.ajax({
      // Relative, so that the editor's root path and login apply.
      url: 'flatpeak/accounts/' + encodeURIComponent(account) + '/' + path,
      method: body ? 'POST' : 'GET',
      dataType: 'json',
      ...(body ? { contentType: 'application/json', data: JSON.stringify(body) } : { data: query }),
    });
    request.then(
      (reply) => wanted && done(reply),
      () => wanted && failed(trouble(request)),
    );
    return () => {
      wanted = false;
      request.abort();
    };
  };

  /** @param {JQuery.jqXHR} request */
  function trouble({ status, responseJSON }) {
    if (responseJSON && responseJSON.message) return flatpeak.trouble(responseJSON);
    return flatpeak.text(status === 401 ? 'dialog.not-allowed' : 'dialog.no-answer');
  }

  /**
   * What went wrong, in the viewer's language: the runtime's may be another.
   * @param {{ code: string, message: string, detail?: string }} trouble
   * @returns {string}
   */
  flatpeak.trouble = function ({ code, message, detail }) {
    for (const key of ['dialog.' + code, 'error.' + code]) {
      const found = flatpeak.text(key);
      if (found && !found.endsWith(key)) return found + (detail ? ' (' + detail + ')' : '');
    }
    return message;
  };
})();
