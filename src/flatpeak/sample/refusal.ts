/** A request that is not answered with 200. FlatPeak has two bodies for that; only one of them has a code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }

  body(now: number): object {
    if (this.code === undefined) return { message: this.message };
    return {
      object: 'error',
      live_mode: false,
      type: 'invalid_request',
      code: this.code,
      message: this.message,
      // Alone among FlatPeak's times, this one is documented without a zone.
      time_created: new Date(now).toISOString().slice(0, -1),
    };
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function badCredentials(): Refusal {
  return new Refusal(403, 'Bad credentials');
}

export function invalid(code: string, message: string): Refusal {
  return new Refusal(400, message, code);
}
