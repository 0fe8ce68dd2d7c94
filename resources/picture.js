/* global $, RED */
/** Shows in a dialog what its rates are and what they lead to, before anything is deployed. */
(function () {
  'use strict';

  // The editor loads these files in any order.
  const flatpeak = (window.flatpeak = window.flatpeak || /** @type {FlatPeak} */ ({}));
  const text = (key, values) => flatpeak.text('picture.' + key, values);

  /** Long enough for a burst of changes, too short to be seen. ms */
  const SOON = 20;
  /** A location that is still being typed is no location. ms */
  const TYPED = 600;
  const MINUTE = 60_000;
  /** The line of now moves. */
  const EVERY = MINUTE;

  /**
   * Keeps a picture in `box`, as the fields of its dialog are. To be called in `oneditprepare`.
   * @param {JQuery} box
   * @param {FlatPeakSketch} sketch
   * @returns {(event: { type: string, target?: Element }) => void} listens to whatever may change a field
   */
  flatpeak.picture = function (box, { node, path, account, fields, drawn = () => {} }) {
    const canvas = $('<div></div>');
    const pointed = $('<div class="flatpeak-pointed"></div>');
    const sentence = $('<div class="flatpeak-sentence" role="status" aria-live="polite"></div>');
    const notes = $('<div class="flatpeak-notes"></div>');
    box.addClass('flatpeak-picture').append(canvas, pointed, sentence, notes);

    let shown;
    /** For which `shown` was drawn. px */
    let width;
    let timer;
    /** What is being asked about, and how to forget it. */
    let asking;
    let asked = '';
    let sent = '';

    function draw(picture) {
      shown = picture;
      width = box.width();
      const hint = text(picture.plan ? 'hint' : 'hint-rates');
      const words = {
        title: text(titleOf(picture), { unit: picture.unit }),
        now: text('now'),
        slot: (slot) => slotText(picture, slot),
        line: (name, value) => lineText(picture, name, value),
        point: (slot) => pointed.text(slot ? slotText(picture, slot) : hint),
      };
      words.point(undefined);
      flatpeak.chart(canvas, picture, words);
      tell(sentenceOf(picture));
      notes.text(notesOf(picture).join(' '));
      box.attr({ 'data-state': 'drawn', 'aria-busy': false });
      drawn(picture);
    }

    /** A screen reader reads whatever is written there, also the same once more. */
    function tell(words) {
      if (sentence.text() !== words) sentence.text(words);
    }

    /** What is drawn is not what is asked for; it stays, faint, so that the dialog does not jump. */
    function wait() {
      if (!shown) return say(text('loading'), 'loading');
      tell(text('loading'));
      box.attr({ 'data-state': 'waiting', 'aria-busy': true });
    }

    function say(sentenceText, state) {
      shown = undefined;
      canvas.add(pointed).add(notes).empty();
      tell(sentenceText);
      box.attr({ 'data-state': state, 'aria-busy': state === 'loading' });
    }

    const question = () => {
      const body = { ...accountDraft(account()), node: node.id, fields: fields() };
      // The rest only decides what is made of the rates.
      const source = JSON.stringify([account(), body.account, ...sourceOf(body.fields)]);
      return { body, source };
    };

    function ask() {
      const { body, source } = question();
      if (asking && asking.source === source) {
        // One question at a time; the answer to an older one is worth seeing meanwhile.
        asking.again = true;
        return;
      }
      if (asking) asking.forget();
      const mine = { source, again: false, forget: () => {} };
      asking = mine;
      if (source !== asked || !shown) wait();
      asked = source;
      sent = JSON.stringify(body);
      const then = (show) => (answer) => {
        asking = undefined;
        show(answer);
        if (mine.again) ask();
      };
      mine.forget = flatpeak.ask(
        account() || 'none',
        { path, body },
        then(draw),
        then((trouble) => say(trouble, 'nothing')),
      );
    }

    /** @param {{ type: string, target?: Element }} event */
    function update({ type, target }) {
      // Keys also walk through the picture itself, and into and out of fields.
      if (target && box[0].contains(target)) return;
      let typing = false;
      if (type !== 'change') {
        const { body, source } = question();
        if (type === 'keyup' && JSON.stringify(body) === sent) return;
        typing = source !== asked && !isSample(account());
      }
      clearTimeout(timer);
      if (typing) wait();
      timer = setTimeout(ask, typing ? TYPED : SOON);
    }

    const again = setInterval(ask, EVERY);
    const resized = new ResizeObserver(() => {
      if (box.attr('data-state') === 'drawn' && box.width() !== width) draw(shown);
    });
    resized.observe(box[0]);
    box.on('remove', () => {
      clearTimeout(timer);
      clearInterval(again);
      resized.disconnect();
      if (asking) asking.forget();
    });
    ask();
    return update;
  };

  /**
   * What decides where rates come from.
   * @param {FlatPeakFields} fields
   */
  function sourceOf({ location, locationType, direction, value = 'rate' }) {
    return [location, locationType, direction, value !== 'rate'];
  }

  /** Its prices are made here, so that asking for them costs nobody anything. */
  function isSample(id) {
    const account = id && RED.nodes.node(id);
    return Boolean(account) && account.source === 'sample';
  }

  /** An account that is not deployed as it is here goes along. */
  function accountDraft(id) {
    const account = id && RED.nodes.node(id);
    if (!account || !account.changed) return {};
    const { account_id, api_key } = account.credentials || {};
    const { source, api, apiVersion } = account;
    const { importFactor, importOffset, exportFactor, exportOffset } = account;
    const adjust = { importFactor, importOffset, exportFactor, exportOffset };
    return { account: { source, account_id, api_key, api, apiVersion, ...adjust } };
  }

  function titleOf({ plan, problem }) {
    if (plan) return 'title';
    return problem ? 'title-days' : 'title-rates';
  }

  function lineText({ plan }, name, value) {
    return text('line.' + name + (plan.highest ? '-highest' : ''), {
      value: flatpeak.words.number(value, 5),
    });
  }

  function slotText({ timezone, unit, currency, now, plan }, slot) {
    const { moment, clock, number } = flatpeak.words;
    const brief = slot.to - slot.from < MINUTE;
    const parts = [moment(slot.from, timezone, brief) + '–' + clock(slot.to, timezone, brief)];
    parts.push(slot.value === null ? text('unknown') : number(slot.value, 5) + ' ' + unit);
    if (unit === 'gCO2/kWh' && slot.rate !== null)
      parts.push(number(slot.rate, 5) + ' ' + currency + '/kWh');
    if (slot.forecast) parts.push(text('forecast'));
    if (plan && slot.to <= now) parts.push(text(slot.on ? 'was-on' : 'was-off'));
    else if (plan && slot.why) parts.push(whyText(plan, slot));
    return parts.join(' · ');
  }

  function whyText({ highest }, { on, why }) {
    const turned = ['below_threshold', 'above_threshold', 'never_above', 'always_below'];
    const key = why + (highest && turned.includes(why) ? '-highest' : '');
    return text(on ? 'is-on' : 'is-off') + ': ' + text('why.' + key);
  }

  /** "4 h on, average 0.071, saves 0.83 GBP (38 %) against starting now" */
  function sentenceOf(picture) {
    const { plan, problem } = picture;
    if (problem) return text('incomplete');
    if (!plan) return ratesSentence(picture);
    const { summary } = plan;
    if (!summary) return text('nothing-to-plan');
    const parts = [onText(picture, summary)];
    if (summary.on_minutes > 0) {
      if (summary.average !== null)
        parts.push(text('average', { average: flatpeak.words.number(summary.average, 3) }));
      if (summary.saving !== null && Math.abs(summary.saving) >= 0.005)
        parts.push(savingText(picture, summary));
    }
    const sentences = [parts.join(', ') + '.'];
    if (summary.shortfall_minutes >= 1)
      sentences.push(text('short', { time: flatpeak.words.duration(summary.shortfall_minutes) }));
    if (summary.provisional) sentences.push(text('provisional'));
    if (plan.asked) sentences.push(text('asked'));
    return sentences.join(' ');
  }

  function onText({ timezone, now }, { from, to, on_minutes, of_minutes }) {
    const { moment, duration } = flatpeak.words;
    return text(from <= now ? 'on-until' : 'on-from', {
      from: moment(from, timezone),
      to: moment(to, timezone),
      on: duration(on_minutes),
      of: duration(of_minutes),
    });
  }

  function savingText({ currency, now }, summary) {
    const { saving, saving_percent, per_kw, at_once, sells, from } = summary;
    const { money, number } = flatpeak.words;
    const amount = text(per_kw ? 'money-per-kw' : 'money', {
      amount: money(Math.abs(saving)),
      currency,
    });
    const share = saving_percent === null ? '' : ' (' + number(Math.abs(saving_percent), 0) + ' %)';
    const than = text('than.' + (at_once ? (from <= now ? 'now' : 'then') : 'mean'));
    const better = sells ? 'earns-more' : 'saves';
    const worse = sells ? 'earns-less' : 'costs-more';
    return text(saving >= 0 ? better : worse, { amount: amount + share, than });
  }

  function ratesSentence({ slots, unit, timezone }) {
    const known = slots.filter(({ value }) => value !== null);
    if (known.length === 0) return text('unknown-day');
    const { number, moment } = flatpeak.words;
    const best = known.reduce((a, b) => (b.value < a.value ? b : a));
    const worst = known.reduce((a, b) => (b.value > a.value ? b : a));
    return text('range', {
      min: number(best.value, 5),
      min_at: moment(best.from, timezone),
      max: number(worst.value, 5),
      max_at: moment(worst.from, timezone),
      unit,
    });
  }

  function notesOf({ timezone, host_timezone, live_mode, now, trouble }) {
    const notes = trouble ? [text('trouble', { trouble: flatpeak.trouble(trouble) })] : [];
    notes.push(text(live_mode ? 'zone' : 'zone-sample', { zone: timezone }));
    const { moment } = flatpeak.words;
    if (moment(now, timezone) !== moment(now, host_timezone))
      notes.push(text('host-zone', { zone: host_timezone }));
    return notes;
  }
})();
