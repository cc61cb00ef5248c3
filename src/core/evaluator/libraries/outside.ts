/** Modules of which nothing is known: every attribute is Unknown, for the reason that it is not evaluated. */
import { type Span, textOf } from '../../python/source.ts';
import { type ModuleValue, unknown, type Value } from '../values.ts';

/** A module of which nothing is known: every attribute is Unknown, for the reason that it is not evaluated. */
export function outsideModule(name: string): ModuleValue {
  return {
    type: 'module',
    name,
    attributes: new Map(),
    missing: (attribute, span) => notEvaluated(name, attribute, span),
  };
}

/** Names the value as the user wrote it where that is short. */
export function notEvaluated(module: string, name: string, span: Span): Value {
  const text = textOf(span);
  const isShort = /^[\w.]+$/.test(text) && text.length < 60 && text.endsWith(name);
  return unknown(`\`${isShort ? text : `${module}.${name}`}\` is outside what is evaluated`, span);
}
