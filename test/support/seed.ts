/**
 * Every property runs with one seed, so that a suite that was green stays green until the code changes. Another one:
 * `SEED=42 npx mocha …`; a failure prints its own.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 20_261_120) });
