/** The extension's settings, read and made safe here and nowhere else. */
import * as vscode from 'vscode';
import type { Severity } from '../core/report/analysis.ts';

const section = 'backpropLens';

export type RunMode = 'onType' | 'onSave' | 'manual';
export type LensMode = 'all' | 'decided' | 'wrong' | 'off';
export type ShownSeverity = Severity | 'hint' | 'off';

export interface Settings {
  readonly run: RunMode;
  /** Milliseconds between the last edit and the analysis; every surface follows this one clock. */
  readonly delay: number;
  readonly codeLens: LensMode;
  readonly hover: boolean;
  readonly followCursor: boolean;
  /** Severities that the user gave to rules by name. */
  readonly severities: ReadonlyMap<string, ShownSeverity>;
}

const runModes: readonly RunMode[] = ['onType', 'onSave', 'manual'];
const lensModes: readonly LensMode[] = ['all', 'decided', 'wrong', 'off'];
const shownSeverities: readonly ShownSeverity[] = ['error', 'warning', 'information', 'hint', 'off'];
const longestDelay = 10_000;

/** The settings that hold for one resource; a value of a wrong kind is replaced by the default. */
export function settingsFor(uri: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration(section, uri);
  return {
    run: oneOf(runModes, configuration.get('run'), 'onType'),
    delay: delayFrom(configuration.get('delay')),
    codeLens: oneOf(lensModes, configuration.get('codeLens'), 'decided'),
    hover: configuration.get('hover') !== false,
    followCursor: configuration.get('followCursor') !== false,
    severities: severitiesFrom(configuration.get('severity')),
  };
}

/** The severity under which a finding is shown. */
export function shownSeverity(settings: Settings, rule: string, severity: Severity): ShownSeverity {
  return settings.severities.get(rule) ?? severity;
}

/** Calls back whenever one of the extension's settings changes. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) listener();
  });
}

function delayFrom(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? Math.min(value, longestDelay) : 300;
}

function severitiesFrom(value: unknown): ReadonlyMap<string, ShownSeverity> {
  if (typeof value !== 'object' || value === null) return new Map();
  const known = Object.entries(value).flatMap(([rule, given]) => {
    const severity = shownSeverities.find((candidate) => candidate === given);
    return severity ? [[rule, severity] as const] : [];
  });
  return new Map(known);
}

function oneOf<Value extends string>(values: readonly Value[], given: unknown, fallback: Value): Value {
  return values.find((value) => value === given) ?? fallback;
}
