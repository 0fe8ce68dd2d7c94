import type { Settings, SettingsRule } from './settings';
import type { SwitchState, Told } from './state';

/** The settings that hold now: the dialog's, with what messages set instead of them. */
export function effective(settings: Settings, state: SwitchState, now: number): Settings {
  const { limit, need, readyBy } = state.told;
  const told = <T>(one: Told<T> | undefined): T | undefined =>
    one && (one.until === undefined || now < one.until) ? one.value : undefined;
  const threshold = told(limit);
  const needed = told(need);
  const deadline = told(readyBy);
  return {
    ...settings,
    ...(threshold !== undefined && { rule: withLimit(settings.rule, threshold) }),
    ...(needed !== undefined && { need: needed }),
    ...(deadline !== undefined && { readyBy: deadline }),
  };
}

/** Whether a message's value stands in for one of the dialog's. */
export function isTold(state: SwitchState, now: number): boolean {
  return Object.values(state.told).some(
    (one: Told<unknown>) => one.until === undefined || now < one.until,
  );
}

/** What of the dialog each told value stands in for, as text to compare. */
export function configured(settings: Settings): Record<keyof SwitchState['told'], string> {
  return {
    limit: JSON.stringify(settings.rule),
    need: JSON.stringify(settings.need ?? null),
    readyBy: settings.readyBy ?? '',
  };
}

/** The state after a deploy: told values whose configured ones have changed are dropped. */
export function dropReplaced(state: SwitchState, settings: Settings): SwitchState {
  const now = configured(settings);
  const { limit, need, readyBy } = state.told;
  return {
    ...state,
    told: {
      ...(limit?.configured === now.limit && { limit }),
      ...(need?.configured === now.need && { need }),
      ...(readyBy?.configured === now.readyBy && { readyBy }),
    },
  };
}

function withLimit(rule: SettingsRule, limit: number): SettingsRule {
  return rule.kind === 'threshold' ? { kind: 'threshold', limit } : rule;
}
