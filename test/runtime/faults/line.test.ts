import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { Embedded } from '../../support/embedded';
import { CREDENTIALS, hourlyRates, switchFlow } from '../../support/home-flow';
import { SimHost } from '../../support/sim-host';
import { loginReply, reply } from '../../support/simulated-flatpeak';

/** The class that the built nodes know. */
const { TransportError } =
  require('../../../dist/src/flatpeak/transport') as typeof import('../../../src/flatpeak/transport');

describe('the line to FlatPeak in a real Node-RED', function () {
  this.timeout(40_000);
  let embedded: Embedded | undefined;

  afterEach(async () => {
    await embedded?.stop();
    embedded = undefined;
  });

  it('fault 1: two days without internet are two lines in the log, and the rates come back', async () => {
    let online = true;
    let calls = 0;
    const host = new SimHost(Date.parse('2026-11-20T12:00:00Z'), {
      transport: () =>
        Object.assign(
          async ({ path }: { path: string }) => {
            calls++;
            if (!online) throw new TransportError('dns', false);
            return path === '/login' ? loginReply() : reply(200, hourlyRates(host.now(), 0.1));
          },
          { close: () => undefined },
        ),
    });
    embedded = await Embedded.start({
      flow: switchFlow('https://api.flatpeak.com'),
      credentials: CREDENTIALS,
      host,
    });
    await host.advance(MINUTE);
    assert.deepEqual(logged(), []);

    online = false;
    await host.advance(2 * DAY);
    assert.ok(calls > 1_000 && calls < 6_000, `${calls} calls`);
    assert.deepEqual(logged(), [
      [
        30,
        'FlatPeak cannot be reached. Check the internet connection (dns). Until FlatPeak answers, the rates already known stay in use.',
      ],
    ]);
    assert.equal(embedded.statuses.get('slot')?.fill, 'yellow');

    online = true;
    await host.advance(2 * MINUTE);
    assert.deepEqual(logged().slice(1), [[40, 'FlatPeak answers again.']]);
    assert.match(embedded.statuses.get('slot')?.text ?? '', /^on 0\.100/);
    await host.advance(HOUR);
    assert.equal(logged().length, 2);
  });

  function logged(): [number, unknown][] {
    const lines = embedded?.logs ?? [];
    return lines.flatMap(({ level, msg }): [number, unknown][] =>
      String(msg).includes('FlatPeak') ? [[level, msg]] : [],
    );
  }
});
