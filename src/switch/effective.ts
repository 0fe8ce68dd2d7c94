import type { Settings, SettingsRule } from './settings';
import type { SwitchState } from './state';

/** The settings that hold now: the dialog's, with what messages set instead of them. */
export function effective(settings: Settings, { told }: SwitchState): Settings {
  const { limit, need, readyBy } = told;
  return {
    ...settings,
    ...(limit && { rule: withLimit(settings.rule, limit.value) }),
    ...(need && { need: need.value }),
    ...(readyBy && { readyBy: readyBy.value }),
  };
}

/** Whether a message's value stands in for one of the dialog's. */
export function isTold({ told }: SwitchState): boolean {
  return Object.keys(told).length > 0;
}

/** What of the dialog each told value stands in for, as text to compare. */
export function configured(settings: Settings): Record<keyof SwitchState['told'], string> {
  return {
    limit: JSON.stringify(settings.rule),
    need: JSON.stringify(settings.need ?? null),
    readyBy: settings.readyBy ?? '',
  };
}

/** The state after a deploy: what messages said of settings that have changed is dropped. */
export function dropReplaced(state: SwitchState, settings: Settings): SwitchState {
  const { told, stopped, ...rest } = state;
  const { limit, need, readyBy } = told;
  const dialog = configured(settings);
  // Only a switch that runs when asked waits for `start`.
  const canEnd = settings.runs === 'asked' || stopped?.until !== null;
  return {
    ...rest,
    ...(stopped && canEnd && { stopped }),
    told: {
      ...(limit?.configured === dialog.limit && { limit }),
      ...(need?.configured === dialog.need && { need }),
      ...(readyBy?.configured === dialog.readyBy && { readyBy }),
    },
  };
}

function withLimit(rule: SettingsRule, limit: number): SettingsRule {
  return rule.kind === 'threshold' ? { kind: 'threshold', limit } : rule;
}
