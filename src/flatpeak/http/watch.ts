import type { ClientRequest } from 'node:http';
import type { Cancel, Timers } from '../../time/timers';
import type { Budgets } from '../budgets';
import { TransportError } from '../transport';

/** Follows one request over its socket and ends it when the connection, or the next byte, is too long in coming. */
export class Watch {
  connected = false;
  answered = false;
  /** Ends the request, with a TransportError as its reason. */
  readonly stop = new AbortController();
  private disarm: Cancel = () => undefined;

  constructor(
    private readonly timers: Timers,
    private readonly budgets: Pick<Budgets, 'connect' | 'idle'>,
    private readonly caller: AbortSignal,
  ) {
    caller.addEventListener('abort', this.abort, { once: true });
    if (caller.aborted) this.abort();
    this.allow(budgets.connect);
  }

  /** `ready`: what a fresh socket emits when the request can go out. */
  over(request: ClientRequest, ready: 'connect' | 'secureConnect'): void {
    const connected = () => {
      this.connected = true;
      this.allow(this.budgets.idle);
    };
    request.once('socket', (socket) => {
      if (request.reusedSocket) connected();
      else socket.once(ready, connected);
    });
  }

  /** Something arrived. */
  sawBytes(): void {
    this.allow(this.budgets.idle);
  }

  end(): void {
    this.disarm();
    this.caller.removeEventListener('abort', this.abort);
  }

  private readonly abort = () => this.stop.abort(new TransportError('aborted', this.connected));

  private allow(ms: number): void {
    this.disarm();
    this.disarm = this.timers.after(ms, () =>
      this.stop.abort(new TransportError('late', this.connected)),
    );
  }
}
