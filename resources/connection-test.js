/* global $, RED */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));
  const text = (key, values) => flatpeak.text(key, values);

  /**
   * Makes the button of the account dialog test what the dialog shows, deployed or not.
   * @param {EditorNode} account the node being edited
   */
  flatpeak.connectionTest = function (account) {
    const button = $('#flatpeak-test');
    const result = $('#flatpeak-test-result');
    /** While a test runs. The button is not disabled meanwhile, or it would lose the focus. */
    let forget;

    function say(icon, lines) {
      result.empty();
      $('<i class="fa" aria-hidden="true"></i>').addClass(icon).appendTo(result);
      const words = $('<div></div>').appendTo(result);
      for (const line of lines) $('<p></p>').text(line).appendTo(words);
    }

    function answer(icon, lines) {
      forget = undefined;
      say(icon, lines);
    }

    function test(facts) {
      if (forget) return;
      if (needsDeploy(account)) return say('fa-exclamation-triangle', [text('test.deploy')]);
      say('fa-spinner fa-spin', [text('test.running')]);
      forget = flatpeak.ask(
        account.id,
        { path: 'test', body: { ...draft(account), ...facts } },
        (report) => answer(iconOf(report), linesOf(report)),
        (sentence) => answer('fa-times-circle', [sentence]),
      );
    }

    button.on('click', () => test({ mended: true }));
    // Whoever opens an account that is in use wants to know how it is.
    if (RED.nodes.node(account.id) && !account.changed) test({});
    // A dialog that closes takes its question with it.
    button.on('remove', () => forget && forget());
  };

  function field(name) {
    return String($('#node-config-input-' + name).val()).trim();
  }

  /**
   * Credentials never go to an origin that is not deployed, so a new one cannot be tested yet.
   * @param {EditorNode} account
   */
  function needsDeploy({ baseUrl = '', changed }) {
    if (field('source') === 'sample') return false;
    return field('baseUrl') !== baseUrl.trim() || (changed && baseUrl !== '');
  }

  /**
   * What the dialog shows, less what the runtime knows better: a value of the environment stays as it is deployed.
   * @param {EditorNode} account
   */
  function draft({ credentials = {} }) {
    const account_id = field('account_id');
    const deployed = credentials._ && credentials._.account_id;
    return {
      source: field('source'),
      ...(account_id !== deployed && { account_id }),
      api_key: field('api_key'),
    };
  }

  function iconOf({ ok, missing }) {
    if (!ok) return 'fa-times-circle';
    return missing ? 'fa-exclamation-triangle' : 'fa-check-circle';
  }

  function linesOf(report) {
    const { next_try, last_error, calls, retries } = report.diagnostics;
    const work = [text('test.work', { calls, retries })];
    if (last_error)
      work.push(
        text('test.last-error', {
          time: new Date(last_error.at).toLocaleString(),
          error: text('error.' + last_error.code),
        }),
      );
    if (next_try)
      work.push(text('test.next-try', { time: new Date(next_try).toLocaleTimeString() }));
    return [...(report.ok ? found(report) : [flatpeak.trouble(report)]), work.join(' · ')];
  }

  function found({ mode, locations, more, code, names }) {
    const count = text(more ? 'test.locations-more' : 'test.locations', { count: locations });
    return [text('test.' + mode) + ' ' + count, ...(code ? [missing(code, names)] : [])];
  }

  /** What FlatPeak still needs, in the viewer's language. */
  function missing(code, names) {
    if (code === 'no_location') return text('test.no-location');
    return names ? text('test.no-tariffs', { names }) : text('test.no-tariff');
  }
})();
