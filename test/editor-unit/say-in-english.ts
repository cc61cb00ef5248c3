/** What VS Code's translation does where no other language is set: puts the values into the sentence. */
import type { Translate } from '../../src/editor/gradient-text.ts';

export const sayInEnglish: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
