/** The commands by what they export: the palette runs them, and so do the page's buttons. */
import type { ExportKind } from '../protocol.ts';

export const exportCommands: Readonly<Record<ExportKind, string>> = {
  picture: 'backpropLens.exportPicture',
  derivation: 'backpropLens.exportDerivation',
  report: 'backpropLens.exportReport',
};
